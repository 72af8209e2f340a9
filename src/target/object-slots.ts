import type { ApiModel, Operation, Parameter } from '../model/api.ts';
import { flatten } from '../model/flatten.ts';
import { isIdName } from '../model/id-name.ts';
import { canonicalPath } from '../model/operation.ts';
import { nounOf, singular } from '../model/noun.ts';
import { wordsOf } from '../model/words.ts';
import { headerIds, isFixed, pathParameters, queryIds } from './values.ts';

/** One value that an operation needs and that is the id of an object. */
export interface Slot {
  readonly name: string;
  /** What it is the id of: `card`. */
  readonly noun: string;
  /** The path below which such objects live, as the operation has it: `/accounts/{accountId}/cards`. */
  readonly collection: string;
  /** Of the path: without it there is no request. Of the query a made-up value will do. */
  readonly isNeeded: boolean;
  /** Nothing makes or lists such objects: only the config, a capture or the caller's own token says the value. */
  readonly isGiven?: boolean;
}

/** From left to right: each object lives below those before it. What the document fixes (`{version}`) is no object. */
export function slotsOf(api: ApiModel, operation: Operation): readonly Slot[] {
  const { path, parameters } = operation;
  const inPath = pathParameters(path)
    .filter(
      (name) =>
        !isFixed(
          api,
          parameters.find((one) => one.in === 'path' && one.name === name),
        ),
    )
    .map((name): Slot => {
      const collection = path.slice(0, path.indexOf(`{${name}}`)).replace(/\/[^/]*$/, '');
      return { name, noun: nounOf(name, path), collection, isNeeded: true };
    });
  const inQuery = queryIds(api, operation).map(({ name }) => elsewhere(api, name) ?? given(name));
  const ofHeader = new Set(headerIds(api, operation));
  const beside = parameters.flatMap((one): readonly Slot[] => {
    const slot = ofHeader.has(one) ? elsewhere(api, one.name) : undefined;
    if (slot !== undefined) return [slot];
    return isTenantField(one) && !isFixed(api, one) ? [given(one.name)] : [];
  });
  return [...inPath, ...inQuery, ...beside];
}

function given(name: string): Slot {
  return { name, noun: nounOf(name), collection: '', isNeeded: false, isGiven: true };
}

/** `X-Tenant-Id`, a cookie `account_id`: on whose behalf the caller acts. */
function isTenantField({ in: place, name, required }: Parameter): boolean {
  if (!required || (place !== 'header' && place !== 'cookie') || !isIdName(name)) return false;
  return wordsOf(name).some((word) => tenantWords.has(word));
}

const tenantWords = new Set(
  'tenant org organisation organization account company workspace merchant customer user member household'.split(' '),
);

/** Properties of the body that name objects kept elsewhere, `fromAccountId`: those it requires, or the others. */
export function bodySlots(api: ApiModel, operation: Operation, which: 'required' | 'optional'): readonly Slot[] {
  const schema = operation.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType))?.schema;
  const properties = (schema === undefined ? undefined : flatten(api, schema))?.properties ?? [];
  return properties
    .filter(({ name, required, readOnly }) => required === (which === 'required') && !readOnly && isIdName(name))
    .filter((property) => {
      const own = flatten(api, property.schema);
      return own?.enum === undefined && own?.default === undefined;
    })
    .flatMap(({ name }) => elsewhere(api, name) ?? [])
    .filter((slot) => which === 'required' || !isItself(operation, slot));
}

/** `cardId` in the body of `POST /cards` is the id to be of the new card. */
function isItself({ path }: Operation, { collection }: Slot): boolean {
  return [collection, `${collection}/{}`].some((one) => canonicalPath(one) === canonicalPath(path));
}

/** An object that has no place in the path: its noun, or the end of it, is the name of a collection. */
export function elsewhere(api: ApiModel, name: string): Slot | undefined {
  const words = nounOf(name).split('-');
  for (let from = 0; from < words.length; from += 1) {
    const noun = words.slice(from).join('-');
    const collection = api.operations.find(({ path }) => !path.includes('{') && nameOf(path) === noun)?.path;
    if (noun !== '' && collection !== undefined) return { name, noun, collection, isNeeded: false };
  }
  return undefined;
}

/** An operation on the collection itself: by its path, else by the noun (`/cards` for `{cardId}` anywhere). */
export function onCollection(api: ApiModel, method: string, { collection, noun }: Slot): Operation | undefined {
  const wanted = canonicalPath(collection);
  const all = api.operations.filter((one) => one.kind === 'path' && one.method === method);
  return (
    all.find(({ path }) => canonicalPath(path) === wanted) ??
    all.find(({ path }) => !path.includes('{') && noun !== '' && nameOf(path) === noun)
  );
}

/** The noun of a path's last segment: `/v1/payment-cards` -> `payment-card`. */
function nameOf(path: string): string {
  const last = path.split('/').findLast((segment) => segment !== '') ?? '';
  return singular(wordsOf(last).join('-'));
}
