import { NotTested, type Identity, type OwnedObject } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import { own } from '../model/json.ts';
import { nounOf } from '../model/noun.ts';
import { canonicalPath } from '../model/operation.ts';
import type { Slot } from './object-slots.ts';

/** A value for one place, and where it is from. */
export type Found = Pick<OwnedObject, 'made' | 'from'> & { readonly value: string };

export interface Wanted {
  readonly slot: Slot;
  readonly owner: Identity;
  /** Values of the slots before. */
  readonly above: Readonly<Record<string, string>>;
  readonly made: boolean;
  readonly depth: number;
}

/** What is sought for one caller and place: the same text for the same question. */
export function keyOf({ slot, owner, above, made }: Wanted): string {
  const place = slot.isGiven === true ? slot.name : canonicalPath(slot.collection);
  return JSON.stringify([owner.name, place, above, slot.noun, made]);
}

/** `{id}` below `/cards` is the `cardId` that the config names. */
export function valueFor({ name, noun }: Slot, ids: Readonly<Record<string, string>>): string | undefined {
  const key = Object.hasOwn(ids, name)
    ? name
    : noun === ''
      ? undefined
      : Object.keys(ids).find((other) => nounOf(other) === noun);
  return key === undefined ? undefined : ids[key];
}

/** A request that cannot be built is a reason like any other. */
export function orReason<T>(seeking: Promise<T | string>): Promise<T | string> {
  return seeking.catch((error: unknown) => {
    if (error instanceof NotTested) return error.message;
    throw error;
  });
}

/** What cannot be sent brings nothing. */
export function orNothing<T>(sending: Promise<T>): Promise<T | undefined> {
  return sending.catch((error: unknown) => {
    if (error instanceof NotTested) return undefined;
    throw error;
  });
}

/** A caller's own id, as its token says it: the one object that every user has. */
export function selfIn({ jwt }: Identity, { name, noun }: Slot): string | undefined {
  if (jwt === undefined || !/^(user|customer|account-?holder|member|client|profile|person|me)$/.test(noun))
    return undefined;
  for (const claim of [name, `${noun}Id`, `${noun}_id`, 'sub']) {
    const found = own(jwt.claims, claim);
    if (typeof found === 'string' || typeof found === 'number') return String(found);
  }
  return undefined;
}

/** What stood for the parameters of a path in a request: its last segments are those of the template. */
export function valuesInPath({ path }: Operation, { request }: Exchange): Readonly<Record<string, string>> {
  const template = path.split('/');
  const segments = request.path.split('/').slice(-template.length);
  const pairs = template.flatMap((one, at) =>
    /^\{[^{}]+\}$/.test(one) ? [[one.slice(1, -1), segments[at] ?? ''] as const] : [],
  );
  return Object.fromEntries(pairs);
}
