import type { Region } from '../../model/source.ts';

/** The line and column of every entry, in eight bytes each. */
export class EntryPlaces {
  #numbers = new Uint32Array(1_024);
  #count = 0;

  add(line: number, column: number): void {
    if (this.#count * 2 === this.#numbers.length) {
      const larger = new Uint32Array(this.#numbers.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers.set([line, column], this.#count * 2);
    this.#count += 1;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Of `/log/entries/12` and all below it the entry's first character; of anything else the file's. */
  locate(path: string): Region {
    const index = Number(/^\/log\/entries\/(\d{1,9})(?:\/|$)/.exec(path)?.[1] ?? -1);
    const isKnown = index >= 0 && index < this.#count;
    const line = isKnown ? (this.#numbers[index * 2] ?? 1) : 1;
    const column = isKnown ? (this.#numbers[index * 2 + 1] ?? 1) : 1;
    return { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 };
  }
}
