import { createRequire } from 'node:module';
import type * as Scslre from 'scslre';
import type { AST } from '@eslint-community/regexpp';
import { parsePattern } from '../../model/pattern/parse.ts';
import { matches, stepsMax, stepsOf } from './backtrack.ts';

/** How the time of a pattern grows with the length of the text. `exponential` is proven by a text that grows. */
export type Growth = 'linear' | 'polynomial' | 'exponential';

const known = new Map<string, Growth>();
const knownMax = 5_000;
/** Reports of the analyser that are tried, and characters that are repeated. */
const attemptsMax = 12;

/** Each distinct pattern once. What cannot be read or followed counts as linear: nothing is claimed of it. */
export function growthOf(text: string): Growth {
  const memo = known.get(text);
  if (memo !== undefined) return memo;
  if (known.size >= knownMax) known.clear();
  const growth = analyse(text);
  known.set(text, growth);
  return growth;
}

/** Steps that all texts tried on one pattern may take together: about 0.2 s. */
const stepsInAllMax = 3_000_000;

function analyse(text: string): Growth {
  // Only what repeats without an end, beside another repetition or a choice, has something to try again.
  const repeats = text.match(/[*+]|,\}/g)?.length ?? 0;
  if (repeats === 0 || (repeats < 2 && !text.includes('|') && !text.includes('{'))) return 'linear';
  const parsed = parsePattern(text);
  if (typeof parsed === 'string') return 'linear';
  const characters = [...reported(text, parsed.flags), ...candidates(parsed.ast)].slice(0, attemptsMax);
  const trial: Trial = { pattern: parsed.ast, left: stepsInAllMax };
  let growth: Growth = 'linear';
  for (const character of new Set(characters)) {
    for (const tail of ['\u0000', '!', '']) {
      if (trial.left <= 0) return growth;
      const found = growthUnder(trial, character, tail);
      if (found === 'exponential') return found;
      if (found === 'polynomial') growth = found;
    }
  }
  return growth;
}

interface Trial {
  readonly pattern: AST.Pattern;
  left: number;
}

/** Characters whose repetition scslre reports as dear. It is loaded when the first pattern needs it: 40 ms. */
function reported(text: string, flags: string): readonly string[] {
  try {
    const require = createRequire(import.meta.url);
    const { analyse: scan } = require('scslre') as typeof Scslre;
    const { reports } = scan({ source: text, flags }, { maxReports: attemptsMax });
    return reports.map(({ character }) => character.pick);
  } catch {
    return [];
  }
}

/** One character of every kind that something below a repetition takes: what the analyser does not know (`(a|a)*`). */
function candidates(pattern: AST.Pattern): readonly string[] {
  const found: string[] = [];
  const stack: (AST.Element | AST.Alternative)[] = [...pattern.alternatives];
  for (let next = stack.pop(); next !== undefined && found.length < attemptsMax; next = stack.pop()) {
    if (next.type === 'Alternative') stack.push(...next.elements);
    else if (next.type === 'Group' || next.type === 'CapturingGroup') stack.push(...next.alternatives);
    else if (next.type === 'Quantifier') stack.push(next.element);
    else if (next.type === 'Character') found.push(String.fromCodePoint(next.value));
    else {
      const element = next;
      const taken = [...'aA0_- .@/'].find((character) => matches(element, character.charCodeAt(0)));
      if (taken !== undefined) found.push(taken);
    }
  }
  return found;
}

/** An exponential grows as much with every four characters; a polynomial less and less. */
function growthUnder(trial: Trial, character: string, tail: string): Growth {
  const count = (length: number): number => {
    const steps = stepsOf(trial.pattern, character.repeat(length) + tail);
    if (steps === 'unknown') return 0;
    trial.left -= steps;
    return steps;
  };
  // Near the start where it grows fast, further on where it grows slowly: the steps of one text have an end.
  for (const lengths of [
    [8, 12, 16],
    [6, 8, 10],
  ] as const) {
    const [short, middle, long] = lengths.map(count);
    if (short === undefined || middle === undefined || long === undefined || short <= 30 || long > stepsMax) continue;
    if (middle / short > 2 ** ((lengths[1] - lengths[0]) * 0.6) && long / middle > 0.7 * (middle / short))
      return 'exponential';
  }
  const [hundred, twice] = [count(100), count(200)];
  return hundred > 1_000 && (twice > stepsMax || twice / hundred > 3) ? 'polynomial' : 'linear';
}
