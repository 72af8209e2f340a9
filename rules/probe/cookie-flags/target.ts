import { randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinIdentity } from '#rule';
import { app, certificate, callersOnly, reply, textIn, type TwinUser } from '#twin';

const passwords: Readonly<Record<string, string>> = {
  'ann@example.com': 'Kestrel-41-lamp',
  'bob@example.com': 'Walnut-77-sail',
};

/** Cookies that are no session are read by the page on purpose, and come and go without any flag. */
function server({ flags }: { readonly flags: string }): TwinHandler {
  const sessions = new Map<string, TwinUser>();
  const routes = callersOnly(
    {
      'GET /budget': ({ user }) => reply(200, { planId: `pl-${user?.name}-20931`, monthlyCents: 311_000 }),
      'POST /logout': ({ cookies }) => {
        sessions.delete(cookies['sid'] ?? '');
        return reply(204, undefined, { 'set-cookie': 'sid=; Path=/; Max-Age=0' });
      },
    },
    reply(302, undefined, { location: '/login' }),
  );
  return app({
    identify: ({ cookies }) => sessions.get(cookies['sid'] ?? ''),
    routes: {
      ...routes,
      'POST /login': ({ body }) => {
        const email = textIn(body, 'email') ?? '';
        if (!Object.hasOwn(passwords, email) || passwords[email] !== body['password'])
          return reply(401, { error: 'wrong name or password' });
        const sid = randomBytes(16).toString('hex');
        sessions.set(sid, { name: email.slice(0, 3) });
        const plain = ['locale=en-GB; Path=/', `visitor=${randomBytes(8).toString('hex')}; Path=/; Max-Age=31536000`];
        return reply(200, { ok: true }, { 'set-cookie': [...plain, `sid=${sid}; Path=/${flags}`] });
      },
    },
  });
}

function identity(name: string): TwinIdentity {
  const email = `${name}@example.com`;
  const login = { call: 'POST /login', body: { email, password: passwords[email] ?? '' }, token: { cookie: 'sid' } };
  return { name, login, logout: { call: 'POST /logout' } };
}

export const twins: ProbeTwins = {
  identities: [identity('ann'), identity('bob')],
  tls: () => certificate,
  vulnerable: () => server({ flags: '' }),
  hardened: () => server({ flags: '; secure; httponly; samesite=strict' }),
};
