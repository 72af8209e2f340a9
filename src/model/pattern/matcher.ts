import type { AST } from '@eslint-community/regexpp';
import type { Pattern } from './parse.ts';

/**
 * A backtracking matcher that counts its steps instead of taking time: the same pattern has the same verdict on every
 * machine, and a stranger's pattern never runs without an end. It tries what ECMA-262 (section 22.2.2) tries, in that
 * order; of back references and lookbehind it says nothing.
 */
export interface Trial {
  /** `unknown`: more steps or more waiting choices than are followed, or a part that it does not know. */
  readonly outcome: 'match' | 'none' | 'unknown';
  readonly steps: number;
}

/** Choices that wait at most. */
const waitingMax = 10_000;
/** Lookaheads in lookaheads that are followed. */
const lookaheadsMax = 10;

/** What is still to be matched: a list, so that what is shared is not copied. */
interface Todo {
  readonly element: AST.Element | Repeat;
  readonly next: Todo | undefined;
}
/** A quantifier in the middle of its work. */
interface Repeat {
  readonly type: 'Repeat';
  readonly of: AST.Quantifier;
  readonly done: number;
  readonly from: number;
}
interface Frame {
  readonly todo: Todo | undefined;
  readonly at: number;
}
interface Subject {
  /** Characters: code points under the `u` flag, else UTF-16 units. */
  readonly codes: readonly number[];
  readonly flags: Pattern['flags'];
  readonly count: { left: number };
  readonly depth: number;
}

/** From each character on until one matches, as JSON Schema asks of a `pattern`. */
export function search({ ast, flags }: Pattern, text: string, stepsMax: number): Trial {
  const subject: Subject = { codes: codesOf(text, flags), flags, count: { left: stepsMax }, depth: 0 };
  let outcome: Trial['outcome'] = 'none';
  for (let at = 0; at <= subject.codes.length && outcome === 'none'; at += 1)
    outcome = runFrom(ast.alternatives, at, subject);
  return { outcome, steps: stepsMax - subject.count.left };
}

/** Does the pattern match anywhere in the text? Undefined: not to be told within so many steps. */
export function isFound(pattern: Pattern, text: string, stepsMax: number): boolean | undefined {
  const { outcome } = search(pattern, text, stepsMax);
  return outcome === 'unknown' ? undefined : outcome === 'match';
}

function codesOf(text: string, flags: Pattern['flags']): readonly number[] {
  return flags === 'u'
    ? Array.from(text, (character) => character.codePointAt(0) ?? 0)
    : Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

function runFrom(alternatives: readonly AST.Alternative[], start: number, subject: Subject): Trial['outcome'] {
  const stack: Frame[] = [];
  push(stack, framesOf(alternatives, { at: start, next: undefined }));
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    subject.count.left -= 1;
    if (subject.count.left <= 0 || stack.length > waitingMax) return 'unknown';
    if (frame.todo === undefined) return 'match';
    const next = step(frame.todo, frame.at, subject);
    if (next === 'unknown') return next;
    push(stack, next);
  }
  return 'none';
}

/** The first choice is tried first: it is pushed last. */
function push(stack: Frame[], frames: readonly Frame[]): void {
  for (let index = frames.length - 1; index >= 0; index -= 1) {
    const frame = frames[index];
    if (frame !== undefined) stack.push(frame);
  }
}

interface Rest {
  readonly next: Todo | undefined;
  readonly at: number;
}

function framesOf(alternatives: readonly AST.Alternative[], { at, next }: Rest): readonly Frame[] {
  return alternatives.map(({ elements }) => {
    let todo = next;
    for (let index = elements.length - 1; index >= 0; index -= 1) {
      const element = elements[index];
      if (element !== undefined) todo = { element, next: todo };
    }
    return { todo, at };
  });
}

function step({ element, next }: Todo, at: number, subject: Subject): readonly Frame[] | 'unknown' {
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass': {
      const code = subject.codes[at];
      return code !== undefined && takes(element, code, subject.flags) ? [{ todo: next, at: at + 1 }] : [];
    }
    case 'Assertion': {
      const holds = assertion(element, at, subject);
      if (holds === undefined) return 'unknown';
      return holds ? [{ todo: next, at }] : [];
    }
    case 'Group':
    case 'CapturingGroup':
      return framesOf(element.alternatives, { at, next });
    case 'Quantifier':
      return again({ type: 'Repeat', of: element, done: 0, from: -1 }, { next, at });
    case 'Repeat':
      // An iteration that took nothing ends the loop (ECMA-262 22.2.2.3.1, RepeatMatcher step 2.b).
      return element.from === at && element.done > element.of.min ? [] : again(element, { next, at });
    default:
      return 'unknown';
  }
}

function again(repeat: Repeat, { next, at }: Rest): readonly Frame[] {
  const { of, done } = repeat;
  const more: Frame = {
    todo: { element: of.element, next: { element: { type: 'Repeat', of, done: done + 1, from: at }, next } },
    at,
  };
  const stop: Frame = { todo: next, at };
  if (done < of.min) return [more];
  if (done >= of.max) return [stop];
  return of.greedy ? [more, stop] : [stop, more];
}

/** Undefined: not to be told. What a lookahead takes is decided once and not tried again (22.2.2.4). */
function assertion(element: AST.Assertion, at: number, subject: Subject): boolean | undefined {
  switch (element.kind) {
    case 'start':
      return at === 0;
    case 'end':
      return at === subject.codes.length;
    case 'word':
      return (isWord(subject.codes[at - 1]) !== isWord(subject.codes[at])) !== element.negate;
    case 'lookahead': {
      if (subject.depth >= lookaheadsMax) return undefined;
      const outcome = runFrom(element.alternatives, at, { ...subject, depth: subject.depth + 1 });
      return outcome === 'unknown' ? undefined : (outcome === 'match') !== element.negate;
    }
    default:
      return undefined;
  }
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && /\w/.test(String.fromCodePoint(code));
}

const sets = new WeakMap<AST.Node, RegExp>();

/** Does the element take the character? Of sets the engine itself is asked, about one character: nothing to go back to. */
export function takes(
  element: AST.Character | AST.CharacterSet | AST.CharacterClass,
  code: number,
  flags: Pattern['flags'],
): boolean {
  if (element.type === 'Character') return element.value === code;
  let set = sets.get(element);
  if (set === undefined) sets.set(element, (set = new RegExp(`^${element.raw}$`, flags)));
  return set.test(String.fromCodePoint(code));
}
