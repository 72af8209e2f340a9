import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type Ask, type Reply } from '#twin';

const users = new Map([['f5c08e17a9b342d6', { name: 'ann' }]]);

function echo({ url, headers }: Ask): Reply {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [`TRACE ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  return { status: 200, text, headers: { 'content-type': 'message/http' } };
}

/** Any method is answered, and the id of the request comes back in every answer: that is its purpose. */
function server({ traces }: { readonly traces: boolean }): TwinHandler {
  return app({
    users,
    headers: ({ headers }) =>
      headers['x-request-id'] === undefined ? {} : { 'x-request-id': headers['x-request-id'] },
    routes: callersOnly({ 'GET /quotes': () => reply(200, [{ id: 'q_20713', rate: 5.49 }]) }),
    otherwise: (ask) => {
      if (ask.method === 'TRACE' && traces) return echo(ask);
      const known = ask.path === '/quotes';
      const error = known ? 'method not allowed' : 'not found';
      return reply(200, {
        ok: false,
        error,
        method: ask.method,
        path: ask.path,
        agent: ask.headers['user-agent'] ?? '',
      });
    },
  });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'f5c08e17a9b342d6' }],
  vulnerable: () => server({ traces: true }),
  hardened: () => server({ traces: false }),
};
