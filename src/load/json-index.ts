/** Where the keys of a JSON text stand. A container's members are found when one of them is asked for, others are skipped. */

export interface Span {
  readonly start: number;
  readonly end: number;
}
interface Member {
  readonly key: string;
  /** The key with its quotes; of an array's item its value. */
  readonly span: Span;
  readonly valueStart: number;
}

const quote = 0x22;
const backslash = 0x5c;

export class JsonIndex {
  readonly #text: string;
  #ends: ContainerEnds | undefined;
  readonly #members = new Map<number, ReadonlyMap<string, Member>>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The span of the last key that is there on the way down. */
  find(keys: readonly string[]): Span {
    let valueStart = skipSpace(this.#text, 0);
    // The whole text has no key: its first character stands for it.
    let span: Span = { start: valueStart, end: valueStart + 1 };
    for (const key of keys) {
      const member = this.#membersOf(valueStart).get(key);
      if (member === undefined) break;
      span = member.span;
      valueStart = member.valueStart;
    }
    return span;
  }

  #membersOf(start: number): ReadonlyMap<string, Member> {
    const known = this.#members.get(start);
    if (known !== undefined) return known;
    const members = new Map<string, Member>();
    // The last of two equal keys counts, as it does for JSON.parse.
    this.#ends ??= new ContainerEnds(this.#text);
    for (const member of readMembers(this.#text, start, this.#ends)) members.set(member.key, member);
    this.#members.set(start, members);
    return members;
  }
}

/** Where each object and array of the text ends: one pass, in place of one over every container on each way down. */
export class ContainerEnds {
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(text: string) {
    const [starts, ends, open]: [number[], number[], number[]] = [[], [], []];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) at = stringEnd(text, at) - 1;
      else if (code === 0x7b || code === 0x5b) {
        open.push(starts.length);
        starts.push(at);
        ends.push(text.length);
      } else if (code === 0x7d || code === 0x5d) ends[open.pop() ?? 0] = at + 1;
    }
    this.#starts = Int32Array.from(starts);
    this.#ends = Int32Array.from(ends);
  }

  /** The offset after the closing bracket of the container that starts here. */
  of(start: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return this.#ends[low] ?? 0;
  }
}

/** The members of the object or array at `start`; none of a scalar. Throws where a key has no quotes. */
export function* readMembers(text: string, start: number, ends: ContainerEnds): Generator<Member> {
  const open = text[start];
  if (open !== '{' && open !== '[') return;
  let at = skipSpace(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== '}' && text[at] !== ']'; index += 1) {
    let key = String(index);
    let span: Span | undefined;
    if (open === '{') {
      if (text.charCodeAt(at) !== quote) throw new SyntaxError('a key without quotes');
      const end = stringEnd(text, at);
      const quoted = text.slice(at, end);
      key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
      span = { start: at, end };
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    const end = valueEnd(text, at, ends);
    yield { key, span: span ?? { start: at, end }, valueStart: at };
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (
    let code = text.charCodeAt(at);
    code === 32 || code === 10 || code === 13 || code === 9;
    code = text.charCodeAt(at)
  )
    at += 1;
  return at;
}

/** The offset after the closing quote: quotes behind an odd number of backslashes do not close. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

export function valueEnd(text: string, start: number, ends: ContainerEnds): number {
  const first = text.charCodeAt(start);
  if (first === quote) return stringEnd(text, start);
  if (first === 0x7b || first === 0x5b) return ends.of(start);
  let at = start;
  while (at < text.length && !',]} \n\r\t'.includes(text[at] ?? '')) at += 1;
  return at;
}

/** How many object keys the text holds: more than its value has means that some stand twice. */
export function countKeys(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at !== -1;) {
    const end = stringEnd(text, at);
    if (text.charCodeAt(skipSpace(text, end)) === 0x3a) keys += 1;
    at = text.indexOf('"', end);
  }
  return keys;
}
