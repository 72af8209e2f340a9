import { NotTested, type Identity } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import { own } from '../model/json.ts';
import { nounOf } from './ids.ts';
import type { Slot } from './object-slots.ts';

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
