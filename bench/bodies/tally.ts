/** What became of one engine's bodies. */
export class Tally {
  readonly name: string;
  accepted = 0;
  crashed = 0;
  /** Not accepted though nothing proves that no body can be. */
  rejected = 0;
  /** It says itself that the body does not hold. */
  owned = 0;
  /** It says that the body holds, and ajv refuses it. */
  silent = 0;
  readonly #keywords = new Map<string, number>();
  #cpu = 0;
  #slowest = 0;
  #made = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** CPU in microseconds. */
  made(cpu: number): void {
    this.#made += 1;
    this.#cpu += cpu;
    this.#slowest = Math.max(this.#slowest, cpu);
  }

  reject(keyword: string): void {
    this.rejected += 1;
    this.#keywords.set(keyword, (this.#keywords.get(keyword) ?? 0) + 1);
  }

  line(satisfiable: number): string {
    const share = ((100 * this.accepted) / satisfiable).toFixed(2);
    const keywords = [...this.#keywords]
      .toSorted((a, b) => b[1] - a[1])
      .map(([keyword, times]) => `${keyword} ${times}`);
    const mean = (this.#cpu / 1_000 / Math.max(1, this.#made)).toFixed(2);
    return `${this.name.padEnd(18)} accepted ${this.accepted} of ${satisfiable} (${share} %), rejected ${this.rejected}, said so itself ${this.owned}, silent ${this.silent}, crashed ${this.crashed}, ${mean} ms of CPU a body, slowest ${(this.#slowest / 1_000).toFixed(0)} ms; by keyword: ${keywords.join(', ')}\n`;
  }
}
