import type { Piece } from './scan.ts';

const lineFeed = 0x0a;

/** Entries a line (NDJSON): one JSON object each. An empty line is none; a longer one than `entryBytesMax` bytes is told as such. */
export async function* linePieces(chunks: AsyncIterable<Buffer>, entryBytesMax: number): AsyncGenerator<Piece> {
  const lines = new Lines(entryBytesMax);
  for await (const chunk of chunks) yield* lines.feed(chunk);
  yield* lines.end();
}

class Lines {
  readonly #entryBytesMax: number;
  #slices: Buffer[] = [];
  #bytes = 0;
  #line = 1;

  constructor(entryBytesMax: number) {
    this.#entryBytesMax = entryBytesMax;
  }

  *feed(chunk: Buffer): Generator<Piece> {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#keep(chunk.subarray(from, at));
      yield* this.#piece();
      this.#line += 1;
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  *end(): Generator<Piece> {
    yield* this.#piece();
    yield { kind: 'end', hasEntries: true, isWhole: true };
  }

  #keep(slice: Buffer): void {
    this.#bytes += slice.length;
    if (this.#bytes > this.#entryBytesMax) this.#slices = [];
    else if (slice.length > 0) this.#slices.push(slice);
  }

  *#piece(): Generator<Piece> {
    const isOversized = this.#bytes > this.#entryBytesMax;
    const [bytes, place] = [Buffer.concat(this.#slices), { line: this.#line, column: 1 }];
    this.#slices = [];
    this.#bytes = 0;
    if (isOversized) yield { kind: 'oversized', ...place };
    else if (!isBlank(bytes)) yield { kind: 'entry', ...place, bytes };
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
