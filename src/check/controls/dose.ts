import type { Exchange } from '../../model/exchange.ts';
import { unusable } from './answers.ts';

/** A ladder of doses whose effect is time (control C12). */
export interface Ladder {
  /** Rising; the first is none. A dose is in what `send` makes of it: milliseconds of sleep, characters. */
  readonly doses: readonly number[];
  send(dose: number): Promise<Exchange>;
  /** Times each dose is sent; the shortest counts, as noise only adds. */
  readonly repeats: number;
  /** The ladder ends at the first answer that takes longer, in milliseconds: nobody is harmed. */
  readonly capMs: number;
}
export interface Rung {
  readonly dose: number;
  /** The shortest answer, in milliseconds. */
  readonly ms: number;
  readonly exchange: Exchange;
}

/** Sends the ladder in rounds, each in another order, so that a target that gets slower looks like no dose. */
export async function climb(ladder: Ladder): Promise<readonly Rung[] | { readonly undecided: string }> {
  const best = new Map<number, Rung>();
  let doses: readonly number[] = ladder.doses;
  for (let round = 0; round < ladder.repeats; round += 1) {
    const order = round % 2 === 0 ? doses : doses.toReversed();
    for (const dose of order) {
      if (!doses.includes(dose)) continue;
      const exchange = await ladder.send(dose);
      const failed = unusable(exchange);
      if (failed !== undefined) return { undecided: failed };
      const ms = exchange.durationMs;
      if (ms < (best.get(dose)?.ms ?? Infinity)) best.set(dose, { dose, ms, exchange });
      if (ms > ladder.capMs) doses = doses.filter((other) => other <= dose);
    }
  }
  return [...best.values()].filter(({ dose }) => doses.includes(dose)).sort((a, b) => a.dose - b.dose);
}

/** Answers later by what was asked for: each step between rungs takes between 0.7 and 1.5 of its dose in milliseconds. */
export function followsDose(rungs: readonly Rung[]): boolean {
  if (rungs.length < 3) return false;
  return rungs.slice(1).every(({ dose, ms }, index) => {
    const before = rungs[index];
    if (before === undefined) return false;
    const ratio = (ms - before.ms) / (dose - before.dose);
    return ratio > 0.7 && ratio < 1.5;
  });
}

/** Grows faster than its input: at least doubles on `steps` rungs in a row, the last of which end the ladder. */
export function doubles(rungs: readonly Rung[], steps: number): boolean {
  if (rungs.length <= steps) return false;
  return rungs.slice(-steps).every(({ ms }, index) => {
    const before = rungs[rungs.length - steps + index - 1];
    return before !== undefined && ms >= 2 * before.ms && ms > 0;
  });
}
