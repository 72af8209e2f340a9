import type { AST } from '@eslint-community/regexpp';

/** What a backtracking matcher may be about to do: one node for each thing that is left to be matched. */
export type Node =
  | { readonly kind: 'end' }
  /** Nothing more can match from here. */
  | { readonly kind: 'dead' }
  | { readonly kind: 'take'; readonly set: Taking; readonly next: number }
  /** Ways that are tried one after the other; `own`: the step that comes here counts. */
  | { readonly kind: 'fork'; readonly ways: readonly number[]; readonly own: 0 | 1 }
  | { readonly kind: 'edge'; readonly edge: AST.EdgeAssertion | AST.WordBoundaryAssertion; readonly next: number }
  | { readonly kind: 'look'; readonly inner: number; readonly negate: boolean; readonly next: number };

export type Taking = AST.Character | AST.CharacterSet | AST.CharacterClass;

export interface Program {
  readonly nodes: readonly Node[];
  readonly root: number;
  /** Nodes in such an order that what a node needs at the same place of the text comes before it. */
  readonly order: readonly number[];
}

/** Nodes of one pattern: `(.{1,100},){50}` would have five thousand. */
const nodesMax = 3_000;

/** A quantifier in the middle of its work. */
interface Repeat {
  readonly of: AST.Quantifier;
  readonly done: number;
  /** Its round has taken a character: one that took none ends the loop (ECMA-262 22.2.2.3.1, RepeatMatcher step 2.b). */
  readonly hasTaken: boolean;
}
type Item = AST.Element | Repeat;

/** Something to be matched, and what comes after it. */
interface Todo {
  readonly item: Item;
  readonly next: number;
  /** Somewhere behind it waits a round that has taken nothing yet. */
  readonly isFresh: boolean;
}

const end = 0;

/** Undefined for what is not followed: back references, lookbehind, more nodes than are kept. */
export function programOf({ alternatives }: AST.Pattern): Program | undefined {
  const builder = new Builder();
  const root = builder.forkOf(alternatives);
  return builder.isComplete() ? { nodes: builder.nodes, root, order: orderOf(builder.nodes, root) } : undefined;
}

/** Equal things to be matched are one node, so that a pattern of n characters has about n of them. */
class Builder {
  readonly nodes: Node[] = [{ kind: 'end' }];
  readonly #todos = new Map<number, Todo>();
  readonly #known = new Map<string, number>();
  readonly #numbers = new Map<object, number>();
  readonly #queue: number[] = [];
  #isUnknown = false;

  isComplete(): boolean {
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      const todo = this.#todos.get(next);
      if (todo !== undefined) this.nodes[next] = this.#nodeOf(todo);
      if (this.#isUnknown || this.nodes.length > nodesMax) return false;
    }
    return true;
  }

  /** A choice that takes no step of its own: the whole pattern, or a lookahead. */
  forkOf(alternatives: readonly AST.Alternative[]): number {
    return this.nodes.push({ kind: 'fork', ways: this.#waysOf(alternatives, end), own: 0 }) - 1;
  }

  #waysOf(alternatives: readonly AST.Alternative[], next: number): readonly number[] {
    return alternatives.map(({ elements }) =>
      elements.reduceRight((after: number, element) => this.#intern(element, after), next),
    );
  }

  #intern(item: Item, next: number): number {
    const key = `${'of' in item ? `${this.#numberOf(item.of)}:${item.done}:${item.hasTaken}` : this.#numberOf(item)} ${next}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const node = this.nodes.push({ kind: 'dead' }) - 1;
    const isFresh = ('of' in item && !item.hasTaken) || this.#todos.get(next)?.isFresh === true;
    this.#known.set(key, node);
    this.#todos.set(node, { item, next, isFresh });
    this.#queue.push(node);
    return node;
  }

  #numberOf(object: object): number {
    let number = this.#numbers.get(object);
    if (number === undefined) this.#numbers.set(object, (number = this.#numbers.size));
    return number;
  }

  #nodeOf({ item, next }: Todo): Node {
    if ('of' in item) {
      if (!item.hasTaken && item.done > item.of.min) return { kind: 'dead' };
      return this.#again(item, next);
    }
    switch (item.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return { kind: 'take', set: item, next: this.#afterTaking(next) };
      case 'Group':
      case 'CapturingGroup':
        return { kind: 'fork', ways: this.#waysOf(item.alternatives, next), own: 1 };
      case 'Quantifier':
        return this.#again({ of: item, done: 0, hasTaken: true }, next);
      case 'Assertion':
        if (item.kind === 'lookahead')
          return { kind: 'look', inner: this.forkOf(item.alternatives), negate: item.negate, next };
        if (item.kind !== 'lookbehind') return { kind: 'edge', edge: item, next };
        break;
      default:
    }
    this.#isUnknown = true;
    return { kind: 'dead' };
  }

  #again({ of, done }: Repeat, next: number): Node {
    const stop = next;
    if (done >= of.max) return { kind: 'fork', ways: [stop], own: 1 };
    // Where nothing ends the rounds it is enough to know that there were as many as are needed.
    const rounds = of.max === Infinity ? Math.min(done + 1, of.min + 1) : done + 1;
    const more = this.#intern(of.element, this.#intern({ of, done: rounds, hasTaken: false }, next));
    if (done < of.min) return { kind: 'fork', ways: [more], own: 1 };
    return { kind: 'fork', ways: of.greedy ? [more, stop] : [stop, more], own: 1 };
  }

  /** What is left when a character was taken: every round on the way has taken something. */
  #afterTaking(next: number): number {
    const items: Item[] = [];
    let rest = next;
    for (let todo = this.#todos.get(rest); todo?.isFresh === true; todo = this.#todos.get(rest)) {
      items.push('of' in todo.item ? { ...todo.item, hasTaken: true } : todo.item);
      rest = todo.next;
    }
    return items.reduceRight((after: number, item) => this.#intern(item, after), rest);
  }
}

/** Leaves first, without recursion. There are no circles: a round that takes nothing ends. */
function orderOf(nodes: readonly Node[], root: number): readonly number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const starts = [root, ...nodes.flatMap((node) => (node.kind === 'take' ? [node.next] : []))];
  for (const start of starts) {
    if (seen.has(start)) continue;
    seen.add(start);
    const stack = [{ node: start, needs: needsOf(nodes[start]), at: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.needs[top.at];
      top.at += 1;
      if (next === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        stack.push({ node: next, needs: needsOf(nodes[next]), at: 0 });
      }
    }
  }
  return order;
}

function needsOf(node: Node | undefined): readonly number[] {
  if (node?.kind === 'fork') return node.ways;
  if (node?.kind === 'edge') return [node.next];
  return node?.kind === 'look' ? [node.inner, node.next] : [];
}
