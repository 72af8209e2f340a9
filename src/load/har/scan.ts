/** A part of a HAR, cut out by its brackets. Lines and columns are those of its first character, from 1, columns in UTF-16 units. */
export type Piece =
  | { readonly kind: 'entry'; readonly line: number; readonly column: number; readonly bytes: Buffer }
  /** An entry over the limit: its place alone. */
  | { readonly kind: 'oversized'; readonly line: number; readonly column: number }
  /** A short value of `log` beside the entries: `creator`, `version`. */
  | { readonly kind: 'fact'; readonly key: string; readonly bytes: Buffer }
  /** Comes last: whether there was a list of entries, and whether the file was whole. */
  | { readonly kind: 'end'; readonly hasEntries: boolean; readonly isWhole: boolean };

/** Longest fact that is kept, in bytes. */
const factBytesMax = 64 * 1024;
const facts: ReadonlySet<string> = new Set(['creator', 'version', 'browser']);
/** Longest key that is told from another, in bytes. */
const keyBytesMax = 32;

const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Brackets that are open around the root's keys, the keys of `log`, and the entries. */
const depth = { root: 1, log: 2, entries: 3 } as const;

/** Bytes inside of a string that need a look: its end, escapes, line breaks, and all that is not ASCII. */
const special = new Uint8Array(256).map((_, byte) =>
  byte >= 0x80 || byte === quote || byte === backslash || byte === lineFeed ? 1 : 0,
);

/**
 * Cuts the entries out of a HAR by counting brackets: what is inside of one is for JSON.parse, one entry at a time, so that
 * memory does not grow with the file. A line break inside of a string, which JSON forbids, ends the string: so a stray
 * quote spoils one line and not the rest of the file.
 */
export async function* pieces(chunks: AsyncIterable<Buffer>, entryBytesMax: number): AsyncGenerator<Piece> {
  const scanner = new Scanner(entryBytesMax);
  for await (const chunk of chunks) {
    const found = scanner.feed(chunk);
    if (found.length > 0) yield* found;
  }
  yield scanner.end();
}

/** What is being cut out; its bytes are kept as slices of the chunks and joined once. */
interface Cut {
  readonly key: string | undefined;
  readonly line: number;
  readonly column: number;
  slices: Buffer[];
  bytes: number;
  isOversized: boolean;
}

class Scanner {
  readonly #entryBytesMax: number;
  #found: Piece[] = [];
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** The next value at this depth begins a cut. */
  #awaits: 'nothing' | 'entry' | 'fact' = 'nothing';
  #cut: Cut | undefined;
  #cutFrom = 0;
  /** Bytes of a string that may be a key of the root or of `log`. */
  #word: number[] | undefined;
  #key = '';
  #inLog = false;
  #inEntries = false;
  #hasEntries = false;
  #line = 1;
  /** Where the line began, in bytes from the file's beginning, and bytes since that are no UTF-16 unit of their own. */
  #lineStart = 0;
  #silent = 0;
  #wasReturn = false;
  #offset = 0;

  constructor(entryBytesMax: number) {
    this.#entryBytesMax = entryBytesMax;
  }

  feed(chunk: Buffer): readonly Piece[] {
    this.#found = [];
    this.#cutFrom = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#inString) at = this.#string(chunk, at);
      else at = this.#structure(chunk, at);
    }
    if (this.#cut !== undefined) this.#keep(chunk.subarray(this.#cutFrom));
    this.#offset += chunk.length;
    return this.#found;
  }

  end(): Piece {
    return { kind: 'end', hasEntries: this.#hasEntries, isWhole: this.#depth === 0 && this.#hasEntries };
  }

  /** From inside a string to its end or the chunk's. */
  #string(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at += 1;
    }
    const { length } = chunk;
    let silent = 0;
    for (; at < length; at += 1) {
      const begun = at;
      while (at < length && special[chunk[at] ?? 0] === 0) at += 1;
      if (this.#word !== undefined) this.#spell(chunk, begun, at);
      const byte = chunk[at] ?? 0;
      if (byte === quote || byte === lineFeed) {
        this.#inString = false;
        break;
      }
      if (byte === backslash) {
        at += 1;
        if (at === length) this.#isEscaped = true;
      } else if ((byte & 0xc0) === 0x80) silent += 1;
      // Four bytes are two UTF-16 units.
      else if (byte >= 0xf0) silent -= 1;
    }
    this.#silent += silent;
    return at < length && chunk[at] === quote && !this.#inString ? at + 1 : at;
  }

  #spell(chunk: Buffer, from: number, to: number): void {
    const word = this.#word ?? [];
    for (let at = from; at < to && word.length < keyBytesMax; at += 1) word.push(chunk[at] ?? 0);
  }

  /** One byte outside of strings. */
  #structure(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    switch (byte) {
      case 0x20:
      case 0x09:
        return at + 1;
      case lineFeed:
      case carriageReturn:
        this.#lineBreak(byte, at);
        return at + 1;
      case 0x7d: // }
      case 0x5d: // ]
        this.#close(chunk, at, byte);
        break;
      case 0x2c: // ,
        this.#comma(chunk, at);
        break;
      case 0x3a: // :
        this.#colon();
        break;
      default:
        this.#value(byte, at);
    }
    this.#wasReturn = false;
    return at + 1;
  }

  #lineBreak(byte: number, at: number): void {
    if (byte === carriageReturn || !this.#wasReturn) this.#line += 1;
    this.#wasReturn = byte === carriageReturn;
    this.#lineStart = this.#offset + at + 1;
    this.#silent = 0;
  }

  /** The first byte of a value, or one of a number, `true`, `false` or `null`. */
  #value(byte: number, at: number): void {
    if (this.#awaits !== 'nothing') this.#begin(at);
    if (byte === quote) {
      this.#inString = true;
      const mayBeKey =
        this.#cut === undefined && (this.#depth === depth.root || (this.#depth === depth.log && this.#inLog));
      this.#word = mayBeKey ? [] : undefined;
    } else if (byte === 0x7b || byte === 0x5b) {
      this.#depth += 1;
      if (this.#depth === depth.log) this.#inLog = this.#key === 'log' && byte === 0x7b;
      if (this.#depth === depth.entries && this.#inLog && this.#key === 'entries' && byte === 0x5b) {
        this.#inEntries = true;
        this.#hasEntries = true;
        this.#awaits = 'entry';
      }
      this.#key = '';
    }
  }

  #begin(at: number): void {
    this.#cut = {
      key: this.#awaits === 'fact' ? this.#key : undefined,
      line: this.#line,
      column: this.#offset + at - this.#lineStart - this.#silent + 1,
      slices: [],
      bytes: 0,
      isOversized: false,
    };
    this.#cutFrom = at;
    this.#awaits = 'nothing';
  }

  #colon(): void {
    if (this.#word === undefined || this.#cut !== undefined) return;
    this.#key = String.fromCharCode(...this.#word);
    this.#word = undefined;
    if (this.#depth === depth.log && this.#inLog && facts.has(this.#key)) this.#awaits = 'fact';
  }

  #comma(chunk: Buffer, at: number): void {
    this.#finish(chunk, at);
    if (this.#inEntries && this.#depth === depth.entries) this.#awaits = 'entry';
  }

  #close(chunk: Buffer, at: number, byte: number): void {
    this.#finish(chunk, at);
    if (this.#inEntries && this.#depth === depth.entries) {
      // A brace too many in an entry: the list goes on.
      if (byte === 0x7d) return;
      this.#inEntries = false;
      this.#awaits = 'nothing';
    }
    if (this.#depth === depth.log) this.#inLog = false;
    this.#depth = Math.max(0, this.#depth - 1);
  }

  /** A comma or bracket ends the cut value where it is its own: entries lie one deeper than facts. */
  #finish(chunk: Buffer, at: number): void {
    const cut = this.#cut;
    if (cut === undefined || this.#depth !== (cut.key === undefined ? depth.entries : depth.log)) return;
    this.#keep(chunk.subarray(this.#cutFrom, at));
    this.#cut = undefined;
    const { key, line, column } = cut;
    if (key === undefined && cut.isOversized) this.#found.push({ kind: 'oversized', line, column });
    else if (!cut.isOversized) {
      const bytes = cut.slices.length === 1 ? (cut.slices[0] ?? chunk.subarray(0, 0)) : Buffer.concat(cut.slices);
      this.#found.push(key === undefined ? { kind: 'entry', line, column, bytes } : { kind: 'fact', key, bytes });
    }
  }

  #keep(slice: Buffer): void {
    const cut = this.#cut;
    if (cut === undefined) return;
    cut.bytes += slice.length;
    if (cut.bytes > (cut.key === undefined ? this.#entryBytesMax : factBytesMax)) {
      cut.isOversized = true;
      cut.slices = [];
    } else cut.slices.push(slice);
  }
}
