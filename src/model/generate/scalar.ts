import type { JsonType, Schema } from '../api.ts';
import type { Json } from '../json.ts';
import { Chance } from './chance.ts';
import type { Demand } from './demand.ts';
import { fits, type Judging } from './judge.ts';
import { membersMax } from './limits.ts';
import { numbersFor } from './numbers.ts';
import { textsFor } from './texts.ts';

export interface ScalarWish extends Judging {
  readonly demand: Demand;
  readonly type: JsonType;
  /** Of the property that it is the value of. */
  readonly name: string;
  readonly chance: number;
  /** Which item of a list, attempt and seed: lists of choices are begun there. At 0 values are plain: `probe`, 1. */
  readonly turn: number;
}

/** The first value that fits everything that was asked for; else the likeliest one, which the judge will refuse. */
export function scalarOf(wish: ScalarWish): Json {
  const { demand } = wish;
  const ids = [...demand.ids, ...[...demand.choices.values()].map(({ variant }) => variant)];
  let likeliest: Json | undefined;
  for (const value of candidates(wish)) {
    if (fits(wish, ids, value)) return value;
    likeliest ??= value;
  }
  return likeliest ?? null;
}

function* candidates(wish: ScalarWish): Generator<Json> {
  const { demand, type, turn, name } = wish;
  const { parts } = demand;
  const members = membersOf(parts);
  if (members !== undefined) {
    const start = members.length === 0 ? 0 : turn % members.length;
    yield* members.slice(start, start + membersMax);
    yield* members.slice(0, Math.min(start, membersMax));
    return;
  }
  const chance = new Chance(wish.chance);
  switch (type) {
    case 'null':
      yield null;
      return;
    case 'boolean':
      yield turn % 2 === 0;
      yield turn % 2 === 1;
      return;
    case 'integer':
    case 'number':
      yield* numbersFor(parts, { isInteger: type === 'integer', chance, isPlain: turn === 0 });
      return;
    default:
      yield* textsFor(parts, { name, chance, isPlain: turn === 0 });
  }
}

/** The shortest closed list among the parts; null comes last. */
export function membersOf(parts: readonly Schema[]): readonly Json[] | undefined {
  const lists = parts.flatMap(({ enum: members }) => (members === undefined ? [] : [members]));
  const [shortest] = lists.toSorted((a, b) => a.length - b.length);
  if (shortest === undefined) return undefined;
  return [...shortest.filter((member) => member !== null), ...shortest.filter((member) => member === null)];
}
