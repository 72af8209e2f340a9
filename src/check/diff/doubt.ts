import type { ApiModel, Operation, OperationId, Schema } from '../../model/api.ts';
import { placeOf } from '../../model/place.ts';
import { requestFlows, responseFlows } from '../../model/schema-graph.ts';
import { operationsReaching } from '../../model/schema-reach.ts';
import { parent, type Pointer } from '../../model/source.ts';
import type { Fact } from '../fact.ts';
import type { Both, Versions } from '../rule.ts';
import { foreignPlaces } from './foreign-schema.ts';
import { holdersOf, Unread, type Keyword } from './unread.ts';

const everything = requestFlows | responseFlows;

/**
 * What cannot be told: parts of either version that could not be read, and schemas of a dialect that is not known. A
 * fact that only says that such a part is missing is withheld, and what an operation holds of them is undecided: neither
 * "removed" nor "no change" would be true.
 */
export class Doubt {
  readonly #before: Unread;
  readonly #after: Unread;
  readonly #older: ReadonlyMap<Operation, Operation>;
  readonly #operations = new Set<OperationId>();
  readonly #first: Pointer | undefined;
  readonly #isEmpty: boolean;

  constructor(versions: Versions, pairs: readonly Both<Operation>[]) {
    this.#before = new Unread(versions.before);
    this.#after = new Unread(versions.after);
    this.#older = new Map(pairs.map(({ before, after }) => [after, before]));
    const newer = new Map(pairs.map(({ before, after }) => [before.id, after.id]));
    const foreign = { before: foreignPlaces(versions.before), after: foreignPlaces(versions.after) };
    for (const [side, unread] of [
      ['before', this.#before],
      ['after', this.#after],
    ] as const) {
      const api = versions[side];
      for (const at of [...unread.places, ...foreign[side]]) {
        this.#first ??= at;
        for (const id of touchedBy(api, at)) this.#operations.add(side === 'before' ? (newer.get(id) ?? id) : id);
      }
      if (unread.isCut) for (const { id } of versions.after.operations) this.#operations.add(id);
    }
    this.#isEmpty = this.#before.isEmpty && this.#after.isEmpty;
  }

  get operations(): ReadonlySet<OperationId> {
    return this.#operations;
  }

  /** One sentence for all: each place is told as a fault of its own. */
  get reason(): string {
    const { source = '', path = '' } = this.#first ?? {};
    return `parts of the documents could not be read and were not compared, the first at ${source}#${path}`;
  }

  /** The fact would say of an unread part that it is not there. */
  withholds(fact: Fact): boolean {
    if (this.#isEmpty || !this.#isGuess(fact)) return false;
    const { operation } = fact;
    for (const id of operation === undefined ? (fact.reach?.() ?? []) : [operation.id]) this.#operations.add(id);
    return true;
  }

  #isGuess(fact: Fact): boolean {
    const [what = '', how = ''] = fact.kind.split('/');
    const lacking = how === 'added' || how === 'set' || how === 'new' || how === 'schema-added' ? 'before' : 'after';
    const unread = lacking === 'before' ? this.#before : this.#after;
    if ('change' in fact)
      return /added|removed/.test(how) && isOfOperation(fact) && unread.hidesOperation(fact.operation);
    if ('scheme' in fact) return this.#isScheme(fact.scheme.before?.name) || this.#isScheme(fact.scheme.after?.name);
    if ('auth' in fact) return this.#usesScheme(fact.operations.before) || this.#usesScheme(fact.operations.after);
    if ('owner' in fact) return this.#isLostPart(fact.owner, what, fact.name) || this.#hasLostParts(fact.owner);
    if ('growth' in fact) return this.#isLostPart(fact.schema, what) || this.#hasLostParts(fact.schema);
    if (fact.kind === 'component/removed')
      return unread.hasBelow(fact.at) && unread.hasShared('schemas', 'definitions');
    return fact.operation !== undefined && this.#isLostOf(fact, fact.operation, lacking);
  }

  #isScheme(name: string | undefined): boolean {
    return name !== undefined && (this.#before.hasScheme(name) || this.#after.hasScheme(name));
  }

  #usesScheme({ auth }: Operation): boolean {
    return auth.some(({ schemes }) => schemes.some(({ name }) => this.#isScheme(name)));
  }

  #hasLostParts({ before, after }: Both<Schema>): boolean {
    return this.#before.lost(before, 'allOf') || this.#after.lost(after, 'allOf');
  }

  #isLostPart({ before, after }: Both<Schema>, what: string, name?: string): boolean {
    const keyword = keywords[what];
    if (keyword === undefined) return false;
    return this.#before.lost(before, keyword, name) || this.#after.lost(after, keyword, name);
  }

  /** Parameters, bodies, responses and headers: by where the version that lacks them would say them. */
  #isLostOf(fact: Fact, operation: Operation, lacking: 'before' | 'after'): boolean {
    const { kind } = fact;
    const unread = lacking === 'before' ? this.#before : this.#after;
    const holder = lacking === 'before' ? this.#older.get(operation) : operation;
    if (holder === undefined || !/added|removed|new/.test(kind)) return false;
    const has = (key: string): boolean => holdersOf(holder).some((at) => unread.hasBelow(at, key));
    if (kind.startsWith('parameter/')) return has('parameters') || unread.hasShared('parameters');
    if (kind.startsWith('response/') || kind.startsWith('header/'))
      return has('responses') || unread.hasShared('responses', 'headers');
    if (!('direction' in fact)) return false;
    return fact.direction === 'request'
      ? has('requestBody') || has('parameters') || unread.hasShared('requestBodies', 'parameters', ...schemaTables)
      : has('responses') || unread.hasShared('responses', ...schemaTables);
  }
}

const schemaTables = ['schemas', 'definitions'];

const keywords: Readonly<Record<string, Keyword>> = {
  property: 'properties',
  allOf: 'allOf',
  anyOf: 'anyOf',
  oneOf: 'oneOf',
  items: 'items',
  values: 'additionalProperties',
  additionalProperties: 'additionalProperties',
  not: 'not',
};

function isOfOperation(fact: Fact): fact is Fact & { readonly operation: Operation } {
  return fact.operation !== undefined;
}

/** The operations that something at this place belongs to; all where nobody can tell. */
function touchedBy(api: ApiModel, at: Pointer): readonly OperationId[] {
  const own = placeOf(api, at).operation;
  if (own !== undefined) return [own.id];
  for (let here = at; here.path !== ''; here = parent(here)) {
    const id = `${here.source}#${here.path}`;
    if (api.schemas.has(id)) return operationsReaching(api, id, everything).map((operation) => operation.id);
  }
  const all = [...api.operations, ...api.hooks];
  const inside = all.filter(
    (operation) => parent(operation.at).path === topOf(at) && operation.at.source === at.source,
  );
  return (inside.length > 0 ? inside : all).map(({ id }) => id);
}

/** `/paths/~1cards` of anything below it. */
function topOf({ path }: Pointer): string {
  return path.split('/').slice(0, 3).join('/');
}
