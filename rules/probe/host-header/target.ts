import { randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, textIn } from '#twin';

const users = new Map([
  ['e80b4d6f21c973', { name: 'ann' }],
  ['1f96a7c3d05e48', { name: 'bob' }],
]);
const ownHost = 'pay.links.example.com';

/** Both say which host a request was forwarded for, as a plain word: what counts is where the link leads. */
function server({ linksToOwnHost }: { readonly linksToOwnHost: boolean }): TwinHandler {
  const links = collection({
    path: '/payment-links',
    newId: () => randomBytes(6).toString('base64url'),
    take: (body, { headers }) => {
      const { cents } = body;
      const title = textIn(body, 'title', 60);
      if (title === undefined || typeof cents !== 'number' || !Number.isInteger(cents) || cents < 1) return undefined;
      const via = headers['x-forwarded-host'] ?? headers['host'] ?? ownHost;
      const host = linksToOwnHost ? ownHost : (headers['x-forwarded-host'] ?? ownHost);
      return { title, cents, link: `https://${host}/p/${randomBytes(8).toString('hex')}`, requestedVia: via };
    },
  });
  return app({ users, routes: links.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'e80b4d6f21c973' },
    { name: 'bob', token: '1f96a7c3d05e48' },
  ],
  vulnerable: () => server({ linksToOwnHost: false }),
  hardened: () => server({ linksToOwnHost: true }),
};
