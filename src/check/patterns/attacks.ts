import { createRequire } from 'node:module';
import type * as Scslre from 'scslre';
import type { AST } from '@eslint-community/regexpp';
import { takes } from '../../model/pattern/matcher.ts';
import type { Pattern } from '../../model/pattern/parse.ts';

/** A text that grows: the prefix leads to the repetition, the suffix makes the whole fail, so that all is tried again. */
export interface Attack {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

type Set = AST.Character | AST.CharacterSet | AST.CharacterClass;

/** Repetitions of one pattern that are attacked, and pumps for each. */
const targetsMax = 12;
const pumpsMax = 6;
/** Longest way to a repetition that is repeated itself, in characters. */
const wayMax = 6;
const waysMax = 2;
const suffixes = ['\n', '\u0000', '!', '~', ''] as const;
/** Deepest nesting that is followed, in groups. */
const depthMax = 30;
/** Longest text that stands for a part, in characters. */
const sampleMax = 40;
/** Fewer repetitions than these have too few ways to be shared out. */
const repeatsMin = 10;

/** Texts to try, the likeliest first. They only propose: what they cost is counted. */
export function attacksOn(text: string, pattern: Pattern): readonly Attack[] {
  const targets = repetitionsIn(pattern).slice(0, targetsMax);
  const hints = targets.length === 0 ? [] : hintsOf(text, pattern);
  const ends = suffixesOf(pattern);
  // What leads to a repetition begins a match anew wherever it comes again: `x[a-z]*y[a-z]*z` over xyxyxy.
  const ways = [...new Set(targets.map(({ prefix }) => prefix))]
    .filter(({ length }) => length > 0 && length <= wayMax)
    .slice(0, waysMax);
  const attacks: Attack[] = [];
  for (const { quantifier, prefix } of targets) {
    for (const pump of new Set([...pumpsFor(quantifier, pattern, hints), ...ways]))
      for (const suffix of ends) attacks.push({ prefix, pump, suffix });
  }
  return attacks;
}

/** A character that nothing in the pattern takes, or where there is none some that are worth a try. */
function suffixesOf({ ast, flags }: Pattern): readonly string[] {
  const sets = setsBelow(ast.alternatives.flatMap(({ elements }) => elements));
  const free = suffixes.find((suffix) => suffix !== '' && !sets.some((set) => takes(set, codeOf(suffix), flags)));
  return free === undefined ? suffixes : [free];
}

interface Target {
  readonly quantifier: AST.Quantifier;
  /** A text that is taken before the repetition begins. */
  readonly prefix: string;
}

interface Visit {
  readonly elements: readonly AST.Element[];
  readonly prefix: string;
  readonly depth: number;
}

/** Repetitions that have another one or a choice within or behind them, outer ones first, with what leads to them. */
function repetitionsIn({ ast, flags }: Pattern): readonly Target[] {
  const targets: Target[] = [];
  const queue: Visit[] = ast.alternatives.map(({ elements }) => ({ elements, prefix: '', depth: 0 }));
  for (let visit = queue.shift(); visit !== undefined && targets.length < targetsMax; visit = queue.shift()) {
    let { prefix } = visit;
    if (visit.depth > depthMax) continue;
    for (const element of visit.elements) {
      const inner = element.type === 'Quantifier' ? element.element : element;
      if (element.type === 'Quantifier' && element.max >= repeatsMin) targets.push({ quantifier: element, prefix });
      if (inner.type === 'Group' || inner.type === 'CapturingGroup' || isLookahead(inner)) {
        for (const { elements } of inner.alternatives) queue.push({ elements, prefix, depth: visit.depth + 1 });
      }
      prefix = (prefix + sampleOf(element, flags, 0)).slice(0, sampleMax);
    }
  }
  return targets;
}

function isLookahead(element: AST.Element): element is AST.LookaheadAssertion {
  return element.type === 'Assertion' && element.kind === 'lookahead';
}

/** Some text that the element takes, with as few repetitions as it asks for. */
function sampleOf(element: AST.Element, flags: Pattern['flags'], depth: number): string {
  if (depth > depthMax) return '';
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return palette.find((character) => takes(element, codeOf(character), flags)) ?? charactersOf(element)[0] ?? '';
    case 'Group':
    case 'CapturingGroup': {
      const [first] = element.alternatives;
      return first === undefined ? '' : sampleOfAll(first.elements, flags, depth + 1);
    }
    case 'Quantifier':
      return sampleOf(element.element, flags, depth + 1)
        .repeat(Math.min(element.min, sampleMax))
        .slice(0, sampleMax);
    default:
      return '';
  }
}

function sampleOfAll(elements: readonly AST.Element[], flags: Pattern['flags'], depth: number): string {
  let sample = '';
  for (const element of elements) {
    if (sample.length > sampleMax) break;
    sample += sampleOf(element, flags, depth);
  }
  return sample.slice(0, sampleMax);
}

/** Characters of every usual kind, for what a class takes. */
const palette = [...'a0A_-. @/:,;\t"\'é'];

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** What is repeated: characters that most of its parts take (they compete for it), then texts of each choice. */
function pumpsFor(quantifier: AST.Quantifier, { flags }: Pattern, hints: readonly string[]): readonly string[] {
  const sets = setsBelow([quantifier.element]);
  const candidates = new Set([...hints, ...palette, ...sets.flatMap(charactersOf)]);
  const byTakers = new Map<string, { readonly character: string; readonly takers: number }>();
  for (const character of candidates) {
    const takers = sets.map((set) => takes(set, codeOf(character), flags));
    const many = takers.filter(Boolean).length;
    const key = takers.join();
    if (many > 0 && !byTakers.has(key)) byTakers.set(key, { character, takers: many });
  }
  const characters = [...byTakers.values()]
    .sort((a, b) => b.takers - a.takers)
    .slice(0, pumpsMax)
    .map(({ character }) => character);
  const words = choicesOf(quantifier.element).map((elements) => sampleOfAll(elements, flags, 0));
  return [...new Set([...characters, ...words.slice(0, pumpsMax)])].filter((pump) => pump !== '');
}

/** Everything below that takes one character. */
function setsBelow(elements: readonly AST.Element[]): readonly Set[] {
  const sets: Set[] = [];
  const stack = [...elements];
  for (let next = stack.pop(); next !== undefined && sets.length < sampleMax; next = stack.pop()) {
    if (next.type === 'Quantifier') stack.push(next.element);
    else if (next.type === 'Group' || next.type === 'CapturingGroup')
      stack.push(...next.alternatives.flatMap((one) => one.elements));
    else if (next.type === 'Character' || next.type === 'CharacterSet' || next.type === 'CharacterClass')
      sets.push(next);
  }
  return sets;
}

/** The characters that a set names: single ones, and the ends of its ranges. */
function charactersOf(set: Set): readonly string[] {
  if (set.type === 'Character') return [String.fromCodePoint(set.value)];
  if (set.type === 'CharacterSet') return [];
  return set.elements
    .flatMap((one) =>
      one.type === 'Character' ? [one.value] : one.type === 'CharacterClassRange' ? [one.min.value, one.max.value] : [],
    )
    .slice(0, sampleMax)
    .map((code) => String.fromCodePoint(code));
}

/** The sequences that one round of a repetition may take. */
function choicesOf(element: AST.Element): readonly (readonly AST.Element[])[] {
  return element.type === 'Group' || element.type === 'CapturingGroup'
    ? element.alternatives.map(({ elements }) => elements)
    : [[element]];
}

/** Longest pattern that the analyser is asked about, in characters: its time grows with the square. */
const hintedMax = 400;

/** Characters whose repetition scslre reports as dear. It is loaded when the first pattern needs it: 40 ms. */
function hintsOf(text: string, { flags }: Pattern): readonly string[] {
  if (text.length > hintedMax) return [];
  try {
    const require = createRequire(import.meta.url);
    const { analyse } = require('scslre') as typeof Scslre;
    const { reports } = analyse({ source: text, flags }, { maxReports: targetsMax, reportTypes: { Move: false } });
    return reports.map(({ character }) => character.pick);
  } catch {
    return [];
  }
}
