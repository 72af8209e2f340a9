import type { ApiModel } from '../../model/api.ts';
import { parsePattern, type Pattern } from '../../model/pattern/parse.ts';
import { tryAtStart } from '../../model/pattern/matcher.ts';
import { attacksOn, type Attack } from './attacks.ts';

/**
 * How the work of matching grows with the length of the text; each verdict is counted on texts that grow. Powers so high
 * that a few dozen characters take as long count as exponential.
 */
export interface Growth {
  readonly kind: 'linear' | 'polynomial' | 'exponential';
  /** Steps that a text of so many characters took. */
  readonly length: number;
  readonly steps: number;
  /** Of an exponential: by what each further character multiplies the steps. Of a polynomial: its degree. */
  readonly rate: number;
}

const linear: Growth = { kind: 'linear', length: 0, steps: 0, rate: 1 };

const known = new Map<string, Growth>();
const knownMax = 5_000;

/** Steps for all patterns of one document: some seconds. A real one has a few hundred patterns and needs a tenth. */
const documentStepsMax = 60_000_000;
const budgets = new WeakMap<ApiModel, { left: number }>();

/** Each distinct pattern once. What cannot be read or followed counts as linear: nothing is claimed of it. */
export function growthOf(api: ApiModel, text: string): Growth {
  const memo = known.get(text);
  if (memo !== undefined) return memo;
  let budget = budgets.get(api);
  if (budget === undefined) budgets.set(api, (budget = { left: documentStepsMax }));
  if (budget.left <= 0) return linear;
  if (known.size >= knownMax) known.clear();
  const { growth, steps } = analyse(text);
  budget.left -= steps;
  known.set(text, growth);
  return growth;
}

/** Steps that a validator does in some ten milliseconds: below, one value is no attack. */
const harmlessSteps = 2_000_000;

/** Does the longest text that is let in stay cheap? */
export function isHarmless({ kind, length, steps, rate }: Growth, maxLength: number): boolean {
  if (kind === 'linear') return true;
  if (maxLength === Infinity) return false;
  const longest = kind === 'exponential' ? steps * rate ** (maxLength - length) : steps * (maxLength / length) ** rate;
  return longest < harmlessSteps;
}

/** Steps of one text after which it is called too many. */
const textStepsMax = 100_000;
/** Steps that all texts tried on one pattern may take together: some 50 ms. */
const patternStepsMax = 500_000;

interface Trial {
  readonly pattern: Pattern;
  left: number;
}

/** Only what repeats without an end, or often, has something to try again. */
const repeating = /[*+]|,\}|\{\d{2}|,\d{2,}\}/;

function analyse(text: string): { readonly growth: Growth; readonly steps: number } {
  const pattern = repeating.test(text) ? parsePattern(text) : 'short';
  if (typeof pattern === 'string') return { growth: linear, steps: 0 };
  const trial: Trial = { pattern, left: patternStepsMax };
  let worst = linear;
  for (const attack of attacksOn(text, pattern)) {
    if (trial.left <= 0 || worst.kind === 'exponential') break;
    const growth = growthUnder(trial, attack);
    if (growth.kind === 'exponential' || growth.rate > worst.rate) worst = growth;
  }
  return { growth: worst, steps: patternStepsMax - trial.left };
}

function textOf({ prefix, pump, suffix }: Attack, times: number): string {
  return prefix + pump.repeat(times) + suffix;
}

/** Steps of one text; undefined where it cannot be followed. Of too many it is known that they are too many. */
function count(trial: Trial, attack: Attack, times: number): number | undefined {
  const { outcome, steps } = tryAtStart(trial.pattern, textOf(attack, times), textStepsMax);
  trial.left -= steps;
  return outcome === 'unknown' && steps < textStepsMax ? undefined : steps;
}

/** Repetitions that are counted one by one until a text takes too many steps. */
const repetitionsMax = 24;
/** An exponential grows as much from each third of the way to the next, a polynomial less and less: 2^d, then 1.5^d. */
const evenness = 0.5;
/** Growth for each repetition, and over a third of the way, that counts as exponential. */
const leastRate = 1.3;
const leastGrowth = 3;

function growthUnder(trial: Trial, attack: Attack): Growth {
  const counts: number[] = [0];
  let isCut = false;
  for (let times = 1; times <= repetitionsMax && !isCut; times += 1) {
    const steps = count(trial, attack, times);
    if (steps === undefined) return linear;
    isCut = steps >= textStepsMax;
    if (!isCut) counts.push(steps);
  }
  const exponential = exponentialIn(counts, attack);
  if (exponential !== undefined) return exponential;
  if (isCut) {
    // Too many steps for a few characters, by a power so high that nobody can tell: `^(a?){30}$`, `^(.*?,){11}x$`.
    const severe = cutShort(counts, attack);
    if (severe.kind !== 'linear') return severe;
  }
  return (counts.at(-1) ?? 0) > 4 * repetitionsMax ? polynomialUnder(trial, attack) : linear;
}

/** The steps of one, two, three ... repetitions. */
function exponentialIn(counts: readonly number[], attack: Attack): Growth | undefined {
  const third = Math.floor((counts.length - 1) / 3);
  const [before = 0, middle = 0, last = 0] = [third, 2 * third, 3 * third].map((times) => counts[times]);
  if (third < 2 || before === 0 || last <= 300) return undefined;
  const [first, second] = [middle / before, last / middle];
  if (second < Math.max(leastGrowth, leastRate ** third) || second <= evenness * first) return undefined;
  const length = textOf(attack, 3 * third).length;
  return { kind: 'exponential', length, steps: last, rate: second ** (1 / (third * attack.pump.length)) };
}

function cutShort(counts: readonly number[], attack: Attack): Growth {
  const times = counts.length - 1;
  const [before = 0, last = 0] = counts.slice(-2);
  if (times < 2 || before === 0 || last / before < leastRate) return linear;
  const rate = (last / before) ** (1 / attack.pump.length);
  return { kind: 'exponential', length: textOf(attack, times).length, steps: last, rate };
}

/** Twice as long and more than three times the work, where both are large: more than linear. */
const doubled = [25, 50, 100, 200] as const;

function polynomialUnder(trial: Trial, attack: Attack): Growth {
  let before: number | undefined;
  let found = linear;
  for (const times of doubled) {
    const steps = count(trial, attack, times);
    if (steps === undefined || steps >= textStepsMax) break;
    const degree = before === undefined ? 0 : Math.log2(steps / before);
    if (steps > 1_000 && degree > 1.6)
      found = { kind: 'polynomial', length: textOf(attack, times).length, steps, rate: degree };
    before = steps;
  }
  return found;
}
