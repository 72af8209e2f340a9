import type { Json } from '../../model/json.ts';
import type { KeywordFact, KeywordKind } from '../fact.ts';

export type Growth = KeywordFact['growth'];
/** A keyword that differs, before it is known where it stands. */
export interface KeywordChange {
  readonly kind: KeywordKind;
  readonly growth: Growth;
  /** The key in the document, where it is not the kind's. */
  readonly key?: string;
  readonly before?: Json;
  readonly after?: Json;
}

export type Changes = KeywordChange[];

/** What is absent has no key. */
export function sides(before: Json | undefined, after: Json | undefined): { before?: Json; after?: Json } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

export function how(before: unknown, after: unknown): 'set' | 'removed' | 'changed' {
  if (before === undefined) return 'set';
  return after === undefined ? 'removed' : 'changed';
}

/** Members of an enum by their text: of most nothing else is there to compare. */
export function membersOf(values: readonly Json[]): ReadonlyMap<string, Json> {
  return new Map(values.map((value) => [JSON.stringify(value), value]));
}
