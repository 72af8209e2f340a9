import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

const accounts = [
  { id: 'a_4410', holder: 'Ann Example', balanceCents: 731_954, openedAt: '2023-05-30T06:12:48.201Z' },
  { id: 'a_4411', holder: 'Ann Example', balanceCents: 12_093, openedAt: '2024-01-09T17:03:11.964Z' },
];
const notices = [{ id: 71_120_433, text: 'Your statement of October is here' }];

/** Every answer carries the time; a missing key is answered in three ways. */
function server({ listNeedsKey }: { readonly listNeedsKey: boolean }) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-served-at': String(performance.now()) });
      response.end(JSON.stringify(body));
    };
    const [, collection, id] = (request.url ?? '').split('/');
    const hasKey = request.headers['x-api-key'] === 'key-6b1d20f3c8';
    if (collection === 'rates') return answer(200, { usd: 1.083_417, gbp: 0.854_903, at: Date.now() });
    if (collection === 'notices') return answer(200, hasKey ? { notices } : { notices: null, error: 'no key' });
    if (collection !== 'accounts') return answer(404, { error: 'no such path' });
    if (id === undefined) return hasKey || !listNeedsKey ? answer(200, { accounts }) : answer(200, { accounts: [] });
    if (!hasKey) return answer(403, { error: 'no key' });
    const account = accounts.find((one) => one.id === id);
    return account === undefined ? answer(404, { error: 'no account' }) : answer(200, account);
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'key-6b1d20f3c8' }],
  vulnerable: () => server({ listNeedsKey: false }),
  hardened: () => server({ listNeedsKey: true }),
};
