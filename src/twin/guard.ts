/** Who may call a route, and what a body must look like: as ordinary APIs have it. */
import type { Json } from '../model/json.ts';
import { reply, type Ask, type Reply, type Route, type TwinUser } from './app.ts';

export type SignedIn = Ask & { readonly user: TwinUser };

interface Kinds {
  readonly string: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly array: readonly Json[];
  readonly object: Readonly<Record<string, Json>>;
}
/** What a property of a body must be; with `?` it may be left out. */
type Shape = Readonly<Record<string, keyof Kinds | `${keyof Kinds}?`>>;
type Fitting<S extends Shape> = {
  readonly [N in keyof S as S[N] extends keyof Kinds ? N : never]: S[N] extends keyof Kinds ? Kinds[S[N]] : never;
} & {
  readonly [N in keyof S as S[N] extends `${keyof Kinds}?` ? N : never]?: S[N] extends `${infer K extends keyof Kinds}?`
    ? Kinds[K]
    : never;
};

/** A route for callers who are known; all others get the refusal. */
export function signedIn(
  route: (ask: SignedIn) => Reply | Promise<Reply>,
  refusal: Reply = reply(401, { error: 'sign in first' }),
): Route {
  return (ask) => {
    const { user } = ask;
    return user === undefined ? refusal : route({ ...ask, user });
  };
}

/** The routes with a guard each. */
export function guarded(
  routes: Readonly<Record<string, (ask: SignedIn) => Reply | Promise<Reply>>>,
  refusal?: Reply,
): Readonly<Record<string, Route>> {
  return Object.fromEntries(Object.entries(routes).map(([key, route]) => [key, signedIn(route, refusal)]));
}

/** The properties that the shape names and no others; undefined where one of them is not as it says. */
export function fitting<const S extends Shape>(body: Ask['body'], shape: S): Fitting<S> | undefined {
  const taken: Record<string, Json> = {};
  for (const [name, wanted] of Object.entries(shape)) {
    const value = body[name];
    if (value === undefined && wanted.endsWith('?')) continue;
    if (value === undefined || !isA(value, wanted.replace('?', ''))) return undefined;
    taken[name] = value;
  }
  return taken as Fitting<S>;
}

function isA(value: Json, kind: string): boolean {
  if (kind === 'integer') return Number.isSafeInteger(value);
  if (kind === 'array') return Array.isArray(value);
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === kind;
}
