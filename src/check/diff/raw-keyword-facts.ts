import type { Schema } from '../../model/api.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Both } from '../rule.ts';
import { how, membersOf, sides, type Changes } from './keyword-change.ts';
import { sameJson } from './same-json.ts';

const rawKeys = [
  'if',
  'then',
  'else',
  'contains',
  'contentSchema',
  'unevaluatedItems',
  'dependentSchemas',
  'dependentRequired',
  'minContains',
  'maxContains',
  'x-extensible-enum',
] as const;

/** Most schemas have none of these: one look at what the loader set aside, or at two counts. */
export function isExtended({ others, raw }: Schema): boolean {
  return others.length > 0 || rawKeys.some((key) => Object.hasOwn(raw, key));
}

const present = ['if', 'then', 'else', 'contains', 'contentSchema', 'unevaluatedItems'] as const;

/** Keywords that the model sets aside: most schemas have none of them. */
export function rawChanges({ before, after }: Both<Schema>, changes: Changes): void {
  for (const key of present) {
    const [was, is] = [isSaid(before.raw[key]), isSaid(after.raw[key])];
    if (was !== is) changes.push({ kind: `${key}/${is ? 'set' : 'removed'}`, growth: is ? 'shrinks' : 'grows' });
  }
  const names = (schema: Schema, key: string): ReadonlySet<string> =>
    new Set(isObject(schema.raw[key]) ? Object.keys(schema.raw[key]) : []);
  const [was, is] = [names(before, 'dependentSchemas'), names(after, 'dependentSchemas')];
  if ([...is].some((name) => !was.has(name))) changes.push({ kind: 'dependentSchemas/set', growth: 'shrinks' });
  if ([...was].some((name) => !is.has(name))) changes.push({ kind: 'dependentSchemas/removed', growth: 'grows' });
  const [wasNeeded, isNeeded] = [before.raw['dependentRequired'], after.raw['dependentRequired']];
  if (!sameJson(wasNeeded, isNeeded)) {
    const growth = wasNeeded === undefined ? 'shrinks' : isNeeded === undefined ? 'grows' : 'incomparable';
    changes.push({ kind: `dependentRequired/${how(wasNeeded, isNeeded)}`, growth });
  }
  for (const [key, side] of [
    ['minContains', 'lower'],
    ['maxContains', 'upper'],
  ] as const) {
    const [from, to] = [numberAt(before, key), numberAt(after, key)];
    if (from === to) continue;
    const values = sides(from, to);
    if (to === undefined) changes.push({ kind: `${key}/removed`, growth: 'grows', ...values });
    else if (from === undefined) changes.push({ kind: `${key}/set`, growth: 'shrinks', ...values });
    else
      changes.push({
        kind: `${key}/${to > from ? 'raised' : 'lowered'}`,
        growth: to > from === (side === 'upper') ? 'grows' : 'shrinks',
        ...values,
      });
  }
  const [wasOpen, isOpen] = [listAt(before, 'x-extensible-enum'), listAt(after, 'x-extensible-enum')];
  const left = membersOf(isOpen);
  const gone = wasOpen.filter((value) => !left.has(JSON.stringify(value)));
  if (gone.length > 0) changes.push({ kind: 'x-extensible-enum/value-removed', growth: 'none', before: gone });
}

/** `true` and `{}` let everything through. */
function isSaid(value: Json | undefined): boolean {
  return value !== undefined && value !== true && !(isObject(value) && Object.keys(value).length === 0);
}

function numberAt({ raw }: Schema, key: string): number | undefined {
  const value = raw[key];
  return typeof value === 'number' ? value : undefined;
}

function listAt({ raw }: Schema, key: string): readonly Json[] {
  const value = raw[key];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
