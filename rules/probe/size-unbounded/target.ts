import { randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler } from '#rule';
import { app, reply, type Ask, type Route, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['tok_6c19e0d42b', { name: 'ann' }],
  ['tok_f5a70938de', { name: 'bob' }],
]);
const memoMax = 140;
const tagsMax = 5;

interface Note {
  readonly id: string;
  readonly owner: string;
  readonly memo: string;
  readonly tags: readonly string[];
}

/** An answer to a write repeats what was sent, whole; what is stored may be less. */
function server({ cuts }: { readonly cuts: boolean }): TwinHandler {
  const notes = new Map<string, Note>();
  const shown = ({ id, memo, tags }: Note) => ({ id, memo, tags: [...tags] });
  const own =
    (then: (note: Note) => ReturnType<Route>): Route =>
    ({ user, params }: Ask) => {
      if (user === undefined) return reply(401, { error: 'unauthorized' });
      const note = notes.get(params['id'] ?? '');
      return note === undefined || note.owner !== user.name ? reply(404, { error: 'not found' }) : then(note);
    };
  return app({
    users,
    routes: {
      'GET /memos': ({ user }) =>
        user === undefined
          ? reply(401, { error: 'unauthorized' })
          : reply(200, { memos: [...notes.values()].filter(({ owner }) => owner === user.name).map(shown) }),
      'POST /memos': ({ user, body }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        const { memo, tags = [] } = body;
        const texts = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : undefined;
        if (typeof memo !== 'string' || texts === undefined) return reply(400, { error: 'invalid body' });
        const whole = { id: randomUUID(), owner: user.name, memo, tags: texts };
        notes.set(whole.id, cuts ? { ...whole, memo: memo.slice(0, memoMax), tags: texts.slice(0, tagsMax) } : whole);
        return reply(201, shown(whole));
      },
      'GET /memos/{id}': own((note) => reply(200, shown(note))),
      'DELETE /memos/{id}': own(({ id }) => {
        notes.delete(id);
        return reply(204);
      }),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'tok_6c19e0d42b' },
    { name: 'bob', apiKey: 'tok_f5a70938de' },
  ],
  vulnerable: () => server({ cuts: false }),
  hardened: () => server({ cuts: true }),
};
