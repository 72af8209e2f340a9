import { Screen } from './screen.ts';

/** Places of the filter, as a power of two: 2 KB, as there is one an exchange. */
const filterBits = 14;

/** One that is free again: an exchange is redacted at a time, and most need one. */
let spare: Screen | undefined;

/** Values with their tags that are looked for in one exchange alone, whatever stands beside them. */
export class Loose {
  readonly #tags = new Map<string, string>();
  #screen: Screen | undefined;

  /** What tells of most texts that none of them is in it; undefined where there are none. */
  get screen(): Screen | undefined {
    return this.#screen;
  }

  /** A value of six characters or more. */
  set(value: string, tag: string): void {
    if (!this.#tags.has(value)) {
      this.#screen ??= spare ?? new Screen(filterBits);
      if (this.#screen === spare) spare = undefined;
      this.#screen.add(value);
    }
    this.#tags.set(value, tag);
  }

  /** Forgets them. */
  clear(): void {
    this.#tags.clear();
    this.#screen?.clear();
    spare ??= this.#screen;
    this.#screen = undefined;
  }

  take(others: Loose): void {
    for (const [value, tag] of others.#tags) this.set(value, tag);
  }

  /** Is one of them in the text? */
  isIn(text: string): boolean {
    if (this.#screen?.mayHold(text) !== true) return false;
    for (const value of this.#tags.keys()) if (text.includes(value)) return true;
    return false;
  }

  /** The text with their tags in their places. */
  sweep(text: string): string {
    return this.#screen?.mayHold(text) === true ? this.replaceIn(text) : text;
  }

  /** The same, of a text that the screen may hold. */
  replaceIn(text: string): string {
    let clean = text;
    for (const [value, tag] of this.#tags) if (clean.includes(value)) clean = clean.replaceAll(value, tag);
    return clean;
  }
}
