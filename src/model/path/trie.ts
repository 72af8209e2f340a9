import { isIdentifier } from '../shape.ts';
import { isPlural, segmentsOf } from './tokens.ts';
import { percentDecoded } from '../percent.ts';

/** One address as it was called. */
export interface SeenPath {
  readonly origin: string;
  /** As sent, with tags for what is sensitive. */
  readonly path: string;
  /** The names at the top of its JSON answers, sorted and joined, where they are of one object: addresses of one kind share them. */
  readonly answers?: string | undefined;
  /** Was it only ever called with POST? Then it does something, and is no object. */
  readonly isPostOnly?: boolean | undefined;
  /** Position in the capture. */
  readonly order?: number | undefined;
}

/** What speaks for a parameter: numbers of distinct values, never the values. */
export interface Evidence {
  values: number;
  /** Look like ids. */
  shaped: number;
  /** Were in an answer before they were in an address. */
  produced: number;
  /** Were in an answer, at that time or later. */
  echoed: number;
  /** Fold with siblings: by what they answer, or by what follows them. */
  alike: number;
  /** Of the values that were in answers: the key that held them most recently. */
  key?: string;
  /** A key that is made for ids held some. */
  isStrong: boolean;
}

export interface Node {
  readonly children: Map<string, Node>;
  /** What all variable children have become. */
  variable?: { readonly node: Node; readonly evidence: Evidence };
  readonly answers: Set<string>;
  isEnd: boolean;
  isPostOnly: boolean;
  /** Position of its first address in the capture. */
  first: number;
}

/** Kinds of answers that are kept of one node. */
const answersMax = 4;
/** Nodes of one capture's addresses; what comes later is placed by its shape alone. */
export const nodesMax = 500_000;

/** `/Calls/CA12.json`: the format belongs to the address, where most addresses of the origin have one. */
const format = /\.(?:json|xml)$/i;

/** The addresses of one origin, and what its words are. */
export class Trie {
  readonly root: Node = emptyNode();
  readonly hasFormats: boolean;
  /** Prefixes and lengths of ids: others of such a form are ids too, even if chance gave them no digit. */
  readonly #forms = new Map<string, number>();
  /** Where each segment stands below something that is no plural. */
  readonly #stands = new Map<string, Standing>();
  /** Segments that an id stands behind. */
  readonly #holders = new Set<string>();
  #nodes = 0;

  constructor(seen: readonly SeenPath[]) {
    const formatted = seen.filter(({ path }) => format.test(path)).length;
    this.hasFormats = formatted > 2 && formatted * 2 > seen.length;
    for (const address of seen) this.#plant(address);
  }

  /** The segments to go by, decoded, and the format behind the last. */
  split(path: string): { readonly segments: readonly string[]; readonly suffix: string } {
    const segments = segmentsOf(path);
    const suffix = this.hasFormats ? (format.exec(path)?.[0] ?? '') : '';
    const last = segments.at(-1) ?? '';
    if (suffix === '' || last.length <= suffix.length) return { segments, suffix: '' };
    return { segments: [...segments.slice(0, -1), last.slice(0, -suffix.length)], suffix };
  }

  /** The same word at several depths and in several places, or with an id behind it, names a kind of thing and no thing. */
  isWord(segment: string): boolean {
    const { depths, isSpread } = this.#stands.get(segment) ?? { depths: 0, isSpread: false };
    return (isSpread && (depths & (depths - 1)) !== 0) || this.#holders.has(segment);
  }

  /** Has it the prefix, the length and the alphabet that ids of this API have? */
  hasFormOfIds(segment: string): boolean {
    const form = formOf(segment);
    return form !== undefined && (this.#forms.get(form) ?? 0) >= 3;
  }

  #plant({ path, answers, isPostOnly, order }: SeenPath): void {
    let node = this.root;
    let [parent, above] = ['', ''];
    let depth = 0;
    for (const written of this.split(path).segments) {
      const segment = percentDecoded(written);
      const known = node.children.get(segment);
      if (known === undefined && this.#nodes >= nodesMax) return;
      const next = known ?? this.#grow(node, segment, { parent, above, depth });
      next.first = Math.min(next.first, order ?? 0);
      node = next;
      [parent, above] = [segment, parent];
      depth += 1;
    }
    node.isPostOnly = (isPostOnly ?? false) && (node.isPostOnly || !node.isEnd);
    node.isEnd = true;
    if (answers !== undefined && answers !== '' && node.answers.size < answersMax) node.answers.add(answers);
  }

  #grow(node: Node, segment: string, { parent, above, depth }: Place): Node {
    const made = emptyNode();
    node.children.set(segment, made);
    this.#nodes += 1;
    if (isIdentifier(segment)) {
      if (!isIdentifier(parent)) this.#holders.add(parent);
      const form = formOf(segment);
      if (form !== undefined) this.#forms.set(form, (this.#forms.get(form) ?? 0) + 1);
    } else if (!isPlural(parent)) {
      const known = this.#stands.get(segment);
      if (known === undefined) this.#stands.set(segment, { depths: bitOf(depth), above, isSpread: false });
      else {
        known.depths |= bitOf(depth);
        known.isSpread ||= known.above !== above;
      }
    }
    return made;
  }
}

interface Place {
  readonly parent: string;
  /** The segment before the parent: of `/repos/{owner}/{repo}` what all repositories stand below. */
  readonly above: string;
  readonly depth: number;
}
interface Standing {
  /** A mask. */
  depths: number;
  readonly above: string;
  isSpread: boolean;
}

function bitOf(depth: number): number {
  return 1 << Math.min(depth, 30);
}

export function emptyNode(): Node {
  return { children: new Map(), answers: new Set(), isEnd: false, isPostOnly: false, first: Infinity };
}

/** `quo_` and the length of the rest, where that mixes letters of both cases, or letters and digits, without a sign between them. */
function formOf(segment: string): string | undefined {
  const [, prefix = '', rest = ''] = /^([a-z]{1,12}_)?([A-Za-z0-9]{8,})$/.exec(segment) ?? [];
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(rest)).length;
  const isScramble = kinds === 3 || (kinds === 2 && (/\d/.test(rest) || (rest.match(/[a-z][A-Z]/g)?.length ?? 0) >= 3));
  return isScramble ? `${prefix}${rest.length}` : undefined;
}

/** By a stack: paths of strangers may be long. */
export function mergeInto(into: Node, from: Node): void {
  const stack: [Node, Node][] = [[into, from]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [a, b] = pair;
    a.isPostOnly = a.isEnd && b.isEnd ? a.isPostOnly && b.isPostOnly : a.isPostOnly || b.isPostOnly;
    a.isEnd ||= b.isEnd;
    a.first = Math.min(a.first, b.first);
    for (const answer of b.answers) if (a.answers.size < answersMax) a.answers.add(answer);
    for (const [segment, child] of b.children) {
      const known = a.children.get(segment);
      if (known === undefined) a.children.set(segment, child);
      else stack.push([known, child]);
    }
  }
}
