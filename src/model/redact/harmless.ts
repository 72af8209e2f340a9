/** Texts that are remembered, all names together, and the longest of one, in characters. */
const rememberedMax = 4_000;
const textCharsMax = 300;

/**
 * Texts that were looked at and are of no class, by the name they stand under: clients send the same `user-agent` and call the
 * same paths again and again. Whether one is known by now is asked each time. A stranger's new ones push the old ones out.
 */
export class Harmless {
  readonly #byName = new Map<string, Set<string>>();
  #remembered = 0;

  has(name: string, text: string): boolean {
    return this.#byName.get(name)?.has(text) === true;
  }

  add(name: string, text: string): void {
    if (text.length > textCharsMax || name.length > textCharsMax) return;
    if (this.#remembered >= rememberedMax) {
      this.#byName.clear();
      this.#remembered = 0;
    }
    let texts = this.#byName.get(name);
    if (texts === undefined) this.#byName.set(name, (texts = new Set()));
    texts.add(text);
    this.#remembered += 1;
  }
}
