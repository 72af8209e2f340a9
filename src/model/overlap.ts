import type { Operation } from './api.ts';

interface Node {
  readonly literals: Map<string, Node>;
  variable?: Node;
  readonly ends: Operation[];
}
interface State {
  readonly node: Node;
  readonly depth: number;
  /** The other template was the more concrete one somewhere; this one was. */
  readonly isLooser: boolean;
  readonly isStricter: boolean;
}

/** Steps for one document: real ones need a few for each path; who nests variables to make more gets fewer answers. */
const stepsMax = 200_000;

/** Two operations of one method whose templates fit a common address. */
export interface Overlap {
  /** Of `shadow` the one with the variable, of `crossing` the one that stands first. */
  readonly wide: Operation;
  readonly other: Operation;
  /** `shadow`: the other is more concrete wherever they differ; `crossing`: each of them is somewhere. */
  readonly kind: 'shadow' | 'crossing';
}

/** A trie of all templates is walked once for each of them, so that paths without a common beginning cost nothing. */
export function overlaps(operations: readonly Operation[]): readonly Overlap[] {
  const roots = new Map<string, Node>();
  const found: Overlap[] = [];
  let steps = 0;
  for (const operation of operations) {
    const segments = segmentsOf(operation.path);
    const root = roots.get(operation.method) ?? emptyNode();
    roots.set(operation.method, root);
    const states: State[] = [{ node: root, depth: 0, isLooser: false, isStricter: false }];
    for (let state = states.pop(); state !== undefined && steps < stepsMax; state = states.pop()) {
      steps += 1;
      const segment = segments[state.depth];
      if (segment !== undefined) states.push(...nextStates(state, segment));
      else {
        const here = state;
        found.push(...here.node.ends.flatMap((known) => overlapOf(here, known, operation)));
      }
    }
    insert(root, segments, operation);
  }
  return found;
}

function overlapOf({ isLooser, isStricter }: State, known: Operation, next: Operation): readonly Overlap[] {
  if (isLooser && isStricter) return [{ wide: known, other: next, kind: 'crossing' }];
  if (isLooser) return [{ wide: next, other: known, kind: 'shadow' }];
  return isStricter ? [{ wide: known, other: next, kind: 'shadow' }] : [];
}

export function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1, 33);
}

function emptyNode(): Node {
  return { literals: new Map(), ends: [] };
}

/** A whole segment; `{id}.json` is taken for a literal, so that less is said rather than too much. */
export function isVariable(segment: string): boolean {
  return /^\{[^{}:]*\}$/.test(segment);
}

function nextStates({ node, depth, isLooser, isStricter }: State, segment: string): readonly State[] {
  const next = { depth: depth + 1, isLooser, isStricter };
  const states: State[] = [];
  if (isVariable(segment)) {
    if (node.variable !== undefined) states.push({ ...next, node: node.variable });
    // A trailing slash leaves a segment without a word, which no value of a variable is.
    for (const [word, child] of node.literals) if (word !== '') states.push({ ...next, node: child, isLooser: true });
  } else {
    const same = node.literals.get(segment);
    if (same !== undefined) states.push({ ...next, node: same });
    if (node.variable !== undefined && segment !== '') states.push({ ...next, node: node.variable, isStricter: true });
  }
  return states;
}

function insert(root: Node, segments: readonly string[], operation: Operation): void {
  let node = root;
  for (const segment of segments) {
    let child = isVariable(segment) ? node.variable : node.literals.get(segment);
    if (child === undefined) {
      child = emptyNode();
      if (isVariable(segment)) node.variable = child;
      else node.literals.set(segment, child);
    }
    node = child;
  }
  node.ends.push(operation);
}
