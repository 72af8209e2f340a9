import type { ApiModel, Operation, OperationId, Parameter } from './api.ts';
import { operationById } from './operation.ts';
import { keysOf, type Pointer } from './source.ts';

/** A pointer in terms that survive reordering, reformatting and moves between JSON and YAML. */
export interface Place {
  /** The operation it lies in; absent in shared components and at the root. */
  readonly operation?: Operation;
  /** Where there is no operation: `/components/schemas/Card`, `schemas/card` (another file), `/paths//cards`, `''` (the root). */
  readonly scope: string;
  /** From there on: `response/200/json/$.items[].pan`, `parameter/query/limit`, `$.pan`. */
  readonly subject: string;
}

const places = new WeakMap<ApiModel, Map<string, Place>>();

/** Worked out once a place: several rules speak of one. */
export function placeOf(api: ApiModel, pointer: Pointer): Place {
  let known = places.get(api);
  if (known === undefined) places.set(api, (known = new Map()));
  const key = `${pointer.source}#${pointer.path}`;
  let place = known.get(key);
  if (place === undefined) known.set(key, (place = newPlace(api, pointer)));
  return place;
}

function newPlace(api: ApiModel, pointer: Pointer): Place {
  const keys = keysOf(pointer.path);
  const operation = enclosingOperation(api, pointer);
  if (operation !== undefined) {
    const depth = keysOf(operation.at.path).length;
    return { operation, scope: '', subject: resolvedTerms(api, pointer, { keys, from: depth }) };
  }
  const from = scopeDepth(keys, pointer.source === api.at.source);
  let scope = pointer.source === api.at.source ? '' : withoutExtension(pointer.source);
  for (let index = 0; index < from && index < keys.length; index += 1) scope += `/${keys[index]}`;
  return { scope, subject: resolvedTerms(api, pointer, { keys, from }) };
}

interface OperationIndex {
  readonly byPointer: ReadonlyMap<string, OperationId>;
  /** In how many keys their pointers are: three, but for callbacks and what stands in files of its own. */
  readonly depths: ReadonlySet<number>;
}
const indices = new WeakMap<ApiModel, OperationIndex>();

function indexOf(api: ApiModel): OperationIndex {
  let index = indices.get(api);
  if (index === undefined) {
    const entries = [...api.operations, ...api.hooks].map(({ at, id }) => [`${at.source}#${at.path}`, id] as const);
    const depths = new Set([...api.operations, ...api.hooks].map(({ at }) => depthOf(at.path)));
    indices.set(api, (index = { byPointer: new Map(entries.toReversed()), depths }));
  }
  return index;
}

function depthOf(path: string): number {
  let depth = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth += 1;
  return depth;
}

/** The operation whose own subtree holds the pointer: the innermost, as a callback's lies in another. */
function enclosingOperation(api: ApiModel, { source, path }: Pointer): Operation | undefined {
  // Most places lie in a shared schema, which no operation holds.
  if (path.startsWith('/components/schemas/')) return undefined;
  const { byPointer, depths } = indexOf(api);
  let found: OperationId | undefined;
  for (let depth = 0, end = 0; end !== -1; depth += 1) {
    end = path.indexOf('/', end + (depth === 0 ? 0 : 1));
    if (depth > 0 && depths.has(depth))
      found = byPointer.get(`${source}#${end === -1 ? path : path.slice(0, end)}`) ?? found;
  }
  return found === undefined ? undefined : operationById(api, found);
}

/** How many keys name the shared thing: three below `components`, two in 2.0's tables and below `paths`. */
function scopeDepth(keys: readonly string[], isRoot: boolean): number {
  if (!isRoot) return 0;
  const [first] = keys;
  if (first === 'components') return Math.min(3, keys.length);
  const tables = ['definitions', 'parameters', 'responses', 'securityDefinitions', 'paths', 'webhooks'];
  return first !== undefined && tables.includes(first) ? Math.min(2, keys.length) : 0;
}

function withoutExtension(source: string): string {
  return source.replace(/\.[a-z0-9]+$/i, '');
}

interface Keys {
  readonly keys: readonly string[];
  readonly from: number;
}

/** Keys in words: `properties/pan` -> `.pan`, `items` -> `[]`; positions in lists are left out, as order must not count. */
function resolvedTerms(api: ApiModel, pointer: Pointer, { keys, from }: Keys): string {
  const words: string[] = [];
  let inSchema = (from === 3 && keys[1] === 'schemas') || (from === 2 && keys[0] === 'definitions');
  let schemaPath = inSchema ? '$' : '';
  for (let index = from; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    const next = keys[index + 1];
    if (inSchema) {
      const step = schemaStep(key, next);
      schemaPath += step.text;
      index += step.consumed;
    } else if (key === 'schema') {
      inSchema = true;
      schemaPath = '$';
    } else if (key === 'parameters' && next !== undefined) {
      words.push(parameterName(api, pointer, keys.slice(0, index + 2)));
      index += 1;
    } else if (startsSchema(key, from)) {
      inSchema = true;
      const step = schemaStep(key, next);
      schemaPath = `$${step.text}`;
      index += step.consumed;
    } else if (!/^\d+$/.test(key) || keys[index - 1] === 'responses') {
      const word = wordOf(key);
      if (word !== '') words.push(word);
    }
  }
  if (schemaPath !== '') words.push(schemaPath);
  return words.join('/');
}

/** A file that is one schema begins with the keywords of one. */
function startsSchema(key: string, from: number): boolean {
  return from === 0 && ['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'additionalProperties'].includes(key);
}

function schemaStep(key: string, next: string | undefined): { readonly text: string; readonly consumed: number } {
  switch (key) {
    case 'properties':
    case 'patternProperties':
    case '$defs':
      return next === undefined ? { text: '', consumed: 0 } : { text: `.${next}`, consumed: 1 };
    case 'items':
    case 'prefixItems':
      return { text: '[]', consumed: /^\d+$/.test(next ?? '') ? 1 : 0 };
    case 'additionalProperties':
      return { text: '{}', consumed: 0 };
    case 'allOf':
      return { text: '', consumed: 1 };
    case 'anyOf':
    case 'oneOf':
      return { text: '|', consumed: 1 };
    default:
      return { text: /^\d+$/.test(key) ? '' : `!${key}`, consumed: 0 };
  }
}

const words = new Map([
  ['requestBody', 'request'],
  ['responses', 'response'],
  ['headers', 'header'],
  ['content', ''],
  ['application/json', 'json'],
]);

function wordOf(key: string): string {
  return words.get(key) ?? key;
}

const parametersByApi = new WeakMap<ApiModel, ReadonlyMap<string, Parameter>>();

/** By where they are written. */
function parametersOf(api: ApiModel): ReadonlyMap<string, Parameter> {
  let known = parametersByApi.get(api);
  if (known === undefined) {
    const all = api.operations.flatMap(({ parameters }) => parameters);
    // The first operation's counts, as with every search from the top.
    known = new Map(all.toReversed().map((parameter) => [`${parameter.at.source}#${parameter.at.path}`, parameter]));
    parametersByApi.set(api, known);
  }
  return known;
}

/** `parameter/query/limit`: by name, as the position in the list is chance. */
function parameterName(api: ApiModel, pointer: Pointer, keys: readonly string[]): string {
  const path = keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const found = parametersOf(api).get(`${pointer.source}#${path}`);
  if (found !== undefined) return `parameter/${found.in}/${found.in === 'path' ? '{}' : found.name}`;
  const last = keys.at(-1) ?? '';
  return /^\d+$/.test(last) ? 'request' : `parameter/${last}`;
}
