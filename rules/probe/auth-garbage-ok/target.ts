import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

const accounts = [
  { id: 'a_4410', holder: 'Ann Example', balanceCents: 731_954, openedAt: '2023-05-30T06:12:48.201Z' },
  { id: 'a_4411', holder: 'Ann Example', balanceCents: 12_093, openedAt: '2024-01-09T17:03:11.964Z' },
];
const sessions = new Set(['s-91c0de44ab7725f1']);

/** A missing session is sent to the login page. */
function server({ looksUp }: { readonly looksUp: boolean }) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', location: '/login' });
      response.end(JSON.stringify(body));
    };
    const [, collection, id] = (request.url ?? '').split('/');
    const session = /(?:^|; )sid=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (collection === 'motd') return answer(200, { text: 'We are closed on 2026-12-25', number: 58_210_344 });
    if (session === undefined || (looksUp && !sessions.has(session))) return answer(302, { next: '/login' });
    if (collection !== 'accounts') return answer(404, { error: 'no such path' });
    if (id === undefined) return answer(200, { accounts });
    const account = accounts.find((one) => one.id === id);
    return account === undefined ? answer(404, { error: 'no account' }) : answer(200, account);
  };
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 's-91c0de44ab7725f1' }],
  vulnerable: () => server({ looksUp: false }),
  hardened: () => server({ looksUp: true }),
};
