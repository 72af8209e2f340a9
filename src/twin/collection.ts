/** A collection of objects with owners, as most APIs have them: made, listed, read and deleted by their owner alone. */
import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../model/json.ts';
import { reply, type Ask, type Reply, type Route } from './app.ts';

export interface TwinRow extends JsonObject {
  readonly id: string | number;
  /** Name of the user who made it; never shown. */
  readonly owner: string;
}
type Taken = JsonObject | undefined;

export interface CollectionOptions {
  /** `/cards` */
  readonly path: string;
  /** The next id; a UUID unless said otherwise. */
  readonly newId?: () => string | number;
  /** What is kept of a body; undefined where it is no valid one. */
  readonly take: (body: Ask['body'], ask: Ask) => Taken | Promise<Taken>;
  /** What the server says of a new object: `{ status: 'open' }`. */
  readonly adds?: (ask: Ask) => JsonObject;
  /** What may not be made although the body is a valid one. */
  readonly refuses?: (ask: Ask) => Reply | undefined;
  /** How one object looks, without its owner: as it is unless said otherwise. */
  readonly show?: (item: JsonObject) => JsonObject;
  /** How several look in a list: as they are, in an array, unless said otherwise. */
  readonly listed?: (items: readonly JsonObject[]) => Json;
  /** Answers of what cannot be done: 401, 400 and 404 unless said otherwise. */
  readonly anonymous?: Reply;
  readonly invalid?: Reply;
  readonly missing?: Reply;
  /** There from the start. */
  readonly stored?: readonly { readonly owner: string; readonly item: JsonObject & Pick<TwinRow, 'id'> }[];
}
export interface Collection {
  /** By `String(id)`. */
  readonly rows: Map<string, TwinRow>;
  /** POST and GET of the path, GET and DELETE of `{id}` below it. */
  readonly routes: Readonly<Record<string, Route>>;
  /** For further routes: the caller's own object of `{id}`, or the answer that says why there is none. */
  one(act: (row: TwinRow, ask: Ask) => Reply | Promise<Reply>): Route;
}

export function collection(options: CollectionOptions): Collection {
  const { path, newId = randomUUID, take, adds, refuses, show = asIs, listed = (items) => items } = options;
  const { anonymous = reply(401, { error: 'unauthorized' }), missing = reply(404, { error: 'not found' }) } = options;
  const { invalid = reply(400, { error: 'invalid body' }), stored = [] } = options;
  const rows = new Map(stored.map(({ owner, item }): [string, TwinRow] => [String(item.id), { ...item, owner }]));
  const one: Collection['one'] = (act) => (ask) => {
    if (ask.user === undefined) return anonymous;
    const row = rows.get(ask.params['id'] ?? '');
    return row === undefined || row.owner !== ask.user.name ? missing : act(row, ask);
  };
  const create: Route = async (ask) => {
    if (ask.user === undefined) return anonymous;
    const kept = await take(ask.body, ask);
    if (kept === undefined) return invalid;
    const refused = refuses?.(ask);
    if (refused !== undefined) return refused;
    const row: TwinRow = { id: newId(), ...kept, ...adds?.(ask), owner: ask.user.name };
    rows.set(String(row.id), row);
    return reply(201, show(withoutOwner(row)), { location: `${path}/${row.id}` });
  };
  const list: Route = ({ user }) =>
    user === undefined
      ? anonymous
      : reply(200, listed([...rows.values()].filter(({ owner }) => owner === user.name).map(withoutOwner)));
  const remove = one(({ id }) => {
    rows.delete(String(id));
    return reply(204);
  });
  const routes = {
    [`POST ${path}`]: create,
    [`GET ${path}`]: list,
    [`GET ${path}/{id}`]: one((row) => reply(200, show(withoutOwner(row)))),
    [`DELETE ${path}/{id}`]: remove,
  };
  return { rows, routes, one };
}

function asIs(item: JsonObject): JsonObject {
  return item;
}

function withoutOwner({ owner: _owner, ...shown }: TwinRow): JsonObject {
  return shown;
}

/** Takes properties of these types, of which the first is required: a wrong type is no valid body, others are left out. */
export function typed(
  fields: Readonly<Record<string, 'string' | 'integer' | 'boolean' | 'object'>>,
): CollectionOptions['take'] {
  return (body) => {
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
  };
}
