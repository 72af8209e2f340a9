import type { ApiModel, Body, Operation, Parameter, Response, Schema } from '../../model/api.ts';
import { isObject, own } from '../../model/json.ts';
import { child, parent } from '../../model/source.ts';
import type { BodyFact, ParameterFact } from '../fact.ts';
import type { Both, Versions } from '../rule.ts';
import type { FactTable } from './fact-table.ts';
import { lifecycleChanges } from './lifecycle.ts';
import { isAnyBytes } from './bytes.ts';
import { typesOf } from './facts.ts';
import { draft, pathIn } from './operation-facts.ts';
import { matchParameters, matchResponses } from './operations.ts';
import { match } from './pairing.ts';
import { sameJson } from './same-json.ts';
import { viewed } from './site.ts';

interface Parts {
  readonly pair: Both<Operation>;
  readonly versions: Versions;
  readonly table: FactTable;
}

/** Parameters, bodies, responses and headers of a pair of operations. */
export function offerPartFacts(parts: Parts): void {
  offerParameters(parts);
  offerRequestBody(parts);
  offerResponses(parts);
}

function offerParameters({ pair, versions, table }: Parts): void {
  const { pairs, added, removed } = matchParameters(pair, versions);
  const operation = pair.after;
  const isDraft = draft(pair.before, pair.after);
  const offer = (kind: ParameterFact['kind'], { before, after }: { before?: Parameter; after?: Parameter }): void => {
    const at = after?.at ?? operation.at;
    const one = after ?? before;
    const name = one === undefined ? '' : `${one.in}/${one.in === 'path' ? '{}' : one.name}`;
    const schema = { ...schemaOf('before', versions.before, before), ...schemaOf('after', versions.after, after) };
    const parameter = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    table.offer({
      kind,
      at,
      beforeAt: before?.at ?? pair.before.at,
      path: `parameter/${name}/${kind}`,
      operation,
      parameter,
      schema,
      ...isDraft,
    });
  };
  for (const after of added) offer('parameter/added', { after });
  for (const before of removed) offer('parameter/removed', { before });
  for (const both of pairs) {
    const { before, after } = both;
    if (before.raw === after.raw) continue;
    if (before.required !== after.required) offer(after.required ? 'parameter/required' : 'parameter/optional', both);
    for (const { how } of lifecycleChanges(before.raw, after.raw))
      if (how !== 'stability') offer(`parameter/${how}`, both);
    if (turnedOn('allowReserved', both)) offer('parameter/reserved', both);
    if (turnedOn('allowEmptyValue', both)) offer('parameter/empty-value', both);
    if (!sameJson(styleOf(before, versions.before), styleOf(after, versions.after))) offer('parameter/style', both);
  }
}

function schemaOf<K extends 'before' | 'after'>(
  side: K,
  api: ApiModel,
  parameter?: Parameter,
): { readonly [key in K]?: Schema } {
  const schema = parameter?.schema === undefined ? undefined : viewed(api, parameter.schema);
  return (schema === undefined ? {} : { [side]: schema }) as { readonly [key in K]?: Schema };
}

function turnedOn(key: string, { before, after }: Both<Parameter>): boolean {
  return own(after.raw, key) === true && own(before.raw, key) !== true;
}

/** Defaults filled in (OpenAPI 3.x, Parameter Object), so that saying them is no change; 2.0's list formats in words of 3.x. */
function styleOf({ raw, in: place, schema: id }: Parameter, api: ApiModel): readonly string[] {
  const written = own(raw, 'style');
  const list = own(raw, 'collectionFormat');
  const usual = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const style = typeof written === 'string' ? written : (listStyles.get(typeof list === 'string' ? list : '') ?? usual);
  const explode = own(raw, 'explode');
  const isExploded =
    typeof explode === 'boolean'
      ? explode
      : list === undefined && 'type' in raw
        ? false
        : list === 'multi' || (list === undefined && style === 'form');
  const view = id === undefined ? undefined : viewed(api, id);
  const types = view === undefined ? [] : typesOf(view);
  return isScalar(types) ? [style] : [style, String(isExploded)];
}
const listStyles: ReadonlyMap<string, string> = new Map([
  ['ssv', 'spaceDelimited'],
  ['pipes', 'pipeDelimited'],
]);

/** Of one value nothing can be exploded. */
function isScalar(types: readonly string[]): boolean {
  return types.length > 0 && !types.includes('array') && !types.includes('object');
}

function offerRequestBody({ pair, versions, table }: Parts): void {
  const { before, after } = pair;
  const [was, is] = [before.requestBodies, after.requestBodies];
  const base = { operation: after, direction: 'request', instead: [], ...draft(before, after) } as const;
  const holder = (operation: Operation): BodyFact['at'] =>
    Object.hasOwn(operation.raw, 'requestBody') ? child(operation.at, 'requestBody') : operation.at;
  const spot = { at: holder(after), beforeAt: holder(before) };
  const [oldBody, newBody] = [bodyOf(before), bodyOf(after)];
  const only = (kind: BodyFact['kind'], body: BodyFact['body']): void =>
    table.offer({ ...base, ...spot, kind, path: `request/${kind}`, body });
  if (oldBody === undefined && newBody === undefined) return;
  if (oldBody === undefined && newBody !== undefined) only('body/added', { after: newBody });
  else if (newBody === undefined && oldBody !== undefined) only('body/removed', { before: oldBody });
  else if (oldBody !== undefined && newBody !== undefined) {
    if (oldBody.required !== newBody.required)
      only(newBody.required ? 'body/required' : 'body/optional', { before: oldBody, after: newBody });
    offerMedia({ was, is, spot, base }, versions, table);
  }
}

/** The first media type stands for the body; one that names none is a body all the same. */
function bodyOf({ requestBodies: [first], raw, at }: Operation): Body | undefined {
  const written = own(raw, 'requestBody');
  if (first !== undefined || !isObject(written) || '$ref' in written) return first;
  return { mediaType: '', required: own(written, 'required') === true, at: child(at, 'requestBody'), examples: [] };
}

interface Media {
  readonly was: readonly Body[];
  readonly is: readonly Body[];
  readonly spot: Pick<BodyFact, 'at' | 'beforeAt'>;
  readonly base: Omit<BodyFact, 'kind' | 'at' | 'beforeAt' | 'path' | 'body' | 'instead'>;
}

function offerMedia({ was, is, spot, base }: Media, versions: Versions, table: FactTable): void {
  const { pairs, added, removed } = match(was, is, [({ mediaType }) => mediaType]);
  const names = (bodies: readonly Body[]): readonly string[] => bodies.map(({ mediaType }) => mediaType);
  const below = base.response === undefined ? 'request' : `response/${base.response.status}`;
  for (const after of added) {
    table.offer({
      ...base,
      kind: 'media/added',
      at: after.at,
      beforeAt: spot.beforeAt,
      path: `${below}/${after.mediaType}`,
      body: { after },
      instead: names(removed),
    });
  }
  for (const before of removed) {
    table.offer({
      ...base,
      kind: 'media/removed',
      at: spot.at,
      beforeAt: before.at,
      path: `${below}/${before.mediaType}/removed`,
      body: { before },
      instead: names(added),
    });
  }
  for (const pair of pairs) offerEncodings(pair, { below, base }, table);
  for (const { before, after } of pairs) {
    if ((before.schema === undefined) === (after.schema === undefined)) continue;
    if (isAnyBytes(versions.before, before.schema) || isAnyBytes(versions.after, after.schema)) continue;
    const kind = after.schema === undefined ? 'media/schema-removed' : 'media/schema-added';
    table.offer({
      ...base,
      kind,
      at: after.at,
      beforeAt: before.at,
      path: `${pathIn(versions.after, after.at)}/${kind}`,
      body: { before, after },
      instead: [],
    });
  }
}

/** What the parts of a form may be. */
function offerEncodings(
  { before, after }: Both<Body>,
  { below, base }: Pick<Media, 'base'> & { below: string },
  table: FactTable,
): void {
  if (before.encodings === undefined && after.encodings === undefined) return;
  const names = new Set([
    ...(before.encodings ?? new Map<string, string>()).keys(),
    ...(after.encodings ?? new Map<string, string>()).keys(),
  ]);
  for (const name of names) {
    const [was, is] = [before.encodings?.get(name), after.encodings?.get(name)];
    if (was === is) continue;
    const encoding = {
      name,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
    const at = is === undefined ? after.at : child(after.at, 'encoding', name);
    const beforeAt = was === undefined ? before.at : child(before.at, 'encoding', name);
    table.offer({
      ...base,
      kind: 'media/encoding',
      at,
      beforeAt,
      path: `${below}/${after.mediaType}/encoding/${name}`,
      body: { before, after },
      encoding,
      instead: [],
    });
  }
}

function offerResponses({ pair, versions, table }: Parts): void {
  const { pairs, added, removed } = matchResponses(pair);
  const operation = pair.after;
  const base = { operation, operations: pair, ...draft(pair.before, pair.after) };
  const list = Object.hasOwn(operation.raw, 'responses') ? child(operation.at, 'responses') : operation.at;
  for (const after of added) {
    table.offer({
      ...base,
      kind: 'response/added',
      at: after.at,
      beforeAt: pair.before.at,
      path: `response/${after.status}`,
      response: { after },
    });
  }
  for (const before of removed) {
    table.offer({
      ...base,
      kind: 'response/removed',
      at: list,
      beforeAt: before.at,
      path: `response/${before.status}/removed`,
      response: { before },
    });
  }
  for (const both of pairs) {
    const { before, after } = both;
    offerMedia(
      {
        was: before.bodies,
        is: after.bodies,
        spot: { at: after.at, beforeAt: before.at },
        base: { operation, direction: 'response', response: after, ...draft(pair.before, pair.after) },
      },
      versions,
      table,
    );
    offerHeaders(both, { pair, versions, table });
  }
}

function offerHeaders({ before, after }: Both<Response>, { pair, table }: Parts): void {
  const headers = match(before.headers, after.headers, [({ name }) => name.toLowerCase()]);
  const path = (name: string): string => `response/${after.status}/header/${name.toLowerCase()}`;
  const base = { operation: pair.after, response: after, ...draft(pair.before, pair.after) };
  for (const header of headers.added) {
    table.offer({
      ...base,
      kind: 'header/added',
      at: header.at,
      beforeAt: before.at,
      path: path(header.name),
      header: { after: header },
    });
  }
  for (const header of headers.removed) {
    table.offer({
      ...base,
      kind: 'header/removed',
      at: after.at,
      beforeAt: parent(header.at),
      path: `${path(header.name)}/removed`,
      header: { before: header },
    });
  }
  for (const header of headers.pairs) {
    if (header.before.required === header.after.required) continue;
    const kind = header.after.required ? 'header/required' : 'header/optional';
    table.offer({
      ...base,
      kind,
      at: header.after.at,
      beforeAt: header.before.at,
      path: `${path(header.after.name)}/${kind}`,
      header,
    });
  }
}
