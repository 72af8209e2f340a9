import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinIdentity, TwinWorld } from '#rule';
import { app, callersOnly, reply, type TwinUser } from '#twin';

const passwords: Readonly<Record<string, string>> = { ann: 'Lantern-58-oak', bob: 'Harbor-13-fig' };

function hash(password: string): string {
  return createHash('sha256').update(`broker:${password}`).digest('hex');
}
const rows = Object.entries(passwords).map(([name, password]) => `('${name}', '${hash(password)}')`);
const tables = `CREATE TABLE users (name TEXT, hash TEXT); INSERT INTO users VALUES ${rows.join(', ')};`;

/** A login that failed is a 200 as well, and holds something that looks like a token. */
function server(world: TwinWorld, { binds }: { readonly binds: boolean }): TwinHandler {
  const opened = world.database(tables);
  const sessions = new Map<string, TwinUser>();
  const find = async (name: string, password: string): Promise<string | undefined> => {
    const database = await opened;
    const from = 'SELECT name FROM users WHERE hash =';
    try {
      const [row] = binds
        ? database.all(`${from} ? AND name = ?`, [hash(password), name])
        : database.all(`${from} '${hash(password)}' AND name = '${name}'`);
      return row === undefined ? undefined : String(row['name']);
    } catch {
      return undefined;
    }
  };
  return app({
    users: sessions,
    routes: {
      ...callersOnly(
        { 'GET /portfolio': ({ user }) => reply(200, { owner: user?.name ?? '', holdings: ['NHY', 'EQNR', 'TEL'] }) },
        reply(403, { error: 'not signed in' }),
      ),
      'POST /sessions': async ({ body }) => {
        const { username, password } = body;
        if (typeof username !== 'string' || typeof password !== 'string') return reply(400, { error: 'texts, please' });
        const user = await find(username, password);
        const attempt = randomUUID();
        if (user === undefined) return reply(200, { status: 'failed', attempt, session: null });
        const accessToken = randomBytes(16).toString('hex');
        sessions.set(accessToken, { name: user });
        return reply(200, { status: 'ok', attempt, session: { accessToken, user } });
      },
    },
  });
}

function identity(name: string): TwinIdentity {
  const body = { username: name, password: passwords[name] ?? '' };
  return { name, login: { call: 'POST /sessions', body, token: { body: '$.session.accessToken' } } };
}

export const twins: ProbeTwins = {
  identities: [identity('ann'), identity('bob')],
  vulnerable: (world) => server(world, { binds: false }),
  hardened: (world) => server(world, { binds: true }),
};
