import { NotTested, type Identity, type OwnedObject } from '../check/target.ts';
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

/** `{id}` below `/cards` is the `cardId` that the config names. */
export function valueFor({ name, noun }: Slot, ids: Readonly<Record<string, string>>): string | undefined {
  const key = Object.hasOwn(ids, name)
    ? name
    : noun === ''
      ? undefined
      : Object.keys(ids).find((other) => nounOf(other) === noun);
  return key === undefined ? undefined : ids[key];
}

export function keyOf({ slot, owner, above, made }: Wanted): string {
  return JSON.stringify([owner.name, canonicalPath(slot.collection), above, slot.noun, made]);
}

/** A request that cannot be built is a reason like any other. */
export function orReason(seeking: Promise<Found | string>): Promise<Found | string> {
  return seeking.catch((error: unknown) => {
    if (error instanceof NotTested) return error.message;
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

/** What cannot be sent brings nothing. */
export function orNothing<T>(sending: Promise<T>): Promise<T | undefined> {
  return sending.catch((error: unknown) => {
    if (error instanceof NotTested) return undefined;
    throw error;
  });
}
