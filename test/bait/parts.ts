/** What the rooms of the bait share: who calls, limits, bodies that fit, and what must never happen. */
import type { TwinWorld } from '../../src/check/target.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { reply, type Ask, type Reply, type Route } from '#twin';

export interface Caller {
  readonly name: string;
  readonly role: 'customer' | 'admin' | 'partner' | 'portal';
  readonly tenant: string;
  readonly session: string;
}
export interface Bait {
  readonly world: TwinWorld;
  /** What must never happen, if it happened. */
  readonly damage: string[];
  callerOf(ask: Ask): Caller | undefined;
}
export type Act = (ask: Ask, caller: Caller) => Reply | Promise<Reply>;

export const missing = reply(404, { error: 'not found' });
export const invalid = reply(400, { error: 'invalid body' });
export const unauthorised = reply(401, { error: 'unauthorised' });

/** A route for callers of a role; trap 3: who is refused, and how, differs by the route. */
export function only(
  bait: Bait,
  role: Caller['role'],
  { act, refusal = unauthorised }: { act: Act; refusal?: Reply },
): Route {
  return (ask) => {
    const caller = bait.callerOf(ask);
    return caller?.role === role ? act(ask, caller) : refusal;
  };
}

type Taken = Record<string, Json>;
type Fits = (value: Json | undefined) => boolean;

export const text =
  (max = 60, min = 1): Fits =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max;
export const whole =
  (min: number, max: number): Fits =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
export const maybe =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);

/** The properties that are named and no others; undefined where one is not as it says. */
export function taken(body: Ask['body'], shape: Readonly<Record<string, Fits>>): Taken | undefined {
  const kept: Taken = {};
  for (const [name, fits] of Object.entries(shape)) {
    const value = body[name];
    if (!fits(value)) return undefined;
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** So many calls in a window, by key: how many are left, -1 where it is one too many. */
export function limiter({ clock }: TwinWorld, max: number, windowMs: number): (key: string) => number {
  const calls = new Map<string, number[]>();
  return (key) => {
    const recent = (calls.get(key) ?? []).filter((at) => at > clock.now() - windowMs);
    calls.set(key, recent);
    if (recent.length >= max) return -1;
    recent.push(clock.now());
    return max - recent.length;
  };
}

export interface Row {
  readonly owner: string;
  item: JsonObject;
}
