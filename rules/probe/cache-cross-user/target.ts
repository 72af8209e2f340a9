import type { Json, ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, callersOnly, reply, textIn, type Ask, type Reply, type Route } from '#twin';

const users = new Map([
  ['ann-0b7d5f18c2', { name: 'ann' }],
  ['bob-94e1c3a760', { name: 'bob' }],
]);
const freshMs = 60_000;

/** Hits of the caller's own copy and of what is the same for all look just like hits of somebody else's. */
function server(world: TwinWorld, { keyOf }: { readonly keyOf: (ask: Ask) => string }): TwinHandler {
  const kept = new Map<string, { readonly at: number; readonly json: Json }>();
  const profiles = new Map<string, Readonly<Record<string, string>>>([
    ['ann', { customerNumber: 'C-4471902', displayName: 'Ann Moe', inviteCode: 'kd83-qx20-71vz' }],
    ['bob', { customerNumber: 'C-8830164', displayName: 'Bob Lie', inviteCode: 'ww16-p9ta-04mr' }],
  ]);
  const served = ({ at, json }: { readonly at: number; readonly json: Json }): Reply =>
    reply(200, json, { 'x-cache': 'HIT', age: String(Math.floor((world.clock.now() - at) / 1_000)) });
  // The cache stands before the guard: what it holds is handed out without a look at the token.
  const cached =
    (route: Route): Route =>
    async (ask) => {
      const found = kept.get(keyOf(ask));
      if (found !== undefined && world.clock.now() - found.at < freshMs) return served(found);
      const answer = await route(ask);
      if (answer.status !== 200) return answer;
      kept.set(keyOf(ask), { at: world.clock.now(), json: answer.json ?? null });
      return { ...answer, headers: { 'x-cache': 'MISS', age: '0' } };
    };
  const routes = callersOnly({
    'GET /profile': ({ user }) => reply(200, profiles.get(user?.name ?? '')),
    'PATCH /profile': ({ user, body }) => {
      const name = user?.name ?? '';
      const displayName = textIn(body, 'displayName', 60);
      if (displayName === undefined) return reply(400, { error: 'displayName' });
      profiles.set(name, { ...profiles.get(name), displayName });
      kept.clear();
      return reply(200, profiles.get(name));
    },
    'GET /branches': () => reply(200, [{ name: 'Bergen', sortCode: '36-33-01' }]),
  });
  const gets = Object.entries(routes).filter(([key]) => key.startsWith('GET '));
  return app({ users, routes: { ...routes, ...Object.fromEntries(gets.map(([key, route]) => [key, cached(route)])) } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-0b7d5f18c2' },
    { name: 'bob', token: 'bob-94e1c3a760' },
  ],
  vulnerable: (world) => server(world, { keyOf: ({ url }) => url }),
  hardened: (world) => server(world, { keyOf: ({ url, token }) => `${token} ${url}` }),
};
