import type { AST } from '@eslint-community/regexpp';
import { parsePattern, type Pattern } from './parse.ts';

/** What a pattern says of the texts it lets through. */
export interface PatternShape {
  readonly startsAnchored: boolean;
  readonly endsAnchored: boolean;
  /** Longest text, in characters; absent where there is none or it cannot be told. */
  readonly maxLength?: number;
  /** It lets every text through that is not empty, or holds no line break. */
  readonly isLoose: boolean;
  /** No text can match: something must stand before its `^` or behind its `$`, as in `/^a$/`. */
  readonly isDead: boolean;
  /** Escapes of other languages that ECMA-262 takes for the letter itself: `\A`, `\z`, `\h`; `\p` without the `u` flag. */
  readonly strayEscapes: readonly string[];
  /** What engines without backtracking (RE2: Go, Envoy) and the subset that JSON Schema recommends lack. */
  readonly unportable: readonly ('lookahead' | 'lookbehind' | 'back reference' | 'Unicode property')[];
}

/** Deepest nesting that is followed, in groups. */
const depthMax = 50;
const rememberedMax = 5_000;

const shapes = new Map<string, PatternShape | undefined>();

/** Undefined where the pattern cannot be read. */
export function shapeOf(text: string): PatternShape | undefined {
  if (shapes.has(text)) return shapes.get(text);
  if (shapes.size >= rememberedMax) shapes.clear();
  const parsed = parsePattern(text);
  const shape = typeof parsed === 'string' ? undefined : shapeOfPattern(parsed);
  shapes.set(text, shape);
  return shape;
}

function shapeOfPattern({ ast, flags }: Pattern): PatternShape {
  const { alternatives } = ast;
  const startsAnchored = alternatives.every(({ elements }) => isHeld(elements, 'start', 0));
  const endsAnchored = alternatives.every(({ elements }) => isHeld(elements, 'end', 0));
  const longest = Math.max(...alternatives.map(({ elements }) => lengthOf(elements, 'longest', 0)));
  return {
    startsAnchored,
    endsAnchored,
    ...(startsAnchored && endsAnchored && Number.isFinite(longest) ? { maxLength: longest } : {}),
    isLoose: alternatives.some(letsAnythingThrough),
    isDead: alternatives.every(({ elements }) => isDead(elements, 0)),
    ...foreignParts(ast, flags),
  };
}

/** Is the side held by an anchor? Through groups all of whose alternatives are: `(^a$)|(^b$)`, `^(a|b$)` is not. */
function isHeld(elements: readonly AST.Element[], side: 'start' | 'end', depth: number): boolean {
  const inOrder = side === 'start' ? elements : elements.toReversed();
  for (const element of inOrder) {
    if (element.type === 'Assertion') {
      if (element.kind === side) return true;
      // Other assertions take no characters: the anchor may stand behind them.
      continue;
    }
    const isGroup = element.type === 'Group' || element.type === 'CapturingGroup';
    if (!isGroup || depth > depthMax) return false;
    return element.alternatives.every((one) => isHeld(one.elements, side, depth + 1));
  }
  return false;
}

/** Nothing but anchors and `.`, `[\s\S]` or a group of it, repeated without an end; a lookahead asks for more. */
function letsAnythingThrough({ elements }: AST.Alternative): boolean {
  if (elements.some((element) => element.type === 'Assertion' && element.kind !== 'start' && element.kind !== 'end'))
    return false;
  const consuming = elements.filter(({ type }) => type !== 'Assertion');
  if (consuming.length === 0) return elements.length <= 1;
  return consuming.every(
    (element) =>
      element.type === 'Quantifier' && element.max === Infinity && element.min <= 1 && matchesAll(element.element),
  );
}

function matchesAll(element: AST.QuantifiableElement): boolean {
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return element.alternatives.some(
      ({ elements: [first, ...rest] }) => first !== undefined && rest.length === 0 && isAllSet(first),
    );
  return isAllSet(element);
}

function isAllSet(element: AST.Element): boolean {
  if (element.type === 'CharacterSet') return element.kind === 'any';
  if (element.type !== 'CharacterClass') return false;
  if (element.negate) return element.elements.length === 0;
  const kinds = element.elements.map((one) =>
    one.type === 'CharacterSet' && 'negate' in one ? `${one.kind}${String(one.negate)}` : '',
  );
  return ['space', 'digit', 'word'].some((kind) => kinds.includes(`${kind}true`) && kinds.includes(`${kind}false`));
}

/** Something that takes a character stands before `^` or behind `$`. */
function isDead(elements: readonly AST.Element[], depth: number): boolean {
  let taken = 0;
  let hasEnded = false;
  for (const element of elements) {
    if (element.type === 'Assertion') {
      if (element.kind === 'start' && taken > 0) return true;
      hasEnded ||= element.kind === 'end';
      continue;
    }
    const isGroup = element.type === 'Group' || element.type === 'CapturingGroup';
    if (isGroup && depth < depthMax && element.alternatives.every((one) => isDead(one.elements, depth + 1)))
      return true;
    const least = lengthOf([element], 'shortest', depth);
    if (hasEnded && least > 0) return true;
    taken += least;
  }
  return false;
}

/** Longest or shortest match in characters; what cannot be told is Infinity or 0. */
function lengthOf(elements: readonly AST.Element[], which: 'longest' | 'shortest', depth: number): number {
  let sum = 0;
  for (const element of elements) sum += lengthOfElement(element, which, depth);
  return sum;
}

function lengthOfElement(element: AST.Element, which: 'longest' | 'shortest', depth: number): number {
  if (depth > depthMax) return which === 'longest' ? Infinity : 0;
  switch (element.type) {
    case 'Assertion':
      return 0;
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return 1;
    case 'Group':
    case 'CapturingGroup': {
      const lengths = element.alternatives.map((one) => lengthOf(one.elements, which, depth + 1));
      return which === 'longest' ? Math.max(...lengths) : Math.min(...lengths);
    }
    case 'Quantifier': {
      const once = lengthOfElement(element.element, which, depth + 1);
      const times = which === 'longest' ? element.max : element.min;
      return once === 0 || times === 0 ? 0 : once * times;
    }
    default:
      // What a back reference repeats has no length of its own.
      return which === 'longest' ? Infinity : 0;
  }
}

type Foreign = Pick<PatternShape, 'strayEscapes' | 'unportable'>;

function foreignParts(ast: AST.Pattern, flags: Pattern['flags']): Foreign {
  const stray = new Set<string>();
  const unportable = new Set<Foreign['unportable'][number]>();
  const stack: AST.Node[] = [...ast.alternatives];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'Character' && flags === '' && isStray(node)) stray.add(node.raw);
    if (node.type === 'Backreference') unportable.add('back reference');
    if (node.type === 'Assertion' && (node.kind === 'lookahead' || node.kind === 'lookbehind'))
      unportable.add(node.kind);
    if (node.type === 'CharacterSet' && node.kind === 'property') unportable.add('Unicode property');
    if ('alternatives' in node) stack.push(...node.alternatives);
    else if ('elements' in node) stack.push(...node.elements);
    else if (node.type === 'Quantifier') stack.push(node.element);
  }
  return { strayEscapes: [...stray].sort(), unportable: [...unportable].sort() };
}

/** A letter behind a backslash that means nothing but itself. */
function isStray({ raw, value }: AST.Character): boolean {
  return /^\\[A-Za-z]$/.test(raw) && raw.charCodeAt(1) === value;
}
