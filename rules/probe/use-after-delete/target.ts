import { randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinWorld } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-29c7b80df1', { name: 'ann' }],
  ['bob-e61f4470ba', { name: 'bob' }],
]);
/** A reader's copy is that much behind. */
const lagMs = 800;

/** Deleted notes are read for a moment longer and leave a tombstone with a 200; a deleted tag comes back by its label. */
function server({ clock }: TwinWorld, { forgets }: { readonly forgets: boolean }) {
  const notes = new Map<string, { readonly owner: string; readonly text: string; readonly deletedAt?: number }>();
  const tags = new Map<string, { readonly owner: string; readonly label: string }>();
  const isShown = ({ deletedAt }: { readonly deletedAt?: number }) =>
    deletedAt === undefined || !forgets || clock.now() - deletedAt < lagMs;
  const newId = () => randomBytes(8).toString('base64url');
  const routes = guarded({
    'GET /notes': ({ user }) => {
      const own = [...notes].filter(([, note]) => note.owner === user.name && note.deletedAt === undefined);
      return reply(200, { notes: own.map(([id, { text }]) => ({ id, text, status: 'kept' })) });
    },
    'POST /notes': ({ user, body }) => {
      const sent = fitting(body, { text: 'string' });
      if (sent === undefined) return reply(400, { error: 'text' });
      const id = newId();
      notes.set(id, { owner: user.name, ...sent });
      return reply(201, { note: { id, ...sent, status: 'kept' } });
    },
    'GET /notes/{noteId}': ({ user, params }) => {
      const { noteId: id = '' } = params;
      const note = notes.get(id);
      if (note?.owner !== user.name) return reply(404, { error: 'no note' });
      return reply(200, { note: isShown(note) ? { id, text: note.text, status: 'kept' } : { id, status: 'deleted' } });
    },
    'DELETE /notes/{noteId}': ({ user, params }) => {
      const note = notes.get(params['noteId'] ?? '');
      if (note?.owner !== user.name || note.deletedAt !== undefined) return reply(404, { error: 'no note' });
      notes.set(params['noteId'] ?? '', { ...note, deletedAt: clock.now() });
      return reply(200, { status: 'deleted' });
    },
    'GET /tags': ({ user }) => {
      const own = [...tags].filter(([, { owner }]) => owner === user.name);
      return reply(200, { tags: own.map(([id, { label }]) => ({ id, label })) });
    },
    'POST /tags': ({ user, body }) => {
      const sent = fitting(body, { label: 'string' });
      if (sent === undefined) return reply(400, { error: 'label' });
      const id = Buffer.from(`${user.name}:${sent.label}`).toString('base64url');
      tags.set(id, { owner: user.name, ...sent });
      return reply(201, { id, ...sent });
    },
    'GET /tags/{tagId}': ({ user, params }) => {
      const tag = tags.get(params['tagId'] ?? '');
      return tag?.owner === user.name ? reply(200, { id: params['tagId'], label: tag.label }) : reply(404, {});
    },
    'DELETE /tags/{tagId}': ({ user, params }) => {
      const isOwn = tags.get(params['tagId'] ?? '')?.owner === user.name;
      return reply(isOwn && tags.delete(params['tagId'] ?? '') ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-29c7b80df1' },
    { name: 'bob', token: 'bob-e61f4470ba' },
  ],
  vulnerable: (world) => server(world, { forgets: false }),
  hardened: (world) => server(world, { forgets: true }),
};
