import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

/** What was taken out answers 410 or, where nobody remembers it, 404. */
function server({ isGone }: { readonly isGone: boolean }) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== 'Bearer ann-5f2c81d09e') return answer(401, { error: 'who are you' });
    if (request.url === '/cards') return answer(200, { cards: [{ id: 'c_71h2' }] });
    if (request.url === '/cards/c_71h2/limits')
      return isGone ? answer(410, { error: 'gone' }) : answer(200, { daily: 500, monthly: 2_000 });
    return answer(404, { error: 'no such path' });
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'ann-5f2c81d09e' }],
  vulnerable: () => server({ isGone: false }),
  hardened: () => server({ isGone: true }),
};
