import type { Json } from '../model/json.ts';
import type { Fault } from '../model/api.ts';
import type { Span } from './json-index.ts';

export interface ReadFault {
  readonly kind: Fault['kind'];
  readonly path: string;
  readonly message: string;
}

/** A text as values, and where its keys stand. */
export interface Read {
  readonly value: Json;
  /** No object stands at two places, as YAML's aliases let it. */
  readonly isTree: boolean;
  readonly faults: readonly ReadFault[];
  /** Offsets of the last key on the way that is there. */
  find(keys: readonly string[]): Span;
}

/** Integers that lose digits as doubles, but for the limits of 64 bits, which are meant as such. */
export function isRoundedLimit(value: number): boolean {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return false;
  return ![2 ** 53, 2 ** 63, 2 ** 64].includes(Math.abs(value)) && Math.abs(value) < 1e21;
}
