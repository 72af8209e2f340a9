import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['90e3b5c7d1f8a2', { name: 'ann' }]]);
const account = { accountId: 'acc-30917', nickname: 'Household', balanceCents: 731_954 };

/** Whoever calls a version that is no more hears so with a 200, whatever its number is. */
function server({ servesOld }: { readonly servesOld: boolean }): TwinHandler {
  const routes = callersOnly({
    'GET /v2/accounts': () => reply(200, { accounts: [account] }),
    'GET /v2/offers': () => reply(200, { offers: ['Home loan 4.9 %'] }),
    ...(servesOld
      ? { 'GET /v1/accounts': () => reply(200, { accounts: [{ ...account, nationalId: 'redacted-04', kycLevel: 2 }] }) }
      : {}),
  });
  return app({
    users,
    routes,
    otherwise: ({ path }) =>
      /^\/v\d+\//.test(path)
        ? reply(200, { accounts: null, message: 'This version has been retired; see the changelog.' })
        : reply(404, { error: 'not found' }),
  });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '90e3b5c7d1f8a2' }],
  vulnerable: () => server({ servesOld: true }),
  hardened: () => server({ servesOld: false }),
};
