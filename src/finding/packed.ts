import type { ApiModel, Operation } from '../model/api.ts';
import type { Edit, Replacement } from '../model/edit.ts';
import { own, type JsonObject } from '../model/json.ts';
import { parent, type Pointer, type Region, type Source, type SourceId } from '../model/source.ts';
import { dataFlowsOf, type DataFlow } from './data-flows.ts';
import type { Finding, Outcome } from './finding.ts';
import type { ApiRun } from './run.ts';
import { inlineKey } from './suppress.ts';

type PackedApi = Omit<ApiModel, 'sources'>;

interface PackedSource {
  readonly id: SourceId;
  readonly uri: string;
  readonly inTree: boolean;
  /** Of every pointer that a report may ask for. */
  readonly regions: ReadonlyMap<string, Region>;
  /** By the edits as JSON, where they were asked for. */
  readonly replacements: ReadonlyMap<string, readonly Replacement[]>;
}

/**
 * A judged document as plain data: all that the gate and reports know of it, without its text, its schemas and its
 * positions. It can go from thread to thread, and what it was made of need not be kept.
 */
export interface Packed {
  readonly name: string;
  readonly owner?: string;
  readonly api: PackedApi;
  readonly outcomes: readonly Outcome[];
  readonly data?: readonly DataFlow[];
  readonly sources: readonly PackedSource[];
}

type Judged = Pick<ApiRun, 'name' | 'owner' | 'api' | 'outcomes' | 'sources' | 'data'>;

/** What takes time to work out and is told by some reports alone. */
export interface Wanted {
  /** What repairs write, as pieces of text. */
  readonly edits: boolean;
  /** What the operations carry. */
  readonly data: boolean;
}

export function pack({ name, owner, api, outcomes, sources, ...said }: Judged, wanted: Wanted): Packed {
  const found = outcomes.flatMap(({ findings }) => findings);
  const places = placesOf(api, found);
  const edits = wanted.edits ? editsOf(found) : new Map<SourceId, readonly Edit[][]>();
  return {
    name,
    ...(owner === undefined ? {} : { owner }),
    api: slim(api),
    outcomes,
    ...(wanted.data ? { data: dataFlowsOf({ api, ...said }) } : {}),
    sources: [...sources.values()].map((source) => ({
      id: source.id,
      uri: source.uri,
      inTree: source.inTree,
      regions: new Map([...(places.get(source.id) ?? [])].map((path) => [path, source.locate(path)])),
      replacements: new Map(
        (edits.get(source.id) ?? []).flatMap((list) => {
          const pieces = source.replacements?.(list);
          return pieces === undefined ? [] : [[JSON.stringify(list), pieces] as const];
        }),
      ),
    })),
  };
}

export function unpack({ sources: packed, api, ...judged }: Packed): Judged {
  const sources = new Map(packed.map((source) => [source.id, sourceOf(source)]));
  return { ...judged, api: { ...api, sources }, sources };
}

function sourceOf({ id, uri, inTree, regions, replacements }: PackedSource): Source {
  return {
    id,
    uri,
    inTree,
    locate(path) {
      let here = path;
      // As a source of text does: what is not known stands where its nearest known ancestor stands.
      while (here !== '' && !regions.has(here)) here = parent({ source: id, path: here }).path;
      return regions.get(here) ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
    },
    replacements: (list) => replacements.get(JSON.stringify(list)),
  };
}

/** The pointers that reports may show, by file: of the document, its operations and what was found. */
function placesOf(api: ApiModel, found: readonly Finding[]): ReadonlyMap<SourceId, ReadonlySet<string>> {
  const places = new Map<SourceId, Set<string>>();
  const note = ({ source, path }: Pointer): void => {
    const known = places.get(source);
    if (known === undefined) places.set(source, new Set([path]));
    else known.add(path);
  };
  note(api.at);
  for (const { at } of [...api.operations, ...api.hooks]) note(at);
  for (const { at, related } of found) for (const place of [at, ...related.map((one) => one.at)]) note(place);
  return places;
}

/** The edits of each repair, file by file, as reports ask for them. */
function editsOf(found: readonly Finding[]): ReadonlyMap<SourceId, readonly Edit[][]> {
  const bySource = new Map<SourceId, Edit[][]>();
  for (const { edits } of found.flatMap(({ repairs = [] }) => repairs)) {
    for (const id of new Set(edits.map(({ at }) => at.source))) {
      const list = edits.filter(({ at }) => at.source === id);
      const known = bySource.get(id);
      if (known === undefined) bySource.set(id, [list]);
      else known.push(list);
    }
  }
  return bySource;
}

/** The model with names, places and exceptions alone. */
function slim(api: ApiModel): PackedApi {
  const { name, title, version, dialect, at, operations, hooks, extensions } = api;
  return {
    name,
    title,
    version,
    dialect,
    at,
    operations: operations.map(slimOperation),
    hooks: hooks.map(slimOperation),
    schemas: new Map(),
    authSchemes: new Map(),
    servers: [],
    extensions: exceptionsIn(extensions),
    unread: [],
    faults: [],
  };
}

function slimOperation({ id, kind, method, path, at, auth, authFrom, authAt, deprecated, raw }: Operation): Operation {
  return {
    id,
    kind,
    method,
    path,
    at,
    tags: [],
    parameters: [],
    requestBodies: [],
    responses: [],
    auth: auth.map((way) => ({ at: way.at, schemes: way.schemes })),
    authFrom,
    authAt,
    servers: [],
    deprecated,
    raw: exceptionsIn(raw),
  };
}

function exceptionsIn(object: JsonObject): JsonObject {
  const written = own(object, inlineKey);
  return written === undefined ? {} : { [inlineKey]: written };
}
