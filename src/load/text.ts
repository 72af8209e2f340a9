import type { Region } from '../model/source.ts';
import { LoadError } from './load-error.ts';

/** Largest document that is read, in bytes: V8 strings end at 512 MiB, and no real document comes near this. */
export const documentBytesMax = 64 * 1024 * 1024;
/** Deepest nesting of a document: the deepest real ones have about 60 levels. */
export const depthMax = 500;

/** Bytes as text: UTF-8, or UTF-16 by its byte order mark; the mark is no part of the text. */
export function decode(bytes: Buffer, uri: string): string {
  const place = { uri };
  if (bytes.length > documentBytesMax)
    throw new LoadError('too-large', `larger than ${documentBytesMax / 1024 / 1024} MB`, { place });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new LoadError('empty', 'the file is empty', { place });
  if (text.includes('\0')) throw new LoadError('binary', 'a binary file, no YAML or JSON', { place });
  return text;
}

/** Offsets to lines and columns. A line ends with LF, CRLF or a lone CR (YAML 1.2 section 5.4). */
export class LineTable {
  readonly #starts: number[] = [0];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    if (!text.includes('\r')) {
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
      return;
    }
    for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) this.#starts.push(index + ending.length);
  }

  /** 1-based line and column of an offset. */
  position(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** The region from `start` to `end`, cut at the end of its first line; never empty. */
  region(start: number, end: number): Region {
    const { line, column } = this.position(start);
    const lineStart = this.#starts[line - 1] ?? 0;
    // A minified document is one line of megabytes, so the line is not copied.
    let lineEnd = this.#starts[line] ?? this.#text.length;
    while (lineEnd > lineStart && isBreak(this.#text.charCodeAt(lineEnd - 1))) lineEnd -= 1;
    const lastColumn = Math.max(lineEnd - lineStart + 1, column + 1);
    const endColumn = Math.min(Math.max(end - lineStart + 1, column + 1), lastColumn);
    return { startLine: line, startColumn: column, endLine: line, endColumn };
  }
}

function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
