import { takes } from '../../model/pattern/matcher.ts';
import type { Pattern } from '../../model/pattern/parse.ts';
import type { Node, Program } from './program.ts';

/**
 * How many steps a backtracking matcher takes over a text, without taking them: from the end of the text to its beginning
 * each node's steps are the sum of those it leads to. A text that keeps a matcher busy for years is counted in a moment.
 * The same numbers as of `search` in model/pattern, which takes the steps.
 */
export class StepCounter {
  readonly #program: Program;
  readonly #flags: Pattern['flags'];
  readonly #taken = new Map<number, Uint8Array>();

  constructor(program: Program, flags: Pattern['flags']) {
    this.#program = program;
    this.#flags = flags;
  }

  /** What counting costs, in additions. */
  costOf(text: string): number {
    return this.#program.order.length * (text.length + 1);
  }

  /** Of a search from every character on, as JSON Schema asks, until one matches. */
  steps(text: string): number {
    const codes = this.#codesOf(text);
    const count = this.#program.nodes.length;
    let here: Layer = { steps: new Float64Array(count), matches: new Uint8Array(count) };
    let after: Layer = { steps: new Float64Array(count), matches: new Uint8Array(count) };
    let sum = 0;
    for (let at = codes.length; at >= 0; at -= 1) {
      [here, after] = [after, here];
      this.#fill({ codes, at, here, after });
      const steps = here.steps[this.#program.root] ?? 0;
      sum = here.matches[this.#program.root] === 1 ? steps : steps + sum;
    }
    return sum;
  }

  #codesOf(text: string): readonly number[] {
    return this.#flags === 'u'
      ? Array.from(text, (character) => character.codePointAt(0) ?? 0)
      : Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  }

  #fill(place: Place): void {
    const { nodes, order } = this.#program;
    const { steps, matches } = place.here;
    const code = place.codes[place.at];
    const taken = code === undefined ? undefined : this.#takenBy(code);
    for (const index of order) {
      const node = nodes[index];
      if (node === undefined) continue;
      if (node.kind === 'take') {
        const isTaken = taken?.[index] === 1;
        steps[index] = 1 + (isTaken ? (place.after.steps[node.next] ?? 0) : 0);
        matches[index] = isTaken ? (place.after.matches[node.next] ?? 0) : 0;
      } else if (node.kind === 'fork') fillFork(index, node, place.here);
      else fillOther(index, node, place);
    }
  }

  /** A text has few different characters: which nodes take one is asked once. */
  #takenBy(code: number): Uint8Array {
    let known = this.#taken.get(code);
    if (known === undefined) {
      known = Uint8Array.from(this.#program.nodes, (node) =>
        node.kind === 'take' && takes(node.set, code, this.#flags) ? 1 : 0,
      );
      this.#taken.set(code, known);
    }
    return known;
  }
}

interface Layer {
  readonly steps: Float64Array;
  readonly matches: Uint8Array;
}
interface Place {
  readonly codes: readonly number[];
  readonly at: number;
  readonly here: Layer;
  readonly after: Layer;
}

function fillFork(index: number, { ways, own }: Extract<Node, { kind: 'fork' }>, { steps, matches }: Layer): void {
  let sum: number = own;
  let matched = 0;
  for (const way of ways) {
    sum += steps[way] ?? 0;
    matched = matches[way] ?? 0;
    if (matched === 1) break;
  }
  steps[index] = sum;
  matches[index] = matched;
}

function fillOther(index: number, node: Node, { codes, at, here: { steps, matches } }: Place): void {
  steps[index] = 1;
  matches[index] = node.kind === 'end' ? 1 : 0;
  if (node.kind === 'edge') {
    if (!isEdge(node.edge, codes, at)) return;
  } else if (node.kind === 'look') {
    steps[index] = 1 + (steps[node.inner] ?? 0);
    if ((matches[node.inner] === 1) === node.negate) return;
  } else return;
  steps[index] = (steps[index] ?? 0) + (steps[node.next] ?? 0);
  matches[index] = matches[node.next] ?? 0;
}

function isEdge(edge: Extract<Node, { kind: 'edge' }>['edge'], codes: readonly number[], at: number): boolean {
  if (edge.kind === 'start') return at === 0;
  if (edge.kind === 'end') return at === codes.length;
  return edge.kind === 'word' && (isWord(codes[at - 1]) !== isWord(codes[at])) !== edge.negate;
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && /\w/.test(String.fromCodePoint(code));
}
