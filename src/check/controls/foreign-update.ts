import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { NotTested, type Identity, type Target } from '../target.ts';
import { isSuccess } from './answers.ts';
import { changeableField, fieldIn, isSameJson, sentField } from './bodies.ts';
import { foreignObject, heedShared, listShows } from './callers.ts';
import { judgeForeignWrite, type WriteVerdict } from './foreign-write.ts';

/**
 * Whether one user changes the object of another one by a PUT or PATCH, asked once an operation: the owner reads a marker
 * before and after. Throws `NotTested` where the effect could not be read, or there is no object to change.
 */
export function foreignUpdate(target: Target, operation: Operation): Promise<WriteVerdict> {
  heedShared(target, operation);
  return target.once(`foreign update ${operation.id}`, () => judged(target, operation));
}

async function judged(target: Target, operation: Operation): Promise<WriteVerdict> {
  const reader = target.readerOf(operation);
  if (reader === undefined) throw new NotTested('no GET reads back what it changes');
  const { owner, attacker, object } = await foreignObject(target, operation, { made: true });
  const { parameters } = object;
  const read = (): Promise<Exchange> => target.call(reader, owner, { parameters });
  const before = await read();
  const field = changeableField(operation, target.api, before);
  if (field === undefined) throw new NotTested('no property of its body is free to change and shown by the GET');
  const { name } = field;
  let last = fieldIn(before, name) ?? null;
  const write = (as: Identity, fresh = false): Promise<Exchange> => {
    last = field.next(last, target.random(16));
    return target.call(operation, as, { parameters, body: { [name]: last }, fresh });
  };
  if (await listShows(target, operation, { caller: attacker, object }))
    return { undecided: `${attacker.name}'s own list shows the object: shared by design, or the list leaks` };
  return judgeForeignWrite(target, {
    owner,
    attacker,
    read,
    write: (as, how) => write(as, how?.fresh),
    shows: (after, sent, earlier) =>
      isSuccess(after) &&
      isSameJson(fieldIn(after, name), sentField(sent, name)) &&
      !isSameJson(fieldIn(after, name), fieldIn(earlier, name)),
    ownWrite: async () => {
      const sent = await write(owner);
      return { write: sent, before, after: await read() };
    },
    own: async () => {
      const theirs = await target.object(reader, attacker);
      return theirs && target.call(reader, attacker, { parameters: theirs.parameters });
    },
    what: `changes ${name}`,
  });
}
