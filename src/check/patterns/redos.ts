import type { ApiModel } from '../../model/api.ts';
import { parsePattern, type Pattern } from '../../model/pattern/parse.ts';
import { attacksOn, type Attack } from './attacks.ts';
import { programOf } from './program.ts';
import { StepCounter } from './steps.ts';

/**
 * How the work of matching grows with the length of a text made for it. Each verdict is counted on texts that grow:
 * the steps of an exponential double with every so many characters, however long the text; those of a polynomial of
 * degree d grow by 2^d when the text doubles, however small d is.
 */
export interface Growth {
  readonly kind: 'linear' | 'polynomial' | 'exponential';
  /** Of a polynomial: 2 for a square. */
  readonly degree: number;
  /** Of an exponential: characters that double the steps. */
  readonly doubling: number;
  /** Steps of the worst text of a hundred characters. */
  readonly shortSteps: number;
  /** What the worst text is made of; absent where no text is bad. */
  readonly attack?: Attack;
  /** Steps of the worst text of at most so many characters. */
  stepsOf(length: number): number;
}

const linear: Growth = { kind: 'linear', degree: 1, doubling: Infinity, shortSteps: 0, stepsOf: () => 0 };

const known = new Map<string, Growth>();
const knownMax = 5_000;

/** Additions for all patterns of one document: a second or two. A real one has a few hundred patterns and needs a tenth. */
const documentCostMax = 100_000_000;
const budgets = new WeakMap<ApiModel, { left: number }>();

/** Each distinct pattern once. What cannot be read or followed counts as linear: nothing is claimed of it. */
export function growthOf(api: ApiModel, text: string): Growth {
  const memo = known.get(text);
  if (memo !== undefined) return memo;
  let budget = budgets.get(api);
  if (budget === undefined) budgets.set(api, (budget = { left: documentCostMax }));
  if (budget.left <= 0) return linear;
  if (known.size >= knownMax) known.clear();
  const { growth, cost } = analyse(text);
  budget.left -= cost;
  known.set(text, growth);
  return growth;
}

/** Steps that a validator does in some ten milliseconds: below, one value is no attack. */
const harmlessSteps = 2_000_000;

/** Does the worst text that is let in stay cheap? */
export function isHarmless(growth: Growth, maxLength: number): boolean {
  return growth.kind === 'linear' || growth.stepsOf(maxLength) < harmlessSteps;
}

/** Characters of a text that anybody sends, and steps that take a matcher ten seconds and more. */
const shortText = 100;
const steepSteps = 1_000_000_000;

/** Does a short text that is let in keep the matcher busy, whatever becomes of longer ones? */
export function isSteep(growth: Growth, maxLength: number): boolean {
  return growth.shortSteps > steepSteps && (maxLength >= shortText || growth.stepsOf(maxLength) > steepSteps);
}

/** Additions for one pattern: some 30 ms. */
const patternCostMax = 6_000_000;

/** What it costs to find attacks, for each character of the pattern, and to give up on one: both in additions. */
const characterCost = 200;
const unfollowedCost = 300_000;

/** Only what repeats without an end, or often, has something to try again. */
const repeating = /[*+]|,\}|\{\d{2}|,\d{2,}\}/;

function analyse(text: string): { readonly growth: Growth; readonly cost: number } {
  const pattern = repeating.test(text) ? parsePattern(text) : 'short';
  const trial = typeof pattern === 'string' ? undefined : trialOf(pattern);
  if (typeof pattern === 'string') return { growth: linear, cost: 0 };
  if (trial === undefined) return { growth: linear, cost: unfollowedCost };
  const suspects = attacksOn(text, pattern)
    .flatMap((attack) => suspicionOf(trial, attack))
    .sort((a, b) => b.steps - a.steps)
    .slice(0, suspectsMax);
  let worst = linear;
  for (const { attack } of suspects) {
    const growth = growthUnder(trial, attack);
    if (isWorse(growth, worst)) worst = { ...growth, attack };
  }
  return { growth: worst, cost: patternCostMax - trial.left + text.length * characterCost };
}

/** A text of about so many characters that is as bad for the pattern as any; undefined where none is. */
export function attackText({ attack }: Growth, length: number): string | undefined {
  if (attack === undefined) return undefined;
  const left = length - attack.prefix.length - attack.suffix.length;
  return textOf(attack, Math.max(1, Math.round(left / attack.pump.length)));
}

interface Trial {
  readonly pattern: Pattern;
  readonly counter: StepCounter;
  left: number;
}

function trialOf(pattern: Pattern): Trial | undefined {
  const counter = counterOf(pattern);
  return counter === undefined ? undefined : { pattern, counter, left: patternCostMax };
}

function counterOf({ ast, flags }: Pattern): StepCounter | undefined {
  const program = programOf(ast);
  return program === undefined ? undefined : new StepCounter(program, flags);
}

function textOf({ prefix, pump, suffix }: Attack, times: number): string {
  return prefix + pump.repeat(times) + suffix;
}

/** Steps of one text; undefined where the pattern has cost enough. */
function count({ counter }: Trial, attack: Attack, times: number): number {
  return counter.steps(textOf(attack, times));
}

function pays(trial: Trial, attack: Attack, times: number): boolean {
  trial.left -= trial.counter.costOf(textOf(attack, times));
  return trial.left > 0;
}

/** Attacks that are followed to their end, of those that look worst on short texts. */
const suspectsMax = 6;
/** Repetitions of the first look: twice as many took how much more? */
const look = 24;
/** Fewer steps a character than these come of a pattern's own length. */
const suspiciousRate = 2.5;

function suspicionOf(trial: Trial, attack: Attack): readonly { readonly attack: Attack; readonly steps: number }[] {
  if (!pays(trial, attack, 3 * look)) return [];
  const [half, steps] = [count(trial, attack, look), count(trial, attack, 2 * look)];
  return steps > suspiciousRate * half || steps > steepSteps ? [{ attack, steps }] : [];
}

/** Doublings of the text: 8, 16, ... 2,048 repetitions, as far as the pattern's budget reaches. */
const repetitions = [8, 16, 32, 64, 128, 256, 512, 1_024, 2_048] as const;
/** Steps behind which nothing more is to be learnt. */
const endless = 1e250;

function growthUnder(trial: Trial, attack: Attack): Growth {
  const counts: number[] = [];
  for (const times of repetitions) {
    if (counts.length >= 4 && !pays(trial, attack, times)) break;
    const steps = count(trial, attack, times);
    if (steps > endless) break;
    counts.push(steps);
  }
  const [before = 0, middle = 0, last = 0] = counts.slice(-3).map((steps) => Math.log2(Math.max(1, steps)));
  const [first, second] = [middle - before, last - middle];
  const times = repetitions[counts.length - 1] ?? 1;
  const shared = { shortSteps: count(trial, attack, timesIn(attack, shortText)), doubling: Infinity };
  const kind = second > leastPower && second > evenness * first ? 'exponential' : 'polynomial';
  const degree = kind === 'exponential' ? Infinity : Math.round(second);
  const stepsOf = stepsUnder({ pattern: trial.pattern, attack, degree });
  if (kind === 'exponential')
    return { ...shared, kind, degree, doubling: ((times / 2) * attack.pump.length) / second, stepsOf };
  return second > leastDegree
    ? { ...shared, kind, degree, stepsOf }
    : { ...shared, kind: 'linear', degree: 1, stepsOf };
}

/** An exponential grows twice as much, in powers of two, from each doubling to the next; a polynomial always as much. */
const evenness = 1.6;
/** Powers of two in the last doubling below which an exponential is too slow to be told from a beginning. */
const leastPower = 3;
const leastDegree = 1.6;

/** Longest text that is counted, in characters. */
const countedMax = 2_000;

interface Worst {
  readonly pattern: Pattern;
  readonly attack: Attack;
  readonly degree: number;
}

/** Counted anew when a length is asked for: thousands of patterns are remembered, and a counter has its size. */
function stepsUnder({ pattern, attack, degree }: Worst): Growth['stepsOf'] {
  const found = new Map<number, number>();
  return (length) => {
    if (length === Infinity) return Infinity;
    const times = timesIn(attack, Math.min(length, countedMax));
    let steps = found.get(times);
    if (steps === undefined) found.set(times, (steps = counterOf(pattern)?.steps(textOf(attack, times)) ?? 0));
    return length <= countedMax ? steps : steps * (length / countedMax) ** degree;
  };
}

function timesIn({ prefix, pump, suffix }: Attack, length: number): number {
  return Math.max(0, Math.floor((length - prefix.length - suffix.length) / pump.length));
}

const order = ['linear', 'polynomial', 'exponential'] as const;

function isWorse(a: Growth, b: Growth): boolean {
  const byKind = order.indexOf(a.kind) - order.indexOf(b.kind);
  if (byKind !== 0) return byKind > 0;
  return a.degree === b.degree ? a.shortSteps > b.shortSteps : a.degree > b.degree;
}
