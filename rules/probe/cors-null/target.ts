import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type AppOptions } from '#twin';

const users = new Map([['e07b52c9d41f', { name: 'ann' }]]);

/** `null` is what sandboxed frames and local files send. Both answer it by name; one lets it bring the cookie along. */
function server({ trusted }: { readonly trusted: ReadonlySet<string> }): TwinHandler {
  const headers: AppOptions['headers'] = (ask) => {
    const { origin } = ask.headers;
    if (ask.path === '/rates') return { 'access-control-allow-origin': '*' };
    if (origin !== undefined && trusted.has(origin))
      return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
    return origin === 'null' ? { vary: 'Origin', 'access-control-allow-origin': 'null' } : { vary: 'Origin' };
  };
  const routes = {
    ...callersOnly(
      {
        'GET /goals/summary': () => reply(200, { savedCents: 418_250, targetCents: 900_000, motto: 'Lofoten in May' }),
      },
      reply(401, { title: 'Not signed in', status: 401 }),
    ),
    'GET /rates': () => reply(200, { EUR: 1, SEK: 11.104 }),
  };
  return app({ users, headers, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', cookie: 'session=e07b52c9d41f' }],
  vulnerable: () => server({ trusted: new Set(['https://app.potly.example', 'null']) }),
  hardened: () => server({ trusted: new Set(['https://app.potly.example']) }),
};
