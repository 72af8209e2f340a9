import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['dd_ann_7f20c6e1', { name: 'ann' }]]);
const tables = `
  CREATE TABLE disputes (id INTEGER PRIMARY KEY, owner TEXT, merchant TEXT);
  INSERT INTO disputes VALUES (51, 'ann', 'Kaffebrenneriet'), (52, 'ann', 'O''Learys'), (53, 'bob', 'Kiwi');
`;
const articles = [
  { title: 'Import fails', text: 'ORA-01756: quoted string not properly terminated means that a quote is missing.' },
  { title: 'MySQL', text: 'You have an error in your SQL syntax; check the manual: look at line 1 of the export.' },
];

/** Errors come with a 200. The help speaks of databases whatever is asked, and takes neither one quote nor two. */
function server(world: TwinWorld, { binds }: { readonly binds: boolean }): TwinHandler {
  const opened = world.database(tables);
  const routes = callersOnly({
    'GET /disputes': async ({ query, user }) => {
      const database = await opened;
      const merchant = query.get('merchant') ?? '%';
      const from = 'SELECT id, merchant FROM disputes WHERE owner = ? AND merchant LIKE';
      try {
        const disputes = binds
          ? database.all(`${from} ?`, [user?.name ?? '', merchant])
          : database.all(`${from} '${merchant}'`, [user?.name ?? '']);
        return reply(200, {
          status: 'ok',
          disputes,
          errorInfo: disputes.length === 0 ? `nothing for ${merchant}` : '',
        });
      } catch (error) {
        return reply(200, {
          status: 'error',
          errorInfo: `SQLITE_ERROR: ${error instanceof Error ? error.message : ''}`,
        });
      }
    },
    'GET /desks': async ({ headers }) => {
      const database = await opened;
      const branch = headers['x-branch'] ?? '';
      try {
        const desks = binds
          ? database.all('SELECT id FROM disputes WHERE merchant = ?', [branch])
          : database.all(`SELECT id FROM disputes WHERE merchant = '${branch}'`);
        return reply(200, { desks });
      } catch (error) {
        return reply(500, { error: `SQLITE_ERROR: ${error instanceof Error ? error.message : ''}` });
      }
    },
    'GET /articles': ({ query }) =>
      /^[\w ]*$/.test(query.get('q') ?? '') ? reply(200, articles) : reply(400, { error: 'only letters and digits' }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', apiKey: 'dd_ann_7f20c6e1' }],
  vulnerable: (world) => server(world, { binds: false }),
  hardened: (world) => server(world, { binds: true }),
};
