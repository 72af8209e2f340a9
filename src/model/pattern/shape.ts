import type { AST } from '@eslint-community/regexpp';
import { parsePattern } from './parse.ts';

/** What a pattern says of the texts it lets through. */
export interface PatternShape {
  readonly startsAnchored: boolean;
  readonly endsAnchored: boolean;
  /** Longest text, in characters; absent where there is none or it cannot be told. */
  readonly maxLength?: number;
  /** It lets every text through, or every text of some length. */
  readonly isLoose: boolean;
}

/** Deepest nesting that is followed, in groups. */
const depthMax = 50;

const shapes = new Map<string, PatternShape | undefined>();

/** Undefined where the pattern cannot be read. */
export function shapeOf(text: string): PatternShape | undefined {
  if (shapes.has(text)) return shapes.get(text);
  if (shapes.size >= 5_000) shapes.clear();
  const parsed = parsePattern(text);
  const shape = typeof parsed === 'string' ? undefined : shapeOfAlternatives(parsed.ast.alternatives);
  shapes.set(text, shape);
  return shape;
}

function shapeOfAlternatives(alternatives: readonly AST.Alternative[]): PatternShape {
  const startsAnchored = alternatives.every((one) => isAnchor(outermost(one, 'start'), 'start'));
  const endsAnchored = alternatives.every((one) => isAnchor(outermost(one, 'end'), 'end'));
  const longest = Math.max(...alternatives.map((one) => longestOf(one.elements, 0)));
  return {
    startsAnchored,
    endsAnchored,
    ...(startsAnchored && endsAnchored && Number.isFinite(longest) ? { maxLength: longest } : {}),
    isLoose: alternatives.some(letsAnythingThrough),
  };
}

/** The first or last element, through groups of one alternative: `(^a$)`. */
function outermost(alternative: AST.Alternative, side: 'start' | 'end'): AST.Element | undefined {
  let elements: readonly AST.Element[] = alternative.elements;
  for (let depth = 0; depth < depthMax; depth += 1) {
    const element = elements.at(side === 'start' ? 0 : -1);
    const inner = element?.type === 'Group' || element?.type === 'CapturingGroup' ? element.alternatives : undefined;
    const [only] = inner ?? [];
    if (inner === undefined || inner.length !== 1 || only === undefined) return element;
    elements = only.elements;
  }
  return undefined;
}

function isAnchor(element: AST.Element | undefined, kind: 'start' | 'end'): boolean {
  return element?.type === 'Assertion' && element.kind === kind;
}

/** Elements but anchors are `.`, `[\s\S]` or `\S`, repeated without an end. */
function letsAnythingThrough({ elements }: AST.Alternative): boolean {
  const consuming = elements.filter(({ type }) => type !== 'Assertion');
  if (consuming.length === 0) return elements.length === 0 || elements.length === 1;
  return consuming.every(
    (element) =>
      element.type === 'Quantifier' && element.max === Infinity && element.min <= 1 && matchesAll(element.element),
  );
}

function matchesAll(element: AST.QuantifiableElement): boolean {
  if (element.type === 'Group' || element.type === 'CapturingGroup') {
    const [only] = element.alternatives;
    const [inner] = only?.elements ?? [];
    return element.alternatives.length === 1 && only?.elements.length === 1 && inner !== undefined && isAllSet(inner);
  }
  return isAllSet(element);
}

function isAllSet(element: AST.Element): boolean {
  if (element.type === 'CharacterSet') return element.kind === 'any';
  if (element.type !== 'CharacterClass' || element.negate)
    return element.type === 'CharacterClass' && element.elements.length === 0;
  const kinds = element.elements.map((one) =>
    one.type === 'CharacterSet' && 'negate' in one ? `${one.kind}${String(one.negate)}` : '',
  );
  return ['space', 'digit', 'word'].some((kind) => kinds.includes(`${kind}true`) && kinds.includes(`${kind}false`));
}

/** Longest match in characters; Infinity where there is none. */
function longestOf(elements: readonly AST.Element[], depth: number): number {
  if (depth > depthMax) return Infinity;
  let sum = 0;
  for (const element of elements) sum += longestElement(element, depth);
  return sum;
}

function longestElement(element: AST.Element, depth: number): number {
  switch (element.type) {
    case 'Assertion':
      return 0;
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return 1;
    case 'Group':
    case 'CapturingGroup':
      return Math.max(...element.alternatives.map((one) => longestOf(one.elements, depth + 1)));
    case 'Quantifier': {
      const once = longestElement(element.element, depth + 1);
      return once === 0 ? 0 : once * element.max;
    }
    default:
      // What a back reference repeats has no length of its own.
      return Infinity;
  }
}
