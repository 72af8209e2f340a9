import type { Operation } from '../model/api.ts';
import type { Outcome } from '../finding/finding.ts';
import { sayOnce } from './diff/join.ts';
import { FactTable } from './diff/fact-table.ts';
import { operationChanged, parameterChanged, responseChanged } from './diff/facts.ts';
import { offerBody, offerPair, type Asked } from './diff/offers.ts';
import { matchHooks, matchOperations, matchParameters, matchResponses } from './diff/operations.ts';
import type { Matched } from './diff/pairing.ts';
import { DiffResult } from './diff/result.ts';
import { walkSchemas } from './diff/schema-pairs.ts';
import { seedsOf } from './diff/seeds.ts';
import { offerOperationFacts, offerRootRequirement } from './diff/operation-facts.ts';
import { offerPartFacts } from './diff/part-facts.ts';
import {
  offerReferences,
  offerRootFacts,
  offerSchemeFacts,
  offerServerFacts,
  offerVersion,
} from './diff/surface-facts.ts';
import { authSchemeChanges, changesOf, serverChanges } from './diff/surface.ts';
import type { Both, Change, DiffRule, Versions } from './rule.ts';

/**
 * Compares two versions of one API by meaning and offers each change to every rule that asked for its kind: names of
 * parameters, schemes and components, order, wraps and the split between servers and paths are no changes.
 * Every pair of schemas is compared once, so time and memory grow with the number of pairs.
 */
export function diff(versions: Versions, rules: readonly DiffRule[]): readonly Outcome[] {
  const results = rules.map((rule) => new DiffResult(versions, rule));
  const run: Run = { versions, results, facts: new FactTable(versions, results) };
  const operations = matchOperations(versions);
  const hooks = matchHooks(versions);
  if (!run.facts.isEmpty) offerFacts(run, operations, hooks);
  if (surfaceHooks.some((hook) => asking(run, hook).length > 0)) offerSurface(run, operations, hooks);
  for (const pair of operations.pairs) offerParts(run, pair);
  const whole = offerSchemas(run, [...operations.pairs, ...hooks.pairs]);
  offerVersion(versions, saidBy(run.results), run.facts);
  const told = run.results.map((result) => ({ result, all: result.told() }));
  const once = sayOnce(told.flatMap(({ all }) => all));
  return told.flatMap(({ result, all }) => result.outcomes(all, once, whole || !looksAtSchemas(result.rule)));
}

const surfaceHooks = ['api', 'server', 'authScheme', 'operation', 'hook'] as const;

/** Changes as pairs of things, for rules that ask for these and not for facts. */
function offerSurface(run: Run, operations: Matched<Operation>, hooks: Matched<Operation>): void {
  const surface = [
    offerServers(run, operations),
    offerAuthSchemes(run),
    offerOperations(run, operations),
    offerHooks(run, hooks),
  ];
  if (surface.includes(true) || namedAnew(run.versions)) offerApi(run);
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

function asking({ results }: Run, hook: keyof DiffRule): readonly DiffResult[] {
  return results.filter(({ rule }) => rule[hook] !== undefined);
}

function namedAnew({ before, after }: Versions): boolean {
  return before.title !== after.title || before.version !== after.version || before.dialect !== after.dialect;
}

function offerApi(run: Run): void {
  const change = { kind: 'changed', ...run.versions } as const;
  for (const result of asking(run, 'api')) result.judge(() => result.rule.api?.(change, run.versions), {});
}

/** True if there was anything to offer, as of the next three. */
function offerServers(run: Run, operations: Matched<Operation>): boolean {
  const changes = serverChanges(run.versions, operations);
  for (const result of asking(run, 'server')) {
    for (const { change, operations: served } of changes) {
      const reach = (): readonly string[] => served.map(({ id }) => id);
      result.judge(() => result.rule.server?.(change, run.versions), { reach });
    }
  }
  return changes.length > 0;
}

function offerAuthSchemes(run: Run): boolean {
  const changes = authSchemeChanges(run.versions);
  for (const result of asking(run, 'authScheme')) {
    for (const change of changes) result.judge(() => result.rule.authScheme?.(change, run.versions), {});
  }
  return changes.length > 0;
}

function offerOperations(run: Run, operations: Matched<Operation>): boolean {
  const changes = changesOf(operations, (pair) => operationChanged(pair, run.versions));
  for (const result of asking(run, 'operation')) {
    for (const change of changes) {
      result.judge(() => result.rule.operation?.(change, run.versions), { operation: newest(change) });
    }
  }
  return changes.length > 0;
}

function offerHooks(run: Run, hooks: Matched<Operation>): boolean {
  const changes = changesOf(hooks, (pair) => operationChanged(pair, run.versions));
  for (const result of asking(run, 'hook')) {
    for (const change of changes) {
      result.judge(() => result.rule.hook?.(change, run.versions), { operation: newest(change) });
    }
  }
  return changes.length > 0;
}

function newest<T>(change: Change<T>): T {
  return change.kind === 'removed' ? change.before : change.after;
}

function offerParts(run: Run, pair: Both<Operation>): void {
  const operation = pair.after;
  const [onParameter, onResponse] = [asking(run, 'parameter'), asking(run, 'response')];
  if (onParameter.length > 0) {
    const changes = changesOf(matchParameters(pair), (each) => parameterChanged(each, run.versions));
    for (const result of onParameter) {
      for (const change of changes) {
        result.judge(() => result.rule.parameter?.(change, operation, run.versions), { operation });
      }
    }
  }
  if (onResponse.length > 0) {
    const changes = changesOf(matchResponses(pair), responseChanged);
    for (const result of onResponse) {
      for (const change of changes) {
        result.judge(() => result.rule.response?.(change, operation, run.versions), { operation });
      }
    }
  }
}

/** False if there were more pairs than the walk looks at. */
function offerSchemas(run: Run, pairs: readonly Both<Operation>[]): boolean {
  const asked: Asked = { schema: asking(run, 'schema'), property: asking(run, 'property'), facts: run.facts };
  if (asked.schema.length + asked.property.length === 0 && run.facts.isEmpty) return true;
  const all = pairs.map((pair) => seedsOf(pair, run.versions));
  const walk = walkSchemas(
    all.flatMap(({ seeds }) => seeds),
    run.versions,
  );
  for (const pair of walk.pairs) offerPair(pair, asked, run.versions);
  for (const { newBodies } of all) for (const body of newBodies) offerBody(body, asked, run.versions);
  return walk.whole;
}

function looksAtSchemas(rule: DiffRule): boolean {
  return rule.schema !== undefined || rule.property !== undefined || (rule.facts ?? []).length > 0;
}
