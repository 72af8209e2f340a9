/** Lines kept of one dry run. */
const linesMax = 20_000;

/** What a dry run would send: each line once, in the order in which it was first meant. */
export class Plan {
  readonly #lines = new Set<string>();

  /** `GET https://staging.example.com/v1/cards/{cardId} as alice (bola-read-path)` */
  add(call: { readonly method: string; readonly url: string; readonly as: string; readonly why?: string }): void {
    const { method, url, as, why } = call;
    if (this.#lines.size < linesMax)
      this.#lines.add(`${method} ${url} as ${as}${why === undefined ? '' : ` (${why})`}`);
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }
}
