import type { AST } from '@eslint-community/regexpp';

/**
 * A backtracking matcher that counts its steps instead of taking time: the same pattern has the same verdict on every
 * machine. It tries what ECMA-262 (section 22.2.2) tries, in that order, for the parts of a pattern that it knows.
 */
export type Steps = number | 'unknown';

/** Steps of one text after which it is called too many. */
export const stepsMax = 300_000;
/** Frames that wait at most: who nests more is not analysed. */
const depthMax = 4_000;

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

/** Steps until the whole pattern is refused or accepted from the text's first character on. */
export function stepsOf(pattern: AST.Pattern, text: string): Steps {
  const stack: Frame[] = pattern.alternatives
    .toReversed()
    .map(({ elements }) => ({ todo: prepend(elements, undefined), at: 0 }));
  let steps = 0;
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    steps += 1;
    if (steps > stepsMax) return steps;
    if (stack.length > depthMax) return 'unknown';
    if (frame.todo === undefined) return steps;
    const next = step(frame.todo, frame.at, text);
    if (next === 'unknown') return next;
    for (let index = next.length - 1; index >= 0; index -= 1) {
      const one = next[index];
      if (one !== undefined) stack.push(one);
    }
  }
  return steps;
}

function prepend(elements: readonly AST.Element[], next: Todo | undefined): Todo | undefined {
  let todo = next;
  for (let index = elements.length - 1; index >= 0; index -= 1) {
    const element = elements[index];
    if (element !== undefined) todo = { element, next: todo };
  }
  return todo;
}

function step({ element, next }: Todo, at: number, text: string): readonly Frame[] | 'unknown' {
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return at < text.length && matches(element, text.charCodeAt(at)) ? [{ todo: next, at: at + 1 }] : [];
    case 'Assertion':
      if (element.kind === 'start') return at === 0 ? [{ todo: next, at }] : [];
      if (element.kind === 'end') return at === text.length ? [{ todo: next, at }] : [];
      return 'unknown';
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.map(({ elements }) => ({ todo: prepend(elements, next), at }));
    case 'Quantifier':
      return again({ type: 'Repeat', of: element, done: 0, from: -1 }, { next, at });
    case 'Repeat':
      // An iteration that took nothing ends the loop (ECMA-262 22.2.2.3.1, RepeatMatcher step 2.b).
      return element.from === at && element.done > element.of.min ? [] : again(element, { next, at });
    default:
      return 'unknown';
  }
}

function again(
  repeat: Repeat,
  { next, at }: { readonly next: Todo | undefined; readonly at: number },
): readonly Frame[] {
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

/** Does the element take the character? Classes of Unicode properties are taken to match letters alone. */
export function matches(element: AST.Element | AST.CharacterClassElement, code: number): boolean {
  switch (element.type) {
    case 'Character':
      return element.value === code;
    case 'CharacterClassRange':
      return code >= element.min.value && code <= element.max.value;
    case 'CharacterSet':
      return isInSet(element, code);
    case 'CharacterClass':
      return element.elements.some((one) => matches(one, code)) !== element.negate;
    default:
      return false;
  }
}

function isInSet(set: AST.CharacterSet, code: number): boolean {
  if (set.kind === 'any') return code !== 10 && code !== 13;
  const character = String.fromCharCode(code);
  const known = { digit: /\d/, space: /\s/, word: /\w/, property: /\p{L}/u }[set.kind];
  return known.test(character) !== set.negate;
}
