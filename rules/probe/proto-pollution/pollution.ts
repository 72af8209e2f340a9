import {
  flatten,
  isObject,
  jsonRequest,
  NotTested,
  unchangedBody,
  wholeBody,
  type ApiModel,
  type Exchange,
  type Identity,
  type Json,
  type Operation,
  type Target,
} from '#rule';

/** Properties that frameworks read from objects that do not have them. */
export type Gadgets = Readonly<Record<string, number | null>>;
/** As if nobody had set them: 0 is no indentation, and null is no status. */
const off: Gadgets = { 'json spaces': 0, status: null };

/** A property that takes any object. */
export function freeObject(operation: Operation, api: ApiModel): string | undefined {
  return jsonRequest(operation, api)?.properties.find(({ schema: id, readOnly }) => {
    const schema = flatten(api, id);
    if (readOnly || schema === undefined || schema.properties.length > 0) return false;
    return schema.types.includes('object') && schema.additionalProperties !== false;
  })?.name;
}

export interface Pollution {
  set(gadgets: Gadgets): Promise<Exchange>;
  /** Sent whatever is left of the budget. */
  reset(): Promise<Exchange>;
}

/** Requests that change nothing of an object, and carry the key besides. Throws `NotTested` where none can be made. */
export async function pollutionBy(target: Target, operation: Operation, owner: Identity): Promise<Pollution> {
  const isCreate = operation.method === 'POST';
  const object = isCreate
    ? await target.object(operation, owner)
    : ((await target.object(operation, owner, { made: true })) ?? (await target.object(operation, owner)));
  if (object === undefined) throw new NotTested(target.why());
  const { parameters } = object;
  const body = isCreate ? await target.body(operation, owner) : await bodyOf(target, operation, { owner, parameters });
  if (!isObject(body)) throw new NotTested(`${operation.id}: no body that changes nothing can be made`);
  // What is not this run's own keeps no stray key: there the key of the prototype is all that is sent.
  const isOwn = isCreate || object.made;
  const free = isOwn ? freeObject(operation, target.api) : undefined;
  const send = (gadgets: Gadgets, undo: boolean): Promise<Exchange> => {
    const members = [
      `"__proto__":${JSON.stringify(gadgets)}`,
      ...(isOwn ? [`"constructor":{"prototype":${JSON.stringify(gadgets)}}`] : []),
    ].join(',');
    const rest = Object.entries(body).filter(([name]) => name !== free && name !== '__proto__');
    const { mediaType } = wholeBody(operation, {});
    const own = rest.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value ?? null)}`);
    const nested = free === undefined ? [] : [`${JSON.stringify(free)}:{${members}}`];
    const text = `{${[...own, ...nested, members].join(',')}}`;
    return target.call(operation, owner, { parameters, rawBody: { text, mediaType }, undo, fresh: true });
  };
  return { set: (gadgets) => send(gadgets, false), reset: () => send(off, true) };
}

interface Owned {
  readonly owner: Identity;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the object shows already, sent again. */
async function bodyOf(
  target: Target,
  operation: Operation,
  { owner, parameters }: Owned,
): Promise<Readonly<Record<string, Json>> | undefined> {
  const reader = target.readerOf(operation);
  if (reader === undefined) return undefined;
  return unchangedBody(operation, target.api, await target.call(reader, owner, { parameters }));
}
