/** A small bank with a market beside it, on which a naive scanner finds much and on which nothing is wrong. */
import type { TwinHandler, TwinWorld } from '../../src/check/target.ts';
import type { Json } from '../../src/model/json.ts';
import { app, reply, type Ask } from '#twin';
import { bank, money } from './bank.ts';
import { inUse } from './config.ts';
import { market } from './market.ts';
import type { Bait } from './parts.ts';
import { profiles, sessions } from './sessions.ts';

/** Trap 12: what is served is served below the path of the document's server. */
export const basePath = '/b2b/v2';

export interface Baited {
  readonly handler: TwinHandler;
  /** What must never happen, if it happened. */
  readonly damage: readonly string[];
  /** Everything that is kept for somebody: whose it is, by kind and id. */
  state(): Readonly<Record<string, Json>>;
}

export function bait(world: TwinWorld): Baited {
  const damage: string[] = [];
  const { people, routes, callerOf } = sessions(world, damage);
  const room: Bait = { world, damage, callerOf };
  const rooms = [bank(room), money(room), market(room)];
  const inner = app({
    routes: { ...Object.assign({}, ...rooms.map((one) => one.routes)), ...routes, ...profiles(room, people) },
    headers: (ask) => ({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', ...cors(ask) }),
    // Trap 3: 403 for collections that there are not.
    otherwise: () => reply(403, { error: 'forbidden' }),
  });
  return {
    damage,
    handler: (request, response) => {
      const { url = '/' } = request;
      // The rooms know nothing of the path that they are served below.
      request.url = url.startsWith(`${basePath}/`) ? url.slice(basePath.length) : '/elsewhere';
      return inner(request, response);
    },
    state: () => ({
      people: Object.keys(inUse).map((name) => ({
        name,
        nickname: people.get(name)?.nickname ?? '',
        password: people.get(name)?.password ?? '',
      })),
      ...Object.fromEntries(
        rooms.flatMap(({ rows }) =>
          Object.entries(rows).map(
            ([kind, all]) => [kind, [...all].map(([id, { owner, item }]) => ({ id, owner, item }))] as const,
          ),
        ),
      ),
    }),
  };
}

/** Trap 10: an origin said again without credentials, `*` with credentials, credentials without an origin: notes at most. */
function cors({ path, headers }: Ask): Readonly<Record<string, string>> {
  const { origin } = headers;
  if (path.startsWith('/offers') && origin !== undefined)
    return { 'access-control-allow-origin': origin, vary: 'Origin' };
  if (path === '/rates') return { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' };
  if (path.startsWith('/articles')) return { 'access-control-allow-credentials': 'true' };
  return {};
}
