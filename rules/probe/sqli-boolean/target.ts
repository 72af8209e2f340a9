import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['c19e70d4b8f2a5', { name: 'ann' }]]);
const tables = `
  CREATE TABLE payments (id INTEGER PRIMARY KEY, owner TEXT, reference TEXT, cents INTEGER);
  INSERT INTO payments VALUES (1007, 'ann', 'INV-1007', 12900), (1008, 'ann', 'INV-1008', 4550), (1009, 'bob', 'INV-1009', 99);
`;
const merchants = [
  'Coffee and 1 Bun',
  'Two or 2 Wheels',
  'Paper 3',
  'Like 4 Tea',
  'Null Island Tours',
  'True Blue Dyers',
];

/**
 * The search for merchants has no SQL: it drops all but letters and digits and wants every word that is left. So
 * `coffee' AND '1'='1` finds something there and `coffee' AND '1'='2` does not, by what the merchants are called.
 */
function server(world: TwinWorld, { binds }: { readonly binds: boolean }): TwinHandler {
  const opened = world.database(tables);
  const routes = callersOnly({
    'GET /payments': async ({ query, user }) => {
      const database = await opened;
      const reference = query.get('reference');
      const least = query.get('minCents') ?? '0';
      if (!/^-?\d{1,9}$/.test(least)) return reply(400, { error: 'minCents is no number' });
      const from = `SELECT id, reference, cents FROM payments WHERE owner = ? AND cents >= ${Number(least)}`;
      const owner = user?.name ?? '';
      if (reference === null) return reply(200, { items: database.all(from, [owner]) });
      // Blanks at the ends go, as they do in most frameworks.
      const wanted = reference.trim();
      const items = binds
        ? database.all(`${from} AND reference = ?`, [owner, wanted])
        : database.all(`${from} AND reference = '${wanted}'`, [owner]);
      return reply(200, { items });
    },
    'GET /offers': async ({ cookies }) => {
      const database = await opened;
      const partner = cookies['partner'] ?? '';
      const from = 'SELECT id, reference FROM payments WHERE owner =';
      return reply(200, {
        offers: binds ? database.all(`${from} ?`, [partner]) : database.all(`${from} '${partner}'`),
      });
    },
    // Taken for a word as it comes, and shown again.
    'GET /hello': ({ headers }) => reply(200, { greeting: `Hello from ${headers['x-shop-name'] ?? 'nowhere'}` }),
    'GET /merchants': ({ query }) => {
      const words = (query.get('q') ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? [];
      const fits = (name: string): boolean => words.every((word) => name.toLowerCase().split(' ').includes(word));
      const found = merchants.map((name, index) => ({ id: index + 1, name }));
      return reply(200, words.length === 0 ? found : found.filter(({ name }) => fits(name)));
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'c19e70d4b8f2a5' }],
  vulnerable: (world) => server(world, { binds: false }),
  hardened: (world) => server(world, { binds: true }),
};
