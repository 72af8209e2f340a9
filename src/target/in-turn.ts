/** One after the other for the same name: what the first finds, the next need not ask for again. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Waits for those before, whatever became of them. What runs must not ask for a turn of its own: it would wait for itself. */
  of<T>(name: string, run: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const mine = before.then(run, run);
    this.#last.set(name, mine);
    return mine;
  }
}
