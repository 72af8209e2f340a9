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

export interface RowCollectionOptions {
  /** `/cards` */
  readonly path: string;
  /** The next id; a UUID unless said otherwise. */
  readonly newId?: () => string | number;
  /** What is kept of a body; undefined where it is no valid one. */
  readonly take: (body: Ask['body'], ask: Ask) => Taken | Promise<Taken>;
  /** How one object looks; all but its owner unless said otherwise. */
  readonly show?: (row: TwinRow) => JsonObject;
  /** How several look: an array unless said otherwise. */
  readonly listed?: (rows: readonly JsonObject[]) => Json;
  /** Answers of what cannot be done: 401, 400 and 404 unless said otherwise. */
  readonly anonymous?: Reply;
  readonly invalid?: Reply;
  readonly missing?: Reply;
}
export interface RowCollection {
  /** By `String(id)`. */
  readonly rows: Map<string, TwinRow>;
  /** POST and GET of the path, GET and DELETE of `{id}` below it. */
  readonly routes: Readonly<Record<string, Route>>;
  /** For further routes: the caller's own object of `{id}`, or the answer that says why there is none. */
  one(act: (row: TwinRow, ask: Ask) => Reply | Promise<Reply>): Route;
  show(row: TwinRow): JsonObject;
}

export function rowCollection(options: RowCollectionOptions): RowCollection {
  const { path, newId = randomUUID, take, show = withoutOwner, listed = (rows) => rows } = options;
  const { anonymous = reply(401, { error: 'unauthenticated' }), missing = reply(404, { error: 'not found' }) } =
    options;
  const { invalid = reply(400, { error: 'invalid body' }) } = options;
  const rows = new Map<string, TwinRow>();
  const one: RowCollection['one'] = (act) => (ask) => {
    if (ask.user === undefined) return anonymous;
    const row = rows.get(ask.params['id'] ?? '');
    return row === undefined || row.owner !== ask.user.name ? missing : act(row, ask);
  };
  const create: Route = async (ask) => {
    if (ask.user === undefined) return anonymous;
    const kept = await take(ask.body, ask);
    if (kept === undefined) return invalid;
    const row: TwinRow = { ...kept, id: newId(), owner: ask.user.name };
    rows.set(String(row.id), row);
    return reply(201, show(row), { location: `${path}/${row.id}` });
  };
  const list: Route = ({ user }) =>
    user === undefined
      ? anonymous
      : reply(200, listed([...rows.values()].filter(({ owner }) => owner === user.name).map(show)));
  const remove = one(({ id }) => {
    rows.delete(String(id));
    return reply(204);
  });
  const routes = {
    [`POST ${path}`]: create,
    [`GET ${path}`]: list,
    [`GET ${path}/{id}`]: one((row) => reply(200, show(row))),
    [`DELETE ${path}/{id}`]: remove,
  };
  return { rows, routes, one, show };
}

function withoutOwner({ owner: _owner, ...shown }: TwinRow): JsonObject {
  return shown;
}
