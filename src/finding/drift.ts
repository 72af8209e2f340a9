import { coverageOf, type Known } from './coverage.ts';
import type { Finding } from './finding.ts';
import type { ApiRun } from './run.ts';
import { claimsOf, compareText, findingsOf } from './standing.ts';

/** SARIF's `baselineState` of what this run found. `updated`: the same finding with another severity, certainty or text. */
export type DriftState = 'new' | 'unchanged' | 'updated';

/** This run beside an earlier one. */
export interface Drift {
  /** By fingerprint. */
  readonly states: ReadonlyMap<string, DriftState>;
  /** Days, by fingerprint. */
  readonly firstSeen: ReadonlyMap<string, string>;
  /** Found before and no more, where this run looked again. */
  readonly absent: readonly Known[];
  /** Found before, and this run did not look again: they stand. */
  readonly notRetested: readonly Known[];
  /** How SARIF calls the earlier run, by document. */
  readonly guids: ReadonlyMap<string, string>;
}

export interface Earlier {
  readonly known: ReadonlyMap<string, Known>;
  /** Fingerprints that findings of this run had before: see former.ts. */
  readonly former: ReadonlyMap<string, readonly string[]>;
  /** A day; passed in. */
  readonly today: string;
  readonly guids: ReadonlyMap<string, string>;
}

/** By the fingerprint as it is, then as it was; each earlier finding is one of now at most. */
export function driftOf(apis: readonly ApiRun[], { known, former, today, guids }: Earlier): Drift {
  const present = new Set(
    apis.flatMap((api) =>
      findingsOf(api)
        .flatMap(claimsOf)
        .map(({ fingerprint }) => fingerprint),
    ),
  );
  const met = new Set<string>(present);
  const earlier = (print: string): Known | undefined => {
    const same = known.get(print);
    // The base has it under the name of now, and knows no day: the baseline may know it under its former name.
    if (same?.firstSeen !== undefined) return same;
    const was = former.get(print)?.find((each) => known.has(each) && !met.has(each));
    const before = was === undefined ? undefined : known.get(was);
    if (was === undefined || before === undefined) return same;
    met.add(was);
    return { ...before, ...same };
  };
  const states = new Map<string, DriftState>();
  const firstSeen = new Map<string, string>();
  for (const api of apis) {
    for (const finding of findingsOf(api)) {
      const before = claimsOf(finding).map(({ fingerprint }) => earlier(fingerprint));
      const [own] = before;
      states.set(
        finding.fingerprint,
        before.includes(undefined) ? 'new' : own === undefined ? 'new' : stateOf(finding, own),
      );
      // A day that is still to come would be no day of waiting.
      const day = own?.firstSeen ?? today;
      firstSeen.set(finding.fingerprint, day < today ? day : today);
    }
  }
  const isRetested = coverageOf(apis);
  const rest = [...known.values()]
    .filter(({ fingerprint }) => !met.has(fingerprint))
    .sort((a, b) => compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint));
  return {
    states,
    firstSeen,
    absent: rest.filter(isRetested),
    notRetested: rest.filter((one) => !isRetested(one)),
    guids,
  };
}

function stateOf(finding: Finding, { severity, certainty, message }: Known): DriftState {
  const isSame =
    (severity ?? finding.severity) === finding.severity &&
    (certainty ?? finding.certainty) === finding.certainty &&
    (message ?? finding.message) === finding.message;
  return isSame ? 'unchanged' : 'updated';
}
