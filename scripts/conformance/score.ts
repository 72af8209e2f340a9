/** Fractions, never one blended number. */
import type { Compat } from '../../src/finding/rule-meta.ts';
import { levels, type Case, type Level, type TheirFinding } from './cases.ts';
import { isDeliberate, isDeliberatelyBreaking, isDeliberatelyTold } from './disagreements.ts';
import type { Judged } from './judge.ts';
import { saying } from './match.ts';

export interface Fraction {
  readonly hit: number;
  readonly of: number;
}
/** One finding of theirs, and how ours that says it judges: the gravest compatibility of those that do. */
export interface Compared {
  readonly case: Case;
  readonly theirs: TheirFinding;
  readonly told: Compat | 'missed';
  readonly deliberate: boolean;
}
export interface Score {
  readonly cases: number;
  readonly errRecall: Fraction;
  /** Cases with ERR alone where we differ on purpose, among those missed. */
  readonly errDeliberate: number;
  readonly falseRate: Fraction;
  readonly falseDeliberate: number;
  readonly findings: Readonly<Record<Level, Fraction>>;
  readonly deliberate: Readonly<Record<Level, number>>;
  readonly silent: Fraction;
  /** Cases that are not silent where we speak on purpose. */
  readonly silentDeliberate: number;
  readonly compared: readonly Compared[];
  readonly falseCases: readonly Judged[];
  readonly missedCases: readonly Judged[];
  readonly crashes: readonly string[];
}

const gravity = ['breaking', 'maybe', 'no'] as const;

export function scoreOf(judged: readonly Judged[]): Score {
  const withErr = judged.filter(({ case: { oracle } }) => oracle.some(isErr));
  const without = judged.filter(({ case: { oracle } }) => !oracle.some(isErr));
  const missedCases = withErr.filter((one) => !isBreaking(one));
  const falseCases = without.filter(isBreaking);
  const negatives = judged.filter(({ case: { oracle } }) => oracle.length === 0);
  const compared = judged.flatMap(comparedIn);
  const byLevel = <T>(of: (level: Level) => T): Record<Level, T> =>
    Object.fromEntries(levels.map((level) => [level, of(level)])) as Record<Level, T>;
  const at = (level: Level): readonly Compared[] => compared.filter(({ theirs }) => theirs.level === level);
  return {
    cases: judged.length,
    errRecall: { hit: withErr.length - missedCases.length, of: withErr.length },
    errDeliberate: missedCases.filter(({ case: { oracle } }) =>
      oracle.filter(isErr).every(({ id }) => isDeliberate(id)),
    ).length,
    falseRate: { hit: falseCases.length, of: without.length },
    falseDeliberate: falseCases.filter(({ case: { name } }) => isDeliberatelyBreaking(name)).length,
    findings: byLevel((level) => ({
      hit: at(level).filter(({ told }) => told !== 'missed').length,
      of: at(level).length,
    })),
    deliberate: byLevel((level) => at(level).filter((one) => one.told === 'missed' && one.deliberate).length),
    silentDeliberate: negatives.filter((one) => !isSilent(one) && isDeliberatelyTold(one.case.name)).length,
    silent: { hit: negatives.filter(isSilent).length, of: negatives.length },
    compared,
    falseCases,
    missedCases,
    crashes: judged.flatMap(({ crashes }) => crashes),
  };
}

function isErr({ level }: TheirFinding): boolean {
  return level === 'ERR';
}

function isBreaking({ findings }: Judged): boolean {
  return findings.some(({ change }) => change?.compat === 'breaking');
}

/** Told is every change; what clients have to look at is another matter. */
function isSilent({ findings }: Judged): boolean {
  return findings.every(({ change }) => change?.compat === 'no');
}

function comparedIn(judged: Judged): readonly Compared[] {
  return judged.case.oracle.map((theirs) => {
    const own = new Set(saying(theirs, judged).map(({ change }) => change?.compat));
    const told = gravity.find((compat) => own.has(compat)) ?? 'missed';
    return { case: judged.case, theirs, told, deliberate: isDeliberate(theirs.id) };
  });
}
