import type { ApiModel, Operation } from '../model/api.ts';
import { allowsAnonymous, isUnprotected } from '../model/auth.ts';
import { isCleartext } from '../model/servers.ts';
import { effectiveBounds } from '../model/bounds.ts';
import { authText } from '../model/effective-auth.ts';
import { flatten } from '../model/flatten.ts';
import { own } from '../model/json.ts';
import { isWrite } from '../model/operation.ts';
import { dataOf, type DataUse } from '../model/operation-data.ts';
import type { Pointer } from '../model/source.ts';

/** What the document says of one question, and the line that says so. `unknown`: it says nothing. */
export interface Answer {
  readonly state: 'yes' | 'no' | 'unknown';
  /** In a few words, without values of the document but names. */
  readonly why: string;
  readonly at?: Pointer;
}

/** One operation as a security review asks for it. */
export interface InventoryRow {
  readonly operation: Operation;
  /** Is every way to it encrypted? */
  readonly encryption: Answer;
  /** Must every caller prove who it is? */
  readonly authentication: Answer;
  /** Does the document say which rights are needed? */
  readonly authorisation: Answer;
  /** Is there a limit: of the rate, of pages, of sizes? */
  readonly availability: Answer;
  /** Does it carry data that must be kept back? */
  readonly data: Answer & { readonly classes: readonly DataUse[]; readonly store?: string };
}

/** The five columns of every operation, in the document's order. */
export function inventoryOf(api: ApiModel): readonly InventoryRow[] {
  return api.operations.map((operation) => ({
    operation,
    encryption: encryptionOf(operation),
    authentication: authenticationOf(operation),
    authorisation: authorisationOf(operation, api),
    availability: availabilityOf(operation, api),
    data: dataAnswer(operation, api),
  }));
}

function encryptionOf({ servers }: Operation): Answer {
  const clear = servers.find(isCleartext);
  if (clear !== undefined) return { state: 'no', why: 'a server is reached over http', at: clear.at };
  const [first] = servers;
  const named = servers.filter(({ resolvedUrl }) => /^[a-z][a-z0-9+.-]*:\/\//i.test(resolvedUrl));
  if (first === undefined || named.length < servers.length)
    return { state: 'unknown', why: 'no server is named in full', ...(first === undefined ? {} : { at: first.at }) };
  return { state: 'yes', why: 'https alone', at: first.at };
}

function authenticationOf(operation: Operation): Answer {
  const at = operation.authFrom === 'none' ? operation.at : operation.authAt;
  if (isUnprotected(operation)) return { state: 'no', why: 'nothing is required', at };
  if (allowsAnonymous(operation)) return { state: 'no', why: 'it is optional', at };
  return { state: 'yes', why: authText(operation), at };
}

function authorisationOf(operation: Operation, api: ApiModel): Answer {
  const at = operation.authFrom === 'none' ? operation.at : operation.authAt;
  if (allowsAnonymous(operation)) return { state: 'no', why: 'anybody may call it', at };
  const scopes = operation.auth.map(({ schemes }) => schemes.flatMap((scheme) => scheme.scopes));
  if (scopes.every((list) => list.length > 0)) return { state: 'yes', why: [...new Set(scopes.flat())].join(' '), at };
  const canSay = operation.auth.some(({ schemes }) =>
    schemes.some(({ name, scopes: required }) => api.authSchemes.get(name)?.kind === 'oauth2' && required.length === 0),
  );
  return canSay
    ? { state: 'no', why: 'no scope is required', at }
    : { state: 'unknown', why: 'its scheme has no scopes', at };
}

function availabilityOf(operation: Operation, api: ApiModel): Answer {
  const limit = operation.responses.find(({ status }) => status === '429');
  const endless = isWrite(operation) ? unboundedBody(operation, api) : unboundedPage(operation, api);
  if (endless !== undefined) return { state: 'no', why: endless.why, at: endless.at };
  if (limit !== undefined) return { state: 'yes', why: 'limited (429)', at: limit.at };
  return { state: 'unknown', why: 'no limit is declared', at: operation.at };
}

interface Endless {
  readonly why: string;
  readonly at: Pointer;
}

/** A list in the body without a maximum. */
function unboundedBody({ requestBodies }: Operation, api: ApiModel): Endless | undefined {
  for (const { schema } of requestBodies) {
    const whole = schema === undefined ? undefined : flatten(api, schema);
    for (const property of whole?.properties ?? []) {
      const isList = flatten(api, property.schema)?.types.includes('array') === true;
      if (isList && effectiveBounds(api, property.schema).maxItems === undefined)
        return { why: `${property.name} may hold any number of items`, at: property.at };
    }
  }
  return undefined;
}

function unboundedPage({ parameters }: Operation, api: ApiModel): Endless | undefined {
  const size = parameters.find(({ name }) => /^(limit|page_?size|per_?page|count|top|max_?results)$/i.test(name));
  if (size?.schema === undefined || effectiveBounds(api, size.schema).maximum !== undefined) return undefined;
  return { why: `page size ${size.name} has no maximum`, at: size.at };
}

function dataAnswer(operation: Operation, api: ApiModel): InventoryRow['data'] {
  const classes = dataOf(operation, api);
  const written = own(operation.raw, 'x-data-store') ?? own(api.extensions, 'x-data-store');
  const store = typeof written === 'string' ? { store: written } : {};
  const [first] = classes;
  if (first !== undefined) {
    const ids = [...new Set(classes.map(({ dataClass, direction }) => `${dataClass.id} (${direction})`))];
    return { state: 'yes', why: ids.join(', '), at: first.at, classes, ...store };
  }
  const described = [...operation.requestBodies, ...operation.responses.flatMap(({ bodies }) => bodies)].some(
    ({ schema }) => schema !== undefined,
  );
  return described
    ? { state: 'no', why: 'none is described', classes, ...store }
    : { state: 'unknown', why: 'no schema is there', at: operation.at, classes, ...store };
}
