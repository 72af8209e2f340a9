import type { Exchange } from '../../model/exchange.ts';
import { ownText, type Json } from '../../model/json.ts';
import { redactExchange, type Redactor } from '../../model/redact.ts';
import type { Source } from '../../model/source.ts';
import type { Input } from '../inputs.ts';
import { LoadError, printable } from '../load-error.ts';
import { isEntryLines, sniffBytesMax } from '../sniff.ts';
import { withBodiesBeside } from './beside.ts';
import { plainBytes } from './bytes.ts';
import { holdsCredentials, mayLoseCredentials } from './credentials-lost.ts';
import { rawExchange } from './entry.ts';
import { passes, type EntryFilter } from './filter.ts';
import { linePieces } from './lines.ts';
import { EntryPlaces } from './places.ts';
import { pieces, type Piece } from './scan.ts';

export interface CaptureLimits {
  /** A larger entry is skipped, in bytes. */
  readonly entryBytesMax: number;
  /** Skipped entries that are named one by one; of the others there is a count. */
  readonly notesMax: number;
}
export interface CaptureOptions extends Partial<CaptureLimits> {
  readonly filter?: EntryFilter;
}
const defaultLimits: CaptureLimits = { entryBytesMax: 64 * 1024 * 1024, notesMax: 10 };

export interface CaptureReader {
  /** From the beginning at each call, one entry in memory at a time. Throws LoadError where the file is no capture. */
  exchanges(): AsyncIterable<Exchange>;
  /** Knows the places of the entries that were read. */
  readonly source: Source;
  /** What was left out and why, without values; filled while reading. */
  readonly notes: readonly string[];
  /** What made the file, as it says; known when the first entry is. */
  readonly creator: string | undefined;
  /** Entries that were there, and of those the ones that the filter left out. */
  readonly counts: { readonly entries: number; readonly filtered: number };
}

export function readCapture(input: Input, redactor: Redactor, options: CaptureOptions = {}): CaptureReader {
  const reading = new Reading(input, redactor, { ...defaultLimits, ...options });
  return {
    exchanges: () => reading.exchanges(),
    source: {
      id: input.id,
      uri: input.uri,
      inTree: input.inTree,
      locate: (path) => reading.places.locate(path),
    },
    get notes() {
      return reading.notes();
    },
    get creator() {
      return reading.creator;
    },
    get counts() {
      return reading.counts;
    },
  };
}

class Reading {
  readonly #input: Input;
  readonly #redactor: Redactor;
  readonly #limits: CaptureLimits & CaptureOptions;
  readonly places = new EntryPlaces();
  creator: string | undefined;
  #notes: string[] = [];
  #skipped = 0;
  #index = 0;
  #filtered = 0;
  #credentialsLost: boolean | undefined;

  constructor(input: Input, redactor: Redactor, limits: CaptureLimits & CaptureOptions) {
    this.#input = input;
    this.#redactor = redactor;
    this.#limits = limits;
  }

  async *exchanges(): AsyncGenerator<Exchange> {
    this.#start();
    for await (const piece of this.#pieces()) {
      if (piece.kind === 'fact') this.#fact(piece.key, piece.bytes);
      else if (piece.kind === 'end') this.#end(piece);
      else {
        this.#credentialsLost ??= mayLoseCredentials(this.creator) && !(await holdsCredentials(this.#bytes()));
        const exchange = await this.#entry(piece);
        if (exchange !== undefined) yield exchange;
      }
    }
  }

  get counts(): CaptureReader['counts'] {
    return { entries: this.#index, filtered: this.#filtered };
  }

  async *#pieces(): AsyncGenerator<Piece> {
    const chunks = this.#bytes()[Symbol.asyncIterator]();
    const begun: Buffer[] = [];
    for (let bytes = 0; bytes < sniffBytesMax;) {
      const next = await chunks.next();
      if (next.done === true) break;
      begun.push(next.value);
      bytes += next.value.length;
    }
    async function* all(): AsyncGenerator<Buffer> {
      yield* begun;
      yield* { [Symbol.asyncIterator]: () => chunks };
    }
    const cut = isEntryLines(Buffer.concat(begun)) ? linePieces : pieces;
    yield* cut(all(), this.#limits.entryBytesMax);
  }

  notes(): readonly string[] {
    const more = this.#skipped - this.#limits.notesMax;
    return more > 0 ? [...this.#notes, `${this.#input.uri}: ${more} more entries skipped`] : this.#notes;
  }

  #start(): void {
    this.places.clear();
    this.creator = undefined;
    this.#notes = [];
    this.#skipped = 0;
    this.#index = 0;
    this.#filtered = 0;
  }

  #bytes(): AsyncIterable<Buffer> {
    return plainBytes(this.#input.open(), this.#input.uri);
  }

  #fact(key: string, bytes: Buffer): void {
    if (key !== 'creator') return;
    const value = parsed(bytes);
    // Optic writes a text where HAR wants an object.
    const name = typeof value === 'string' ? value : ownText(value, 'name');
    if (name !== undefined) this.creator = printable(name.slice(0, 100));
  }

  async #entry(piece: Extract<Piece, { kind: 'entry' | 'oversized' }>): Promise<Exchange | undefined> {
    const index = this.#index;
    this.#index += 1;
    this.places.add(piece.line, piece.column);
    if (piece.kind === 'oversized') return this.#skip(index, 'too large');
    const entry = parsed(piece.bytes);
    if (entry === undefined) return this.#skip(index, 'no valid JSON');
    const { filter } = this.#limits;
    if (filter !== undefined && !passes(entry, filter)) {
      this.#filtered += 1;
      return undefined;
    }
    const beside = this.#input.beside?.bind(this.#input);
    const whole = beside === undefined ? entry : await withBodiesBeside(entry, beside);
    const raw = rawExchange(whole, {
      at: { source: this.#input.id, path: `/log/entries/${index}` },
      creator: this.creator,
      credentialsLost: this.#credentialsLost === true,
    });
    if ('reason' in raw) return this.#skip(index, raw.reason);
    const before = this.#redactor.dropped();
    const exchange = redactExchange(raw, this.#redactor);
    if (this.#redactor.dropped() > before) this.#note(`content of entry ${index} left out: it could not be redacted`);
    return exchange;
  }

  #skip(index: number, reason: string): undefined {
    this.#skipped += 1;
    if (this.#skipped <= this.#limits.notesMax) this.#note(`entry ${index} skipped: ${reason}`);
  }

  #note(text: string): void {
    if (this.#notes.length < 2 * this.#limits.notesMax) this.#notes.push(`${this.#input.uri}: ${text}`);
  }

  #end({ hasEntries, isWhole }: Extract<Piece, { kind: 'end' }>): void {
    if (!hasEntries)
      throw new LoadError('syntax', 'no HAR capture: it has no log.entries', { place: { uri: this.#input.uri } });
    if (!isWhole)
      this.#notes.push(`${this.#input.uri}: the file is cut off; its first ${this.#index} entries were read`);
  }
}

function parsed(bytes: Buffer): Json | undefined {
  try {
    const value: Json = JSON.parse(bytes.toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}
