import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['a6d04be7c19f83', { name: 'ann' }]]);

/** Pages of the own host are gone to however they are written; the address of any other is passed on as a text. */
function server({ staysAtHome }: { readonly staysAtHome: boolean }): TwinHandler {
  const routes = callersOnly({
    'GET /session': ({ user }) => reply(200, { user: user?.name, basket: 'bk_5520193' }),
    'GET /session/continue': ({ query, headers }) => {
      const base = `http://${headers['host'] ?? 'localhost'}`;
      const wanted = query.get('returnTo') ?? '/orders';
      const url = URL.canParse(wanted, base) ? new URL(wanted, base) : new URL('/orders', base);
      const isHome = url.host === new URL(base).host;
      if (isHome) return reply(302, undefined, { location: `${url.pathname}${url.search}` });
      const location = staysAtHome ? `/leaving?to=${encodeURIComponent(url.href)}&host=${url.host}` : url.href;
      return reply(302, { message: 'moved', location }, { location });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'a6d04be7c19f83' }],
  vulnerable: () => server({ staysAtHome: false }),
  hardened: () => server({ staysAtHome: true }),
};
