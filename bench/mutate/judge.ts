import type { Finding } from '../../src/finding/finding.ts';
import type { Operator, Spot } from './operator.ts';

/** What the bench keeps of a finding. */
export interface Seen {
  readonly rule: string;
  readonly tier: string;
  /** JSON pointer of the primary place. */
  readonly place: string;
}

export interface Change extends Seen {
  readonly change: 'appeared' | 'vanished';
}

export interface Judgement {
  readonly isFound: boolean;
  /** What the expected rules said elsewhere: it shows why a mutation was missed. */
  readonly elsewhere: readonly Change[];
  readonly collateral: readonly Change[];
}

export function seenOf(findings: readonly Pick<Finding, 'rule' | 'tier' | 'at'>[]): ReadonlyMap<string, Seen> {
  return new Map(
    findings.map(({ rule, tier = '', at }) => [`${rule}/${tier} ${at.path}`, { rule, tier, place: at.path }]),
  );
}

/** Found: an expected rule says something new at the mutated node or an equally right place. All else that changed is collateral. */
export function judge(
  { rule, follows }: Pick<Operator, 'rule' | 'follows'>,
  { at, alsoAt, isWhole }: Spot,
  seen: { readonly before: ReadonlyMap<string, Seen>; readonly after: ReadonlyMap<string, Seen> },
): Judgement {
  const places = new Set([at, ...alsoAt]);
  const changes: readonly Change[] = [
    ...missing(seen.after, seen.before).map((one) => ({ ...one, change: 'appeared' as const })),
    ...missing(seen.before, seen.after).map((one) => ({ ...one, change: 'vanished' as const })),
  ];
  const isExpected = (one: Seen): boolean => rule.includes(one.rule);
  const isHit = (one: Change): boolean =>
    one.change === 'appeared' &&
    isExpected(one) &&
    (places.has(one.place) || (isWhole === true && one.place.startsWith(`${at}/`)));
  const others = changes.filter((one) => !isHit(one));
  return {
    isFound: changes.some(isHit),
    elsewhere: others.filter(isExpected),
    collateral: others.filter((one) => follows?.test(one.rule) !== true),
  };
}

function missing(from: ReadonlyMap<string, Seen>, other: ReadonlyMap<string, Seen>): readonly Seen[] {
  return [...from].filter(([key]) => !other.has(key)).map(([, one]) => one);
}
