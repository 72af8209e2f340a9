/** What each caller owns of a kind: made, listed, read and deleted by its owner alone. */
import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../model/json.ts';
import { reply, type Ask, type Reply, type Route } from './app.ts';

export interface Owned {
  readonly owner: string;
  readonly item: JsonObject & { readonly id: string | number };
}
export interface CollectionOptions {
  /** `/cards` */
  readonly path: string;
  /** What a caller may write; the first is required. A wrong type is a 400, other properties are left out. */
  readonly fields: Readonly<Record<string, 'string' | 'integer' | 'boolean' | 'object'>>;
  readonly newId?: () => string | number;
  /** What the server says of a new object: `{ status: 'open' }`. */
  readonly adds?: (ask: Ask) => JsonObject;
  /** What the body may not hold although its types are right. */
  readonly refuses?: (ask: Ask) => Reply | undefined;
  /** Where nobody calls; 401 unless said otherwise. */
  readonly denied?: Reply;
  /** Unknown and foreign objects; 404 unless said otherwise. */
  readonly missing?: Reply;
  /** Envelopes. */
  readonly one?: (item: JsonObject) => Json;
  readonly all?: (items: readonly JsonObject[]) => Json;
  /** There from the start: they have an `id`. */
  readonly stored?: readonly Owned[];
}
export interface Collection {
  readonly routes: Readonly<Record<string, Route>>;
  /** By id. */
  readonly items: Map<string, Owned>;
}

export function collection(options: CollectionOptions): Collection {
  const { path, newId = randomUUID, adds = () => ({}), one = (item) => item, all = (list) => [...list] } = options;
  const { denied = reply(401, { error: 'unauthorized' }), missing = reply(404, { error: 'not found' }) } = options;
  const items = new Map(
    (options.stored ?? []).map((owned): readonly [string, Owned] => [String(owned.item.id), owned]),
  );
  const ownOf = ({ user }: Ask): readonly JsonObject[] =>
    [...items.values()].filter(({ owner }) => owner === user?.name).map(({ item }) => item);
  const guarded =
    (route: Route): Route =>
    (ask) =>
      ask.user === undefined ? denied : route(ask);
  const withOwn = (then: (item: JsonObject, id: string) => Reply): Route =>
    guarded((ask) => {
      const id = ask.params['id'] ?? '';
      const owned = items.get(id);
      return owned === undefined || owned.owner !== ask.user?.name ? missing : then(owned.item, id);
    });
  return {
    items,
    routes: {
      [`GET ${path}`]: guarded((ask) => reply(200, all(ownOf(ask)))),
      [`POST ${path}`]: guarded((ask) => {
        const written = writtenOf(ask, options.fields);
        const refused = written === undefined ? reply(400, { error: 'invalid body' }) : options.refuses?.(ask);
        if (written === undefined || refused !== undefined) return refused ?? missing;
        const id = newId();
        const item = { id, ...written, ...adds(ask) };
        items.set(String(id), { owner: ask.user?.name ?? '', item });
        return reply(201, one(item));
      }),
      [`GET ${path}/{id}`]: withOwn((item) => reply(200, one(item))),
      [`DELETE ${path}/{id}`]: withOwn((_, id) => {
        items.delete(id);
        return reply(204);
      }),
    },
  };
}

function writtenOf({ body }: Ask, fields: CollectionOptions['fields']): JsonObject | undefined {
  const written: Record<string, Json> = {};
  for (const [index, [name, type]] of Object.entries(fields).entries()) {
    const value = body[name];
    if (value === undefined && index > 0) continue;
    if (value === undefined || value === null) return undefined;
    const isRight = type === 'integer' ? Number.isSafeInteger(value) : typeof value === type && !Array.isArray(value);
    if (!isRight) return undefined;
    written[name] = value;
  }
  return written;
}
