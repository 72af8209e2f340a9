import type { AST } from '@eslint-community/regexpp';
import { isFound, takes } from '../pattern/matcher.ts';
import { parsePattern, type Pattern } from '../pattern/parse.ts';
import type { Chance } from './chance.ts';
import { overlongMax, patternStepsMax, textCharsMax, textTriesMax } from './limits.ts';

export interface Lengths {
  /** In code points, as JSON Schema counts (validation section 6.3). */
  readonly least: number;
  readonly most: number;
}

/** A text that the pattern is found in, of a length in between; undefined where none was hit upon. */
export function textOf(pattern: string, lengths: Lengths, chance: Chance): string | undefined {
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string') return undefined;
  let overlong = 0;
  for (let attempt = 0; attempt < textTriesMax; attempt += 1) {
    const written = new Writing(parsed, { lengths, chance, attempt }).text();
    if (written === undefined) {
      overlong += 1;
      if (overlong >= overlongMax) return undefined;
      continue;
    }
    for (const text of [written.text, overlaid(written, chance), padded(written.text, lengths)]) {
      const { length } = [...text];
      if (length < lengths.least || length > lengths.most) continue;
      const found = isFound(parsed, text, patternStepsMax);
      if (found === true) return text;
      // Given up: another text would cost as much.
      if (found === undefined) return undefined;
    }
  }
  return undefined;
}

interface Written {
  readonly text: string;
  /** What lookaheads ask for: `(?=.*\d)`. */
  readonly asked: readonly string[];
}
interface Aim {
  readonly lengths: Lengths;
  readonly chance: Chance;
  readonly attempt: number;
}
type Step =
  | { readonly kind: 'element'; readonly element: AST.Element }
  | { readonly kind: 'again'; readonly element: AST.Element; readonly times: number }
  | { readonly kind: 'close'; readonly group: AST.CapturingGroup; readonly from: number };

/** Writes a text along the pattern, by a stack; where the pattern lets it choose, the attempt and chance do. */
class Writing {
  readonly #flags: Pattern['flags'];
  readonly #aim: Aim;
  readonly #stack: Step[] = [];
  readonly #asked: string[] = [];
  readonly #groups = new Map<AST.CapturingGroup, string>();
  #text = '';
  #steps = 0;

  constructor({ ast, flags }: Pattern, aim: Aim) {
    this.#flags = flags;
    this.#aim = aim;
    this.#choose(ast.alternatives);
  }

  /** Undefined: longer than may be. */
  text(): Written | undefined {
    for (let step = this.#stack.pop(); step !== undefined; step = this.#stack.pop()) {
      this.#steps += 1;
      if (this.#steps > textCharsMax || this.#text.length > textCharsMax) return undefined;
      if (step.kind === 'close') this.#groups.set(step.group, this.#text.slice(step.from));
      else if (step.kind === 'again') this.#repeat(step.element, step.times);
      else this.#write(step.element);
    }
    return { text: this.#text, asked: this.#asked };
  }

  #repeat(element: AST.Element, times: number): void {
    if (times > 1) this.#stack.push({ kind: 'again', element, times: times - 1 });
    this.#stack.push({ kind: 'element', element });
  }

  #choose(alternatives: readonly AST.Alternative[]): void {
    const { attempt, chance } = this.#aim;
    const index = attempt === 0 ? 0 : chance.below(alternatives.length);
    const { elements } = alternatives[index] ?? { elements: [] };
    for (const element of elements.toReversed()) this.#stack.push({ kind: 'element', element });
  }

  #write(element: AST.Element): void {
    switch (element.type) {
      case 'Character':
        this.#text += String.fromCodePoint(element.value);
        return;
      case 'CharacterSet':
      case 'CharacterClass': {
        const letters = lettersOf(element, this.#flags);
        this.#text += letters[this.#aim.chance.below(letters.length)] ?? '';
        return;
      }
      case 'CapturingGroup':
        this.#stack.push({ kind: 'close', group: element, from: this.#text.length });
        this.#choose(element.alternatives);
        return;
      case 'Group':
        this.#choose(element.alternatives);
        return;
      case 'Quantifier': {
        const times = this.#times(element);
        if (times > 0) this.#stack.push({ kind: 'again', element: element.element, times });
        return;
      }
      case 'Backreference': {
        const group = Array.isArray(element.resolved) ? element.resolved[0] : element.resolved;
        if (group !== undefined) this.#text += this.#groups.get(group) ?? '';
        return;
      }
      case 'Assertion':
        if (element.kind === 'lookahead' && !element.negate) this.#ask(element);
        return;
      default:
    }
  }

  /** As often as it must; more where the text is still too short, and by chance on later attempts. */
  #times({ min, max }: AST.Quantifier): number {
    const { lengths, chance, attempt } = this.#aim;
    const lacking = Math.max(0, lengths.least - this.#text.length);
    const wanted = Math.max(lacking, min === 0 && attempt % 2 === 0 ? 1 : 0);
    const room = Math.min(max - min, attempt < 2 ? wanted : attempt % 3 === 0 ? 0 : wanted + 8);
    return min + (attempt < 2 ? room : chance.below(room + 1));
  }

  /** The last parts of a lookahead that are neither `.*` nor an anchor: the letters it wants to see somewhere. */
  #ask({ alternatives }: AST.LookaheadAssertion): void {
    for (const element of alternatives[0]?.elements ?? []) {
      const wanted = element.type === 'Quantifier' && element.min > 0 ? element.element : element;
      if (wanted.type === 'Character') this.#asked.push(String.fromCodePoint(wanted.value));
      if (wanted.type !== 'CharacterClass' && !(wanted.type === 'CharacterSet' && wanted.kind !== 'any')) continue;
      const letters = lettersOf(wanted, this.#flags);
      this.#asked.push(letters[this.#aim.chance.below(letters.length)] ?? '');
    }
  }
}

/** The asked letters in the place of others: nothing moves. */
function overlaid({ text, asked }: Written, chance: Chance): string {
  const letters = [...text];
  for (const [index, letter] of asked.entries()) {
    const at = letters.length <= asked.length ? index : chance.below(letters.length);
    letters[at] = letter;
  }
  return letters.join('');
}

/** A pattern that is not anchored at its end lets anything follow. */
function padded(text: string, { least }: Lengths): string {
  return text.padEnd(Math.min(least, textCharsMax), 'a');
}

type CharacterElement = AST.CharacterSet | AST.CharacterClass;
const plain = [...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const printable = [...' -_.,:/@+#!$%&()*;<=>?[]^{|}~\'"\\`'];
/** Code points behind ASCII that are looked through where no other fits. */
const codesMax = 0x3000;
const letterLists = new WeakMap<AST.Node, readonly string[]>();

/** Letters and digits where the class has any. */
function lettersOf(element: CharacterElement, flags: Pattern['flags']): readonly string[] {
  let letters = letterLists.get(element);
  if (letters === undefined) letterLists.set(element, (letters = findLetters(element, flags)));
  return letters;
}

function findLetters(element: CharacterElement, flags: Pattern['flags']): readonly string[] {
  const isTaken = (letter: string): boolean => takes(element, letter.codePointAt(0) ?? 0, flags);
  const usual = plain.filter(isTaken);
  if (usual.length > 0) return usual;
  const signs = printable.filter(isTaken);
  if (signs.length > 0) return signs;
  for (let code = 0; code < codesMax; code += 1) if (takes(element, code, flags)) return [String.fromCodePoint(code)];
  return rangeOf(element);
}

/** The first character of a class that lies far out. */
function rangeOf(element: CharacterElement): readonly string[] {
  if (element.type !== 'CharacterClass') return [];
  return element.elements.flatMap((one) =>
    one.type === 'CharacterClassRange'
      ? [String.fromCodePoint(one.min.value)]
      : one.type === 'Character'
        ? [String.fromCodePoint(one.value)]
        : [],
  );
}
