import type { Finding } from '../../src/finding/finding.ts';
import type { Severity } from '../../src/finding/rule-meta.ts';
import { claimsOf } from '../../src/finding/standing.ts';
import type { Operator, Spot } from './operator.ts';

/** What the bench keeps of a finding, and of each that is said in its `also`. */
export interface Seen {
  readonly rule: string;
  readonly severity: Severity;
  /** JSON pointer of the primary place. */
  readonly place: string;
  /** The finding that says it: claims of one finding are one thing to a reader. */
  readonly finding: string;
}

/** By fingerprint: texts, reach and places named beside may change, and it is still the same problem. */
export type Claims = ReadonlyMap<string, Seen>;

export interface Change extends Seen {
  /** `regraded`: the same problem, and graver or less grave than before. */
  readonly change: 'appeared' | 'vanished' | 'regraded';
}

export interface Consequence extends Change {
  readonly because: string;
}

export interface Judgement {
  readonly isFound: boolean;
  /** What the expected rules said elsewhere: it shows why a mutation was missed. */
  readonly elsewhere: readonly Change[];
  /** What the operator says must follow, and what was said of places that the fault took away. */
  readonly follows: readonly Consequence[];
  /** The same findings as before, graver or less grave. */
  readonly regraded: readonly Change[];
  readonly collateral: readonly Change[];
}

export function seenOf(findings: readonly Finding[]): Claims {
  return new Map(
    findings.flatMap((finding) =>
      claimsOf(finding).map(({ rule, severity, fingerprint }) => [
        fingerprint,
        { rule, severity, place: finding.at.path, finding: finding.fingerprint },
      ]),
    ),
  );
}

export interface Runs {
  readonly before: Claims;
  readonly after: Claims;
  /** Is there still something at this place, and does anything lead to it? */
  readonly isThere: (place: string) => boolean;
}

/** Found: an expected rule says something new at the mutated node or an equally right place. All else that changed is collateral. */
export function judge(
  { rule, follows = [] }: Pick<Operator, 'rule' | 'follows'>,
  { at, alsoAt, isWhole }: Spot,
  { before, after, isThere }: Runs,
): Judgement {
  const places = new Set([at, ...alsoAt]);
  const changes = changesOf(before, after);
  const isExpected = (one: Seen): boolean => rule.includes(one.rule);
  const isRight = (place: string): boolean => places.has(place) || (isWhole === true && place.startsWith(`${at}/`));
  const hits = changes.filter((one) => one.change !== 'vanished' && isExpected(one) && isRight(one.place));
  // What is said in the same finding is said once.
  const told = new Set(hits.map(({ finding }) => finding));
  const others = changes.filter((one) => one.change === 'vanished' || !told.has(one.finding));
  const reasonOf = (one: Change): string | undefined =>
    one.change === 'vanished' && !isThere(one.place)
      ? 'The place itself is gone, or no operation leads to it any more.'
      : follows.find((follow) => follow.change === one.change && follow.rules.includes(one.rule))?.because;
  return {
    isFound: hits.length > 0,
    elsewhere: others.filter(isExpected),
    follows: others.flatMap((one) => {
      const because = reasonOf(one);
      return because === undefined ? [] : [{ ...one, because }];
    }),
    regraded: others.filter(({ change }) => change === 'regraded'),
    collateral: others.filter((one) => one.change !== 'regraded' && reasonOf(one) === undefined),
  };
}

function changesOf(before: Claims, after: Claims): readonly Change[] {
  const changes: Change[] = [];
  for (const [key, one] of after) {
    const old = before.get(key);
    if (old === undefined) changes.push({ ...one, change: 'appeared' });
    else if (old.severity !== one.severity) changes.push({ ...one, change: 'regraded' });
  }
  for (const [key, one] of before) if (!after.has(key)) changes.push({ ...one, change: 'vanished' });
  return changes;
}
