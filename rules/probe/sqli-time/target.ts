import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['58c2f7e09d1ba6', { name: 'ann' }]]);
const tables = `
  CREATE TABLE accounts (number TEXT PRIMARY KEY, holder TEXT);
  INSERT INTO accounts VALUES ('86011117947', 'Ida Berg');
`;
/** Slow now and then by itself, as a service with a garbage collector and busy neighbours is: in milliseconds. */
const pauses = [0, 30, 5, 900, 0, 60, 15, 0, 1_400, 10];

function server(world: TwinWorld, { binds }: { readonly binds: boolean }): TwinHandler {
  const opened = world.database(tables);
  let calls = 0;
  const pause = (): void => world.clock.spend(pauses[(calls += 1) % pauses.length] ?? 0);
  const routes = callersOnly({
    'GET /payees': async ({ query }) => {
      const database = await opened;
      const account = query.get('account') ?? '';
      const from = 'SELECT holder FROM accounts WHERE number =';
      try {
        if (binds) database.all(`${from} ?`, [account]);
        else database.all(`${from} '${account}'`);
      } catch {
        // Neither a fault nor a row shows: the answer to all is the same.
      }
      return reply(200, { accepted: true });
    },
    'GET /reports': ({ query }) => {
      const title = query.get('title') ?? '';
      pause();
      world.clock.spend(20 * title.length);
      return reply(200, { title, rows: 12 });
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: '58c2f7e09d1ba6' }],
  vulnerable: (world) => server(world, { binds: false }),
  hardened: (world) => server(world, { binds: true }),
};
