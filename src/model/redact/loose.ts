import { gramChars, Grams } from './grams.ts';

/** Places of the filter, as a power of two: 4 KB, as there is one an exchange. */
const filterBits = 15;

/** Values with their tags that are looked for in one exchange alone, whatever stands beside them. */
export class Loose {
  readonly #tags = new Map<string, string>();
  readonly #byGram = new Map<string, string[]>();
  #grams: Grams | undefined;

  /** A value of six characters or more. */
  set(value: string, tag: string): void {
    if (!this.#tags.has(value)) {
      const gram = value.slice(-gramChars);
      const sharing = this.#byGram.get(gram);
      if (sharing === undefined) this.#byGram.set(gram, [value]);
      else sharing.push(value);
      this.#grams ??= new Grams(filterBits);
      this.#grams.add(value, value.length - gramChars);
    }
    this.#tags.set(value, tag);
  }

  take(others: Loose): void {
    for (const [value, tag] of others.#tags) this.set(value, tag);
  }

  /** Is one of them in the text? */
  isIn(text: string): boolean {
    const grams = this.#grams;
    if (grams === undefined) return false;
    for (let at = grams.indexIn(text); at !== -1; at = grams.indexIn(text, at + 1)) {
      const sharing = this.#byGram.get(text.slice(at, at + gramChars)) ?? [];
      if (sharing.some((value) => text.endsWith(value, at + gramChars))) return true;
    }
    return false;
  }

  /** The text with their tags in their places. */
  sweep(text: string): string {
    if (!this.isIn(text)) return text;
    let clean = text;
    for (const [value, tag] of this.#tags) if (clean.includes(value)) clean = clean.replaceAll(value, tag);
    return clean;
  }
}
