import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['ann-e07c41b9d3', { name: 'ann' }],
  ['bob-92fd6a08c5', { name: 'bob' }],
]);
const declaredMax = 100;
const entries = Array.from({ length: 260 }, (_, index) => ({
  id: 900_000 + index,
  text: `Card purchase ${(index * 7919) % 10_007}`,
  cents: ((index * 104_729) % 90_000) + 100,
}));
/** All of them come at any limit, and there are never more. */
const currencies = Array.from({ length: 84 }, (_, index) => ({ code: index + 1, minorUnits: index % 4 }));

/** What was asked for comes back as `requested` in any case. */
function server({ caps }: { readonly caps: boolean }): TwinHandler {
  const labels = collection({ path: '/labels', take: typed({ text: 'string', colour: 'integer' }) });
  return app({
    users,
    routes: {
      ...labels.routes,
      'GET /entries': ({ user, query }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        const requested = Number(query.get('limit') ?? '20');
        const offset = Number(query.get('offset') ?? '0');
        if (!Number.isSafeInteger(requested) || !Number.isSafeInteger(offset) || requested < 1 || offset < 0)
          return reply(400, { error: 'invalid page' });
        const size = caps ? Math.min(requested, declaredMax) : requested;
        const page = entries.slice(offset, offset + size);
        return reply(200, { entries: page, page: { requested, offset, total: entries.length } });
      },
      'GET /currencies': ({ user }) =>
        user === undefined ? reply(401, { error: 'unauthorized' }) : reply(200, currencies),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-e07c41b9d3' },
    { name: 'bob', token: 'bob-92fd6a08c5' },
  ],
  vulnerable: () => server({ caps: false }),
  hardened: () => server({ caps: true }),
};
