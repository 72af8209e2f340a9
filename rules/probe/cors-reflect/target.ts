import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply, type AppOptions } from '#twin';

const users = new Map([
  ['9c4e1d7b02fa5836', { name: 'ann' }],
  ['41b7f09ad3e628c5', { name: 'bob' }],
]);
const balances: Readonly<Record<string, { readonly accountNumber: string; readonly availableCents: number }>> = {
  ann: { accountNumber: '8601 11 17947', availableCents: 731_954 },
  bob: { accountNumber: '1503 40 22816', availableCents: 12_087 },
};
const webApp = 'https://app.northpay.example';

/** Any origin is named in the answer, as embedded widgets want it; the cookie is another question. */
function server({ cookiesForAll }: { readonly cookiesForAll: boolean }): TwinHandler {
  const headers: AppOptions['headers'] = (ask) => {
    const { origin } = ask.headers;
    if (origin === undefined) return { vary: 'Origin' };
    if (ask.path === '/rates') return { 'access-control-allow-origin': '*' };
    const withCookies = cookiesForAll || origin === webApp;
    return {
      vary: 'Origin',
      'access-control-allow-origin': origin,
      ...(withCookies ? { 'access-control-allow-credentials': 'true' } : {}),
    };
  };
  const routes = {
    ...callersOnly({ 'GET /balance': ({ user }) => reply(200, balances[user?.name ?? ''] ?? {}) }),
    'GET /rates': () => reply(200, { EUR: 1, NOK: 11.62, USD: 1.0814 }),
    'OPTIONS /balance': () => reply(204, undefined, { 'access-control-allow-methods': 'GET' }),
  };
  return app({ users, headers, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=9c4e1d7b02fa5836' },
    { name: 'bob', cookie: 'session=41b7f09ad3e628c5' },
  ],
  vulnerable: () => server({ cookiesForAll: true }),
  hardened: () => server({ cookiesForAll: false }),
};
