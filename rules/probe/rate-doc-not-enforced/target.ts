import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, typed, type Ask, type Route, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['qk_4e81d07b9c', { name: 'acme' }],
  ['qk_b90c52fe6a', { name: 'globex' }],
]);
const promised = 30;
/** Each of two nodes counts for itself now and then: the limit comes a little late. */
const allowed = 33;
const windowMs = 60_000;

function server({ clock }: TwinWorld, { enforces }: { readonly enforces: boolean }): TwinHandler {
  const windows = new Map<string, { readonly since: number; readonly count: number }>();
  const countOf = (name: string): number => {
    const last = windows.get(name);
    const isNew = last === undefined || clock.now() - last.since >= windowMs;
    const next = isNew ? { since: clock.now(), count: 1 } : { ...last, count: last.count + 1 };
    windows.set(name, next);
    return next.count;
  };
  const limited =
    (route: Route): Route =>
    (ask: Ask) => {
      if (ask.user === undefined) return reply(401, { error: 'unauthorized' });
      const count = enforces ? countOf(ask.user.name) : 1;
      const headers = {
        'x-ratelimit-limit': String(promised),
        'x-ratelimit-remaining': String(Math.max(0, promised - count)),
      };
      if (count > allowed) return reply(429, { error: 'too many requests' }, { ...headers, 'retry-after': '60' });
      return Promise.resolve(route(ask)).then((answer) => ({ ...answer, headers: { ...answer.headers, ...headers } }));
    };
  const quotes = collection({
    path: '/quotes',
    take: typed({ label: 'string', cents: 'integer' }),
    adds: () => ({ status: 'open' }),
  });
  return app({
    users,
    routes: {
      ...quotes.routes,
      'GET /prices': limited(() => reply(200, { prices: [{ symbol: 'ACME', cents: 10_432 }] })),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'acme', apiKey: 'qk_4e81d07b9c' },
    { name: 'globex', apiKey: 'qk_b90c52fe6a' },
  ],
  vulnerable: (world) => server(world, { enforces: false }),
  hardened: (world) => server(world, { enforces: true }),
};
