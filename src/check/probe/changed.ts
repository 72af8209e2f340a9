import type { ApiModel, Operation, OperationId } from '../../model/api.ts';
import { matchesGlob } from '../../model/glob.ts';
import { canonicalPath } from '../../model/operation.ts';
import { diff } from '../diff.ts';
import type { Fact, FactKind } from '../fact.ts';
import { diffRule, type Versions } from '../rule.ts';
import { directionOf, probesFor } from './selects.ts';

/** Whether a change asks for a probe of an operation again; undefined: of the API as a whole. */
export type Asks = (rule: string, operation: OperationId | undefined) => boolean;

/**
 * What the difference of two versions asks of the target: the probes that each change selects, of the operations that it
 * touches and of those that make their objects. What touches no operation in particular touches all.
 */
export function changedSince(versions: Versions, kinds: readonly FactKind[]): Asks {
  const globs = new Map<OperationId, Set<string>>();
  const everywhere = new Set<string>();
  const ask = (operation: OperationId, probes: readonly string[]): void => {
    const known = globs.get(operation) ?? new Set();
    globs.set(operation, known);
    for (const glob of probes) known.add(glob);
  };
  for (const fact of factsOf(versions, kinds)) {
    const probes = probesFor(fact.kind, directionOf(fact));
    const touched = operationsOf(fact);
    if (touched.length === 0) for (const glob of probes) everywhere.add(glob);
    for (const id of touched) {
      ask(id, probes);
      for (const producer of producersOf(versions.after, id)) ask(producer.id, probes);
    }
  }
  const fits = (rule: string, set: ReadonlySet<string> | undefined): boolean =>
    [...(set ?? [])].some((glob) => matchesGlob(glob, rule));
  return (rule, operation) => fits(rule, everywhere) || (operation !== undefined && fits(rule, globs.get(operation)));
}

/** All facts of the diff, heard by a rule that says nothing. */
function factsOf(versions: Versions, kinds: readonly FactKind[]): readonly Fact[] {
  const facts: Fact[] = [];
  const listener = diffRule({
    id: 'changed',
    title: 'What changed',
    severity: 'info',
    owasp: ['API9:2023'],
    cwe: 1059,
    why: '',
    fix: '',
    posture: 'neutral',
    compat: 'no',
    facts: kinds,
    fact(fact) {
      facts.push(fact);
      return undefined;
    },
  });
  diff(versions, [listener]);
  return facts;
}

function operationsOf(fact: Fact): readonly OperationId[] {
  const reached = fact.reach?.() ?? [];
  if (reached.length > 0) return reached;
  return fact.operation === undefined ? [] : [fact.operation.id];
}

/** POST on each collection that the operation's path leads through: `/cards` of `/cards/{id}/freeze`. */
function producersOf(api: ApiModel, id: OperationId): readonly Operation[] {
  const path = api.operations.find((operation) => operation.id === id)?.path ?? '';
  const collections = new Set(
    [...path.matchAll(/\/\{[^{}]*\}/g)].map(({ index }) => canonicalPath(path.slice(0, index))),
  );
  return api.operations.filter(
    (one) => one.kind === 'path' && one.method === 'POST' && collections.has(canonicalPath(one.path)),
  );
}
