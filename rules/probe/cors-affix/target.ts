import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type AppOptions } from '#twin';

const users = new Map([['b9f31c60e8d7a254', { name: 'ann' }]]);

/** All hosts of the company may come with the cookie, also those that nobody has heard of: they are its own. */
function server({ trusted }: { readonly trusted: RegExp }): TwinHandler {
  const headers: AppOptions['headers'] = (ask) => {
    const { origin = '' } = ask.headers;
    if (ask.path === '/rates') return { 'access-control-allow-origin': origin === '' ? '*' : origin };
    if (!trusted.test(origin)) return { vary: 'Origin' };
    return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
  };
  const routes = {
    ...callersOnly({ 'GET /pension': () => reply(200, { policyNumber: 'PN-77120-43', yearlyCents: 2_841_600 }) }),
    'GET /rates': () => reply(200, { EUR: 1, DKK: 7.4601 }),
  };
  return app({ users, headers, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', cookie: 'session=b9f31c60e8d7a254' }],
  vulnerable: () => server({ trusted: /^https:\/\/.*pensio\.example/ }),
  hardened: () => server({ trusted: /^https:\/\/(?:[a-z0-9-]+\.)*pensio\.example$/ }),
};
