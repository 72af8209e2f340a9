import type { ApiModel, Operation, OperationId, Schema, SchemaId } from '../../model/api.ts';
import { operationsReaching } from '../../model/schema-reach.ts';
import type { Pointer } from '../../model/source.ts';
import type { Both, Versions } from '../rule.ts';
import { childrenOf, type Children } from './children.ts';
import type { KeywordChange } from './keyword-change.ts';
import { standsFor, unwrapped, viewOf } from './views.ts';

/**
 * Pairs compared for each schema of the two documents. Real documents have less than one (Stripe: 14,000 pairs of
 * 31,000 schemas); two cycles of different lengths have as many as the product of these.
 */
const pairsPerSchemaMax = 20;

/** A schema of each version that stand in the same place of some operation. */
export interface SchemaPair extends Both<SchemaId> {
  readonly views: Both<Schema>;
  /** Bits of Flow that reach it in both versions. */
  flow: number;
  /** Those of them that name it themselves: a body, a parameter, a header. */
  rootFlow: number;
  /** What the value is called where it was first met: a property, parameter or header; of items what the list is called. */
  readonly name: string;
  /** The reference that now leads to another known schema: what differs below it is said there. */
  readonly cause?: Cause;
  children?: Children;
  /** What the two say differently of the value itself: the same on both sides. */
  keywords?: readonly KeywordChange[];
}

/** A reference in the newer document, with the operation or the schema that holds it. */
interface Reference {
  readonly at: Pointer;
  readonly operation?: Operation;
  readonly owner?: SchemaId;
}
/** A pair, the flows that come to it, and the reference that names it. */
interface Step extends Both<SchemaId>, Reference {
  readonly flow: number;
  readonly name: string;
}
export interface Cause {
  readonly at: Pointer;
  readonly owner?: SchemaId;
  /** Several where it stands in a shared response or parameter; filled while the walk goes on. */
  readonly operations: Set<OperationId>;
}

/** Where a walk begins: a body, parameter or header of a pair of operations. */
export interface Seed extends Step {
  readonly operation: Operation;
}

export interface Walk {
  readonly pairs: readonly SchemaPair[];
  /** False where the limit of pairs ended it. */
  readonly whole: boolean;
}

/** Every pair that some operation reaches, once, with the flows it is reached in: a queue that ends when no flow grows. */
export function walkSchemas(seeds: Iterable<Seed>, versions: Versions): Walk {
  const table = new PairTable(versions);
  for (const seed of seeds) table.reach(seed, undefined, seed.flow);
  for (let pair = table.next(); pair !== undefined; pair = table.next()) {
    pair.children ??= childrenOf(pair, versions);
    for (const { before, after, passes, at, name = pair.name } of pair.children.descents) {
      table.reach({ before, after, flow: pair.flow & passes, at, owner: pair.after, name }, pair.cause);
    }
  }
  return { pairs: table.pairs, whole: table.whole };
}

/** Pairs by their ids (and cause), and those whose flows have grown since they were last looked at. */
class PairTable {
  readonly pairs: SchemaPair[] = [];
  whole = true;
  readonly #versions: Versions;
  readonly #pairsMax: number;
  readonly #named: ReadonlyMap<string, SchemaId>;
  readonly #known = new Map<Cause | undefined, Map<SchemaId, Map<SchemaId, SchemaPair>>>();
  readonly #causes = new Map<string, Cause>();
  readonly #queue: SchemaPair[] = [];

  constructor(versions: Versions) {
    this.#versions = versions;
    this.#pairsMax = pairsPerSchemaMax * (versions.before.schemas.size + versions.after.schemas.size);
    this.#named = idsByName(versions.before);
  }

  next(): SchemaPair | undefined {
    return this.#queue.pop();
  }

  /** `inherited` is the cause of the pair that holds the reference. */
  reach(step: Step, inherited?: Cause, rootFlow = 0): void {
    const { flow } = step;
    if (flow === 0) return;
    const before = unwrapped(this.#versions.before, step.before);
    const after = unwrapped(this.#versions.after, step.after);
    const cause = this.#causeOf({ before, after }, step, inherited);
    const place = this.#placeFor(before, cause);
    const known = place.get(after);
    if (known !== undefined) {
      known.rootFlow |= rootFlow;
      if ((known.flow | flow) === known.flow) return;
      known.flow |= flow;
      this.#queue.push(known);
      return;
    }
    const views = { before: viewOf(this.#versions.before, before), after: viewOf(this.#versions.after, after) };
    if (views.before === undefined || views.after === undefined) return;
    if (this.pairs.length >= this.#pairsMax) {
      this.whole = false;
      return;
    }
    const pair: SchemaPair = {
      before,
      after,
      views: { before: views.before, after: views.after },
      flow,
      rootFlow,
      name: step.name,
      ...(cause === undefined ? {} : { cause }),
    };
    place.set(after, pair);
    this.pairs.push(pair);
    this.#queue.push(pair);
  }

  #placeFor(before: SchemaId, cause: Cause | undefined): Map<SchemaId, SchemaPair> {
    let byBefore = this.#known.get(cause);
    if (byBefore === undefined) this.#known.set(cause, (byBefore = new Map()));
    let byAfter = byBefore.get(before);
    if (byAfter === undefined) byBefore.set(before, (byAfter = new Map()));
    return byAfter;
  }

  /** A named schema that is compared with its own older version needs no cause: what changed stands in it. */
  #causeOf({ before, after }: Both<SchemaId>, reference: Reference, inherited?: Cause): Cause | undefined {
    const name = this.#versions.after.schemas.get(after)?.name;
    if (name === undefined) return inherited;
    const older = this.#named.get(name);
    if (older === undefined || older === before) return undefined;
    return inherited ?? this.#cause(reference);
  }

  #cause({ at, owner, operation }: Reference): Cause {
    const key = `${at.source}#${at.path}`;
    let cause = this.#causes.get(key);
    if (cause === undefined) {
      cause = { at, operations: new Set(), ...(owner === undefined ? {} : { owner }) };
      this.#causes.set(key, cause);
    }
    if (operation !== undefined) cause.operations.add(operation.id);
    return cause;
  }
}

function idsByName(api: ApiModel): ReadonlyMap<string, SchemaId> {
  const ids = new Map<string, SchemaId>();
  for (const { name, id } of api.schemas.values()) if (name !== undefined) ids.set(name, unwrapped(api, id));
  return ids;
}

/** The operations that a change in the pair touches. */
export function reachOf({ after, cause }: SchemaPair, mask: number, api: ApiModel): readonly OperationId[] {
  if (cause !== undefined && cause.operations.size > 0) return [...cause.operations];
  return operationsReaching(api, standsFor(api, cause?.owner ?? after), mask).map(({ id }) => id);
}
