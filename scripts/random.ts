/** Chance for the bench, the scripts and the tests: the same seed makes the same run. Not for secrets. */
import { Chance } from '../src/model/generate/chance.ts';

const steps = 2 ** 32;

export class Random extends Chance {
  /** From 0 up to, not including, 1. */
  next(): number {
    return this.below(steps) / steps;
  }

  /** Both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** One character of the text. */
  of(text: string): string {
    return text.charAt(this.below(text.length));
  }

  letters(alphabet: string, length: number): string {
    return Array.from({ length }, () => this.of(alphabet)).join('');
  }

  /** By Fisher and Yates. */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let last = copy.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const [a, b] = [copy[last], copy[other]];
      if (a === undefined || b === undefined) continue;
      copy[last] = b;
      copy[other] = a;
    }
    return copy;
  }
}

/** A number for a text (FNV-1a): what depends on a name alone is the same in every run. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return hash >>> 0;
}
