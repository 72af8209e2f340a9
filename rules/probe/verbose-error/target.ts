import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

const guide = 'A stack looks like this: at run (/app/index.js:12:7) at start (/app/start.js:3:1)';

function server({ showsStack }: { readonly showsStack: boolean }) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '', 'http://localhost');
    if (request.headers.authorization !== 'Bearer ann-5f2c81d09e') return answer(401, { error: 'who are you' });
    const [, collection, id] = url.pathname.split('/');
    if (collection === 'guide') return answer(200, { guide });
    if (collection !== 'cards') return answer(404, { error: 'no such path' });
    try {
      const limit = url.searchParams.get('limit') ?? '10';
      if (!/^\d+$/.test(limit)) throw new TypeError('limit is no number');
      if (id !== undefined && !/^[a-z0-9_%]+$/i.test(decodeURIComponent(id)))
        throw new TypeError('id has odd characters');
      if (id !== undefined && id !== 'c_71h2') return answer(404, { error: 'no card' });
      return answer(200, id === undefined ? { cards: [{ id: 'c_71h2' }] } : { id });
    } catch (error) {
      const stack = error instanceof Error ? error.stack : '';
      return showsStack
        ? answer(500, { error: 'internal', trace: stack?.split('\n') })
        : answer(400, { error: 'bad request' });
    }
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'ann-5f2c81d09e', owns: { page: 'stacks' } }],
  vulnerable: () => server({ showsStack: true }),
  hardened: () => server({ showsStack: false }),
};
