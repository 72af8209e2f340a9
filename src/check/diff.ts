import type { Operation } from '../model/api.ts';
import type { Outcome } from '../finding/finding.ts';
import { Doubt } from './diff/doubt.ts';
import { FactTable } from './diff/fact-table.ts';
import { sayOnce } from './diff/join.ts';
import { offerBody, offerPair } from './diff/offers.ts';
import { offerOperationFacts, offerRootRequirement } from './diff/operation-facts.ts';
import { matchHooks, matchOperations } from './diff/operations.ts';
import type { Matched } from './diff/pairing.ts';
import { offerPartFacts } from './diff/part-facts.ts';
import { DiffResult } from './diff/result.ts';
import { walkSchemas } from './diff/schema-pairs.ts';
import { seedsOf } from './diff/seeds.ts';
import { authSchemeChanges, serverChanges } from './diff/surface.ts';
import {
  offerReferences,
  offerRootFacts,
  offerSchemeFacts,
  offerServerFacts,
  offerVersion,
} from './diff/surface-facts.ts';
import type { Both, DiffRule, Versions } from './rule.ts';

/**
 * Compares two versions of one API by meaning and offers each change, as small facts, to every rule that asked for its
 * kind: names of parameters, schemes and components, order, wraps and the split between servers and paths are no changes.
 * Every pair of schemas is compared once, so time and memory grow with the number of pairs.
 */
export function diff(versions: Versions, rules: readonly DiffRule[]): readonly Outcome[] {
  const operations = matchOperations(versions);
  const hooks = matchHooks(versions);
  const pairs = [...operations.pairs, ...hooks.pairs];
  const results = rules.map((rule) => new DiffResult(versions, rule));
  const doubt = new Doubt(versions, pairs);
  const facts = new FactTable({ versions, doubt }, results);
  const run: Run = { versions, results, facts };
  let whole = true;
  if (!facts.isEmpty) {
    offerFacts(run, operations, hooks);
    whole = offerSchemas(run, pairs);
    offerVersion(versions, saidBy(results), facts);
  }
  const told = results.map((result) => ({ result, all: result.told() }));
  const once = sayOnce(told.flatMap(({ all }) => all));
  return told.flatMap(({ result, all }) => result.outcomes(all, once, { whole, doubt }));
}

interface Run {
  readonly versions: Versions;
  readonly results: readonly DiffResult[];
  readonly facts: FactTable;
}

function saidBy(results: readonly DiffResult[]): { readonly opens: boolean; readonly breaks: boolean } {
  return {
    opens: results.some((result) => result.says('widens')),
    breaks: results.some((result) => result.says('breaking')),
  };
}

/** All that can be said without looking into schemas. */
function offerFacts({ versions, facts }: Run, operations: Matched<Operation>, hooks: Matched<Operation>): void {
  offerServerFacts({ changes: serverChanges(versions, operations), pairs: operations.pairs }, versions, facts);
  offerSchemeFacts(authSchemeChanges(versions), versions, facts);
  offerRootRequirement(versions, facts);
  offerOperationFacts(operations, versions, facts);
  offerOperationFacts(hooks, versions, facts);
  for (const pair of operations.pairs) offerPartFacts({ pair, versions, table: facts });
  offerRootFacts(versions, facts);
  offerReferences(versions, facts);
}

/** False if there were more pairs than the walk looks at. */
function offerSchemas({ versions, facts }: Run, pairs: readonly Both<Operation>[]): boolean {
  const all = pairs.map((pair) => seedsOf(pair, versions));
  const walk = walkSchemas(
    all.flatMap(({ seeds }) => seeds),
    versions,
  );
  for (const pair of walk.pairs) offerPair(pair, versions, facts);
  for (const { newBodies } of all) for (const body of newBodies) offerBody(body, versions, facts);
  return walk.whole;
}
