import type { JsonType, Schema, SchemaId } from '../../model/api.ts';
import type { Both } from '../rule.ts';
import { boundChanges } from './bound-facts.ts';
import { bytesAlike } from './bytes.ts';
import { typesOf } from './facts.ts';
import { how, membersOf, sides, type Changes, type Growth, type KeywordChange } from './keyword-change.ts';
import { patternGrowth } from './pattern-growth.ts';
import { isExtended, rawChanges } from './raw-keyword-facts.ts';
import { sameJson } from './same-json.ts';

const nothing: readonly KeywordChange[] = Object.freeze([]);
/** Children: what is compared elsewhere. */
const children: ReadonlySet<string> = new Set(['properties', 'items']);
/** What makes a view more than its own text. */
const composed = ['allOf', 'anyOf', 'oneOf', '$ref'] as const;

/** Most pairs are: a look at the few keys that are there costs a tenth of asking for all that there might be. */
function isWrittenAlike({ id, raw: before }: Schema, { id: other, raw: after }: Schema): boolean {
  // A joint schema says more than the text of its first part.
  if (id.includes(' & ') || other.includes(' & ')) return false;
  if (composed.some((key) => key in before || key in after)) return false;
  const keys = Object.keys(before);
  if (keys.length !== Object.keys(after).length) return false;
  return keys.every((key) => {
    const [was, is] = [before[key], after[key]];
    if (was === is) return true;
    if (!Object.hasOwn(after, key)) return false;
    return children.has(key) ? typeof was === typeof is : sameJson(was, is);
  });
}

/** All that two merged views say differently of the value itself; children and alternatives are compared elsewhere. */
export function keywordChanges(views: Both<Schema>): readonly KeywordChange[] {
  const { before, after } = views;
  if (isWrittenAlike(before, after)) return nothing;
  const changes: KeywordChange[] = [];
  typeChanges(views, changes);
  boundChanges(views, changes);
  enumChanges(views, changes);
  for (const key of ['pattern', 'multipleOf'] as const) textChange(key, views, changes);
  const bytes = bytesAlike(before, after);
  for (const key of ['format', 'contentMediaType', 'contentEncoding'] as const) textChange(key, bytes, changes);
  if (!sameJson(before.default, after.default)) {
    changes.push({
      kind: `default/${how(before.default, after.default)}`,
      growth: 'none',
      ...sides(before.default, after.default),
    });
  }
  if ((before.uniqueItems ?? false) !== (after.uniqueItems ?? false))
    switched('uniqueItems', after.uniqueItems === true, changes);
  opennessChanges(views, changes);
  requiredChanges(views, changes);
  discriminatorChanges(views, changes);
  if (isExtended(before) || isExtended(after)) rawChanges(views, changes);
  return changes;
}

/** An integer is a number; null stands apart, as nullability is a fact of its own. */
function typeChanges({ before, after }: Both<Schema>, changes: Changes): void {
  const [was, is] = [typesOf(before), typesOf(after)];
  const [nullBefore, nullAfter] = [was.includes('null'), is.includes('null')];
  const [plainBefore, plainAfter] = [was.filter((type) => type !== 'null'), is.filter((type) => type !== 'null')];
  const [fits, fitted] = [accepts(plainAfter, plainBefore), accepts(plainBefore, plainAfter)];
  const values = { before: [...plainBefore], after: [...plainAfter] };
  if (fits && !fitted) changes.push({ kind: 'type/widened', growth: 'grows', key: 'type', ...values });
  else if (!fits && fitted) changes.push({ kind: 'type/narrowed', growth: 'shrinks', key: 'type', ...values });
  else if (!fits) changes.push({ kind: 'type/changed', growth: 'incomparable', key: 'type', ...values });
  if (nullBefore === nullAfter || plainBefore.length === 0 || plainAfter.length === 0) return;
  // An enum without null lets none through, whatever the type says.
  if (nullAfter) changes.push({ kind: 'null/added', growth: 'grows', key: 'type' });
  else changes.push({ kind: 'null/removed', growth: 'shrinks', key: 'type' });
}

/** No type is any type. */
function accepts(types: readonly string[], others: readonly string[]): boolean {
  if (types.length === 0) return true;
  if (others.length === 0) return false;
  return others.every((type) => types.includes(type as JsonType) || (type === 'integer' && types.includes('number')));
}

/** Values named in one list: `null` is a matter of nullability. */
function enumChanges({ before, after }: Both<Schema>, changes: Changes): void {
  if (before.enum === after.enum) return;
  const [wasConst, isConst] = [Object.hasOwn(before.raw, 'const'), Object.hasOwn(after.raw, 'const')];
  if ((wasConst || before.enum === undefined) && (isConst || after.enum === undefined)) {
    constChange({ before, after }, changes);
    return;
  }
  const key = isConst ? 'const' : 'enum';
  if (before.enum === undefined || after.enum === undefined) {
    const set = before.enum === undefined;
    const values = sides(
      before.enum === undefined ? undefined : [...before.enum],
      after.enum === undefined ? undefined : [...after.enum],
    );
    changes.push({ kind: set ? 'enum/set' : 'enum/removed', growth: set ? 'shrinks' : 'grows', key, ...values });
    return;
  }
  const [was, is] = [membersOf(before.enum), membersOf(after.enum)];
  const fresh = [...is.keys()].filter((value) => !was.has(value) && value !== 'null');
  const gone = [...was.keys()].filter((value) => !is.has(value) && value !== 'null');
  const growth = fresh.length > 0 && gone.length > 0 ? 'incomparable' : fresh.length > 0 ? 'grows' : 'shrinks';
  if (fresh.length > 0)
    changes.push({ kind: 'enum/value-added', growth, key, after: fresh.map((value) => is.get(value) ?? null) });
  if (gone.length > 0)
    changes.push({ kind: 'enum/value-removed', growth, key, before: gone.map((value) => was.get(value) ?? null) });
}

function constChange({ before, after }: Both<Schema>, changes: Changes): void {
  const [was, is] = [before.enum?.[0], after.enum?.[0]];
  if (sameJson(was, is)) return;
  const kind = how(before.enum, after.enum);
  const growth = kind === 'set' ? 'shrinks' : kind === 'removed' ? 'grows' : 'incomparable';
  changes.push({ kind: `const/${kind}`, growth, ...sides(was, is) });
}

function textChange<K extends string>(
  key: K & ('pattern' | 'format' | 'multipleOf' | 'contentMediaType' | 'contentEncoding'),
  { before, after }: Both<{ readonly [key in K]?: string | number | undefined }>,
  changes: Changes,
): void {
  const [was, is] = [before[key], after[key]];
  if (was === is) return;
  const growth = textGrowth(key, was, is);
  if (growth !== 'none') changes.push({ kind: `${key}/${how(was, is)}`, growth, ...sides(was, is) });
}

function textGrowth(key: string, was: string | number | undefined, is: string | number | undefined): Growth {
  if (was === undefined) return 'shrinks';
  if (is === undefined) return 'grows';
  if (key === 'pattern') return patternGrowth(String(was), String(is));
  if (key === 'multipleOf')
    return Number(was) % Number(is) === 0 ? 'grows' : Number(is) % Number(was) === 0 ? 'shrinks' : 'incomparable';
  const wider = widerFormats.get(String(is)) === was;
  if (wider) return 'grows';
  return widerFormats.get(String(was)) === is ? 'shrinks' : 'incomparable';
}

/** The format whose values all fit the other's: key is the wider. */
const widerFormats: ReadonlyMap<string, string> = new Map([
  ['int64', 'int32'],
  ['double', 'float'],
]);

function switched(
  key: 'uniqueItems' | 'propertyNames' | 'not' | 'unevaluatedProperties' | 'patternProperties',
  isSet: boolean,
  changes: Changes,
): void {
  changes.push({ kind: `${key}/${isSet ? 'set' : 'removed'}`, growth: isSet ? 'shrinks' : 'grows' });
}

/** 0: nothing more is let in, 1: what fits a schema, 2: anything. */
function openness(value: boolean | SchemaId | undefined): number {
  if (value === undefined || value === true) return 2;
  return value === false ? 0 : 1;
}

function opennessChanges({ before, after }: Both<Schema>, changes: Changes): void {
  const [was, is] = [openness(before.additionalProperties), openness(after.additionalProperties)];
  const isObjectHere = (schema: Schema): boolean => typesOf(schema).length === 0 || typesOf(schema).includes('object');
  if (was !== is && isObjectHere(before) && isObjectHere(after)) {
    changes.push({
      kind: `additionalProperties/${is > was ? 'opened' : 'closed'}`,
      growth: is > was ? 'grows' : 'shrinks',
    });
  }
  const [wasLeft, isLeft] = [openness(before.unevaluatedProperties), openness(after.unevaluatedProperties)];
  if (wasLeft !== isLeft) switched('unevaluatedProperties', isLeft < wasLeft, changes);
  if ((before.not === undefined) !== (after.not === undefined)) switched('not', after.not !== undefined, changes);
  if ((before.propertyNames === undefined) !== (after.propertyNames === undefined)) {
    switched('propertyNames', after.propertyNames !== undefined, changes);
  }
  const patterns = (schema: Schema): ReadonlySet<string> =>
    new Set(schema.patternProperties.map(({ pattern }) => pattern));
  if (before.patternProperties.length + after.patternProperties.length > 0) {
    const [old, fresh] = [patterns(before), patterns(after)];
    if ([...fresh].some((pattern) => !old.has(pattern))) switched('patternProperties', true, changes);
    if ([...old].some((pattern) => !fresh.has(pattern))) switched('patternProperties', false, changes);
  }
  if (before.prefixItems.length !== after.prefixItems.length) {
    const more = after.prefixItems.length > before.prefixItems.length;
    changes.push({ kind: more ? 'prefixItems/set' : 'prefixItems/removed', growth: more ? 'grows' : 'shrinks' });
  }
}

/** Required names without a property: those with one are compared there. */
function requiredChanges({ before, after }: Both<Schema>, changes: Changes): void {
  if (before.required.length + after.required.length === 0) return;
  const declared = new Set([...before.properties, ...after.properties].map(({ name }) => name));
  const [was, is] = [new Set(before.required), new Set(after.required)];
  const fresh = [...is].filter((name) => !was.has(name) && !declared.has(name));
  const gone = [...was].filter((name) => !is.has(name) && !declared.has(name));
  if (fresh.length > 0) changes.push({ kind: 'required/added', growth: 'shrinks', after: fresh });
  if (gone.length > 0) changes.push({ kind: 'required/removed', growth: 'grows', before: gone });
}

function discriminatorChanges({ before, after }: Both<Schema>, changes: Changes): void {
  const [was, is] = [before.discriminator, after.discriminator];
  if (was === undefined && is === undefined) return;
  if (was === undefined || is === undefined || was.propertyName !== is.propertyName) {
    changes.push({
      kind: `discriminator/${how(was, is)}`,
      growth: 'none',
      ...sides(was?.propertyName, is?.propertyName),
    });
  }
  if (was === undefined || is === undefined) return;
  const fresh = [...is.mapping.keys()].filter((label) => !was.mapping.has(label));
  const gone = [...was.mapping.keys()].filter((label) => !is.mapping.has(label));
  const moved = [...is.mapping].filter(
    ([label, id]) => was.mapping.has(label) && nameOf(was.mapping.get(label) ?? '') !== nameOf(id),
  );
  if (fresh.length > 0) changes.push({ kind: 'mapping/added', growth: 'none', key: 'discriminator', after: fresh });
  if (gone.length > 0) changes.push({ kind: 'mapping/removed', growth: 'none', key: 'discriminator', before: gone });
  if (moved.length > 0)
    changes.push({
      kind: 'mapping/changed',
      growth: 'none',
      key: 'discriminator',
      after: moved.map(([label]) => label),
    });
}

function nameOf(id: SchemaId): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
