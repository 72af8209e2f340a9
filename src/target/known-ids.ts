import type { Identity } from '../check/target.ts';
import type { Exchange } from '../model/exchange.ts';
import { byPosition } from './ledger.ts';
import { orNothing, valueFor, type Found, type Wanted } from './object-values.ts';
import type { ObjectWorld } from './object-world.ts';
import { exampleIds, readerAt, tellers } from './producers.ts';

/** Ids of captures that are tried for one place. */
const capturedMax = 3;
/** Callers besides the owner that are asked whether an example is theirs as well. */
const othersMax = 3;

/** What a capture shows may be long gone: where the target can be asked, it is. */
export async function capturedId(world: ObjectWorld, { slot, owner, above }: Wanted): Promise<Found | string> {
  const { api } = world;
  const reader = readerAt(api, slot);
  const ids = world.captured(owner, slot, above).filter((id) => world.isUsable(id));
  for (const value of ids.slice(0, capturedMax)) {
    const found: Found = { value, made: false, from: 'a capture' };
    if (reader === undefined || world.isRefused(reader)) return found;
    const parameters = byPosition(reader.path, { ...above, [slot.name]: value });
    const { response } = await world.call(reader, owner, { parameters });
    if (response !== undefined && response.status >= 200 && response.status < 300) return found;
  }
  return '';
}

/** What can be had without a request: the config's, or a capture's where the target cannot be asked. */
export function unaskedId(world: ObjectWorld, { slot, owner, above }: Wanted): string | undefined {
  const given = valueFor(slot, world.configOf(owner)?.owns ?? {});
  if (given !== undefined || readerAt(world.api, slot) !== undefined) return given;
  return world.captured(owner, slot, above).find((id) => world.isUsable(id));
}

/** A call that needs no id and whose answer names this one, as a link or its schema says: `GET /profile`. */
export async function toldId(world: ObjectWorld, { slot, owner }: Wanted): Promise<Found | undefined> {
  for (const { operation, read } of tellers(world.api, slot)) {
    if (world.isRefused(operation)) continue;
    const exchange = await orNothing(world.call(operation, owner, {}));
    const value = exchange !== undefined && isDone(exchange) ? read(exchange) : undefined;
    if (value !== undefined && world.isUsable(value)) return { value, made: false, from: operation.id };
  }
  return undefined;
}

/** The document's example, where the caller gets something by it and nobody else does. */
export async function exampleId(world: ObjectWorld, { slot, owner, above }: Wanted): Promise<Found | undefined> {
  const reader = readerAt(world.api, slot);
  if (reader === undefined || world.isRefused(reader)) return undefined;
  for (const value of exampleIds(world.api, slot)) {
    const parameters = byPosition(reader.path, { ...above, [slot.name]: value });
    const ask = async (as: Identity): Promise<boolean> => {
      const exchange = await orNothing(world.call(reader, as, { parameters }));
      return exchange !== undefined && isDone(exchange);
    };
    if (!(await ask(owner))) continue;
    const others = world.users().filter(({ name }) => name !== owner.name);
    const isTheirs = await Promise.all(others.slice(0, othersMax).map(ask));
    if (!isTheirs.includes(true)) return { value, made: false, from: 'an example of the document' };
  }
  return undefined;
}

function isDone({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}
