import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const token = 'f20a9c5e71d4b8';
const users = new Map([[token, { name: 'ann' }]]);

/** Node's own server refuses line breaks in a header; this one writes its answer by itself, as old ones do. */
function server({ keepsLines }: { readonly keepsLines: boolean }): TwinHandler {
  const others = app({
    users,
    routes: callersOnly({ 'GET /receipts': () => reply(200, [{ id: 'r_8803', cents: 4_900 }]) }),
  });
  return (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    if (path !== '/receipts/latest' || request.method !== 'GET') return others(request, response);
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    const saveAs = new URLSearchParams(query).get('saveAs') ?? 'receipt.txt';
    // The text stays in the header and in the body, in one line: `a.txt X-Other: 1`.
    const oneLine = saveAs.replaceAll(/[\r\n]+/g, ' ');
    const body = isKnown ? `Receipt r_8803, 49.00\nsaved as: ${oneLine}\n` : 'no token\n';
    const head = [
      isKnown ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 401 Unauthorized',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      ...(isKnown ? [`Content-Disposition: attachment; filename=${keepsLines ? saveAs : oneLine}`] : []),
    ];
    request.resume();
    request.socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    return undefined;
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token }],
  vulnerable: () => server({ keepsLines: true }),
  hardened: () => server({ keepsLines: false }),
};
