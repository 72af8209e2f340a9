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
  /** The looser of the two; where they cross, the one that stands first. */
  readonly first: Operation;
  readonly second: Operation;
  /** Each is the more concrete one in some segment, so that no rule of OpenAPI says which counts. */
  readonly isCrossing: boolean;
}

const known = new WeakMap<readonly Operation[], readonly Overlap[]>();

/** A trie of all templates is walked once for each, so that paths without a common beginning cost nothing. */
export function overlappingPairs(operations: readonly Operation[]): readonly Overlap[] {
  let pairs = known.get(operations);
  if (pairs === undefined) known.set(operations, (pairs = findPairs(operations)));
  return pairs;
}

function findPairs(operations: readonly Operation[]): readonly Overlap[] {
  const roots = new Map<string, Node>();
  const pairs: Overlap[] = [];
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
      else for (const other of state.node.ends) pairs.push(...overlapOf(state, operation, other));
    }
    insert(root, segments, operation);
  }
  return pairs;
}

/** Templates of one shape are the same path, which is no overlap. */
function overlapOf({ isLooser, isStricter }: State, operation: Operation, other: Operation): readonly Overlap[] {
  if (isLooser && isStricter) return [{ first: other, second: operation, isCrossing: true }];
  if (isLooser) return [{ first: operation, second: other, isCrossing: false }];
  return isStricter ? [{ first: other, second: operation, isCrossing: false }] : [];
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1, 33);
}

function emptyNode(): Node {
  return { literals: new Map(), ends: [] };
}

/** A whole segment; `{id}.json` is taken for a literal, so that less is said rather than too much. */
function isVariable(segment: string): boolean {
  return /^\{[^{}:]*\}$/.test(segment);
}

function nextStates({ node, depth, isLooser, isStricter }: State, segment: string): readonly State[] {
  const next = { depth: depth + 1, isLooser, isStricter };
  const states: State[] = [];
  if (isVariable(segment)) {
    if (node.variable !== undefined) states.push({ ...next, node: node.variable });
    for (const child of node.literals.values()) states.push({ ...next, node: child, isLooser: true });
  } else {
    const same = node.literals.get(segment);
    if (same !== undefined) states.push({ ...next, node: same });
    if (node.variable !== undefined) states.push({ ...next, node: node.variable, isStricter: true });
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
