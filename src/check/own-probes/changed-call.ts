import type { Operation } from '../../model/api.ts';
import type { Exchange, Field } from '../../model/exchange.ts';
import { isObject, type Json } from '../../model/json.ts';
import { filledPath } from '../controls/path-of.ts';
import { NotTested, type CredentialChange, type Identity, type Target } from '../target.ts';

/** How the call differs from the valid one. In texts `${seed}` is a marker, a fresh one each time. */
export interface ProbeChange {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names of parameters that are left out. */
  readonly omit?: readonly string[];
  /** Fields added to the query. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values by their place in the body: `$.card.limit`. */
  readonly body?: Readonly<Record<string, Json>>;
  readonly credential?: CredentialChange;
  readonly method?: string;
  /** Another path below the target's base path, with the operation's parameters: `/internal/cards/{cardId}`. */
  readonly path?: string;
}

export interface Call {
  readonly as: Identity;
  readonly parameters: Readonly<Record<string, string>>;
  readonly fresh?: boolean;
}

/** Nothing but the caller is another one. */
export function isPlain(change: ProbeChange): boolean {
  return Object.keys(change).length === 0;
}

/** Sends the operation's valid call with the change. Throws `NotTested` where it cannot be built. */
export function sendChanged(
  target: Target,
  operation: Operation,
  { change, call }: { readonly change: ProbeChange; readonly call: Call },
): Promise<Exchange> {
  const { as, parameters, fresh = false } = call;
  const seeded = <T extends Json>(json: T): T => withSeed(json, target.random(16)) as T;
  const headers = fieldsOf(seeded(change.headers ?? {}));
  const { credential } = change;
  if (change.method === undefined && change.path === undefined) {
    const omitted = Object.fromEntries((change.omit ?? []).map((name) => [name, undefined]));
    return target.call(operation, as, {
      parameters: { ...parameters, ...seeded(change.parameters ?? {}), ...omitted },
      ...(change.body === undefined ? {} : { bodyAt: seeded(change.body) }),
      query: fieldsOf(seeded(change.query ?? {})),
      headers,
      ...(credential && { credential }),
      fresh,
    });
  }
  const path = filledPath({ path: change.path ?? operation.path }, parameters);
  if (path.includes('{')) throw new NotTested(`${operation.id} has no value for a parameter of the other path`);
  const query = new URLSearchParams(seeded(change.query ?? {})).toString();
  const method = change.method ?? operation.method;
  return target.send(
    { method, path, ...(query === '' ? {} : { query }), headers, ...(credential && { credential }), fresh },
    as,
  );
}

function fieldsOf(map: Readonly<Record<string, string>>): readonly Field[] {
  return Object.entries(map);
}

/** How deep a value of the file is looked through: it is written by hand. */
const depthMax = 8;

function withSeed(json: Json, seed: string, depth = 0): Json {
  if (typeof json === 'string') return json.replaceAll('${seed}', seed);
  if (depth >= depthMax) return json;
  if (Array.isArray(json)) return json.map((item: Json) => withSeed(item, seed, depth + 1));
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, withSeed(value ?? null, seed, depth + 1)]),
  );
}
