import { createHash } from 'node:crypto';
import { loadRules } from '../../../rules/index.ts';
import { changedSince, type Asks } from '../../check/probe/changed.ts';
import type { ProbeRun } from '../../check/probe.ts';
import type { Known } from '../../finding/coverage.ts';
import type { FactKind } from '../../check/rule.ts';
import type { Journal, Subject } from './subject.ts';

/** Share of what did not change that is asked all the same: the target may have changed without its document. */
const sampleShare = 0.05;

export interface Carrying {
  /** What earlier runs found: reports and baseline. */
  readonly known: readonly Known[];
  readonly seed: string;
  readonly journal: Journal;
}

/**
 * With `--changed`: which questions are not asked, with the reason. Asked are those that the diff selects, those that were
 * proven before, and a sample that depends on the seed alone. A document without an older version is asked in full.
 */
export async function carriesOf(
  { name, api, previous }: Subject,
  { known, seed, journal }: Carrying,
): Promise<ProbeRun['carries']> {
  if (previous === undefined) {
    journal.notes.push(`${name}: no older version, so --changed leaves nothing out.`);
    return undefined;
  }
  const rules = await loadRules.diff();
  const kinds = [...new Set(rules.flatMap(({ facts }): readonly FactKind[] => facts))];
  const isChanged = changedSince({ before: previous, after: api }, kinds);
  const isProven = provenBefore(known.filter((one) => one.api === undefined || one.api === name));
  journal.notes.push(`${name}: with --changed, what no change touches is carried over from earlier runs.`);
  return (rule, operation) =>
    isChanged(rule, operation) || isProven(rule, operation) || isDrawn(seed, `${name} ${rule} ${operation ?? ''}`)
      ? undefined
      : 'carried over: nothing that it depends on has changed since the base';
}

/** Findings that a probe may have made: a merged one is known by the probe's own id. One without an operation is asked everywhere. */
function provenBefore(known: readonly Known[]): Asks {
  const places = new Map<string, Set<string | undefined>>();
  for (const { rule, operation, certainty } of known) {
    if (certainty !== undefined && certainty !== 'proven') continue;
    const at = places.get(rule) ?? new Set();
    places.set(rule, at.add(operation));
  }
  return (rule, operation) => {
    const at = places.get(rule);
    return at !== undefined && (at.has(operation) || at.has(undefined));
  };
}

function isDrawn(seed: string, key: string): boolean {
  const drawn = createHash('sha256').update(`${seed}\n${key}`).digest().readUInt32BE(0);
  return drawn < sampleShare * 2 ** 32;
}
