import type { ApiModel, Operation } from '../model/api.ts';
import { header, type Exchange } from '../model/exchange.ts';
import { isSideEffecting } from '../model/function-class.ts';
import { eachLeaf, type Way } from '../model/leaves.ts';
import type { Edge } from '../model/lineage/edge.ts';
import { lineageOf } from '../model/lineage/graph.ts';
import { linkedEdges } from '../model/lineage/linked.ts';
import { canonicalPath, operationById } from '../model/operation.ts';
import { flatten } from '../model/flatten.ts';
import { singular } from '../model/noun.ts';
import { wordsOf } from '../model/words.ts';
import { idInLocation } from './ids.ts';
import { textAt } from './json-path.ts';
import type { Slot } from './object-slots.ts';
import { pathParameters, plain } from './values.ts';

/** Values of one answer that are looked at. */
const nodesMax = 2_000;
/** Calls that are asked for one id, and examples that are tried. */
const tellersMax = 2;
const examplesMax = 2;

/** A read that needs no id and whose answer holds one. */
export interface Teller {
  readonly operation: Operation;
  readonly read: (exchange: Exchange) => string | undefined;
}

/** GET of the object itself. */
export function readerAt({ operations }: ApiModel, { collection, isGiven }: Slot): Operation | undefined {
  if (isGiven === true) return undefined;
  const item = canonicalPath(`${collection}/{}`);
  return operations.find(
    (one) => one.kind === 'path' && one.method === 'GET' && canonicalPath(one.path) === item && !isSideEffecting(one),
  );
}

/** Links of the document first, then answers with a field of the parameter's very name. */
export function tellers(api: ApiModel, slot: Slot): readonly Teller[] {
  const linked = linkedEdges(api).flatMap(({ from, ...edge }): Teller[] => {
    const operation = tellerOf(api, edge, slot);
    const path =
      'body' in from ? `$${from.body.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `['${step}']`)).join('')}` : '';
    const read = (exchange: Exchange): string | undefined => {
      if ('body' in from) return textAt(exchange.response?.body?.json, path);
      return /^location$/i.test(from.header)
        ? idInLocation(exchange)
        : header(exchange.response?.headers ?? [], from.header);
    };
    return operation === undefined ? [] : [{ operation, read }];
  });
  const named = edgesOf(api)
    .filter(({ evidence }) => evidence === 'name')
    .flatMap((edge): Teller[] => {
      const operation = tellerOf(api, edge, slot);
      return operation === undefined
        ? []
        : [{ operation, read: (exchange) => fieldIn(exchange, edge.field, slot.noun) }];
    });
  const all = new Map([...named, ...linked].map((one) => [one.operation, one]));
  return [...all.values()].toReversed().slice(0, tellersMax);
}

/** A POST that a link names as what makes the object, and where its answer holds the id. */
export function linkedCreate(
  api: ApiModel,
  slot: Slot,
): { readonly operation: Operation; readonly idPath?: string } | undefined {
  for (const { from, ...edge } of linkedEdges(api)) {
    const operation = operationById(api, edge.producer);
    if (operation?.method !== 'POST' || !isAbout(api, edge, slot)) continue;
    if ('header' in from) return { operation };
    return { operation, idPath: `$${from.body.map((step) => `['${step}']`).join('')}` };
  }
  return undefined;
}

function tellerOf(api: ApiModel, edge: Edge, slot: Slot): Operation | undefined {
  const operation = operationById(api, edge.producer);
  const isRead = operation?.method === 'GET' && pathParameters(operation.path).length === 0;
  return isRead && isAbout(api, edge, slot) && !isSideEffecting(operation) ? operation : undefined;
}

/** The edge leads to the same parameter of the same collection. */
function isAbout(api: ApiModel, { consumer, name, in: place }: Edge, slot: Slot): boolean {
  if (name !== slot.name) return false;
  if (place !== 'path') return !slot.isNeeded;
  const path = operationById(api, consumer)?.path ?? '';
  const collection = path.slice(0, path.indexOf(`{${name}}`)).replace(/\/[^/]*$/, '');
  return canonicalPath(collection) === canonicalPath(slot.collection);
}

/** What the document gives as an example of the id. */
export function exampleIds(api: ApiModel, { name, collection }: Slot): readonly string[] {
  const values = api.operations.flatMap(({ path, parameters }) => {
    const own = path.slice(0, path.indexOf(`{${name}}`)).replace(/\/[^/]*$/, '');
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    if (parameter === undefined || canonicalPath(own) !== canonicalPath(collection)) return [];
    const schema = parameter.schema === undefined ? undefined : flatten(api, parameter.schema);
    return [...parameter.examples, ...(schema?.examples ?? [])].map(({ value }) => plain(value));
  });
  return [...new Set(values)].filter((value) => value !== '').slice(0, examplesMax);
}

/** Of several fields of the name the one nearest to the top, there the one below the object's own name, there the first. */
function fieldIn({ response }: Exchange, field: string, noun: string): string | undefined {
  let found: { readonly value: string; readonly far: number } | undefined;
  eachLeaf(response?.body?.json ?? null, { nodesMax }, (leaf, name, way) => {
    if (name !== field || (typeof leaf !== 'string' && typeof leaf !== 'number')) return;
    const far = farFrom(way, noun);
    // The walk goes from the last field to the first.
    if (found === undefined || far <= found.far) found = { value: String(leaf), far };
  });
  return found?.value;
}

/** Two for each step from the top, one less below the object's own name. */
function farFrom(way: Way | undefined, noun: string): number {
  let steps = 0;
  for (let step = way; step !== undefined; step = step.up) steps += 1;
  const above = way?.up?.name;
  const isNamed = noun !== '' && above !== undefined && wordsOf(above).map(singular).join('-').includes(noun);
  return 2 * steps - (isNamed ? 1 : 0);
}

const known = new WeakMap<ApiModel, readonly Edge[]>();

function edgesOf(api: ApiModel): readonly Edge[] {
  let edges = known.get(api);
  if (edges === undefined) known.set(api, (edges = lineageOf(api)));
  return edges;
}
