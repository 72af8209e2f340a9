/** Answers every call with one card, in a process of its own, so that its work is none of the measured. */
import { createServer } from 'node:http';

const body = JSON.stringify({
  id: 'c_71h2',
  label: 'Holiday in Norway',
  limitCents: 148230,
  openedAt: '2024-03-11T08:15:27Z',
});
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${server.address().port}`));
