import type { ApiModel, Parameter, Schema, SchemaId } from '../api.ts';
import { flatten } from '../flatten.ts';
import { ownText, type Json, type JsonObject } from '../json.ts';
import { child, type Pointer } from '../source.ts';
import { holdsTag } from '../vault.ts';
import { seenViolation } from './validate.ts';

/** A constraint that the texts of a parameter or form field break, and where it is written. */
export interface BrokenConstraint {
  readonly keyword: string;
  readonly at: Pointer;
}

/** Texts of one name, and parts of one text, that are looked at. */
const textsMax = 50;
const checksMax = 5_000;

/** Of a query, header, cookie or form field: what it says as text is taken as any type that it may be meant as. */
export function textBreaks(
  api: ApiModel,
  { schema: id, raw }: Pick<Parameter, 'schema' | 'raw'>,
  texts: readonly string[],
): BrokenConstraint | undefined {
  const schema = id === undefined ? undefined : flatten(api, id);
  // An object in a query has as many spellings as there are frameworks.
  if (id === undefined || schema === undefined || schema.types.includes('object') || schema.properties.length > 0)
    return undefined;
  const items = schema.items;
  if (!schema.types.includes('array') && items === undefined)
    return firstBroken(api, id, texts.length === 1 ? texts : []);
  return items === undefined ? undefined : listBreaks(api, { list: schema, items, raw }, texts);
}

interface List {
  readonly list: Schema;
  readonly items: SchemaId;
  readonly raw: JsonObject;
}

function listBreaks(api: ApiModel, { list, items, raw }: List, texts: readonly string[]): BrokenConstraint | undefined {
  const separator = separatorOf(raw);
  const parts = separator === undefined ? texts : texts.flatMap((text) => text.split(separator));
  if (list.maxItems !== undefined && parts.length > list.maxItems) return placed(list, 'maxItems');
  return firstBroken(api, items, parts);
}

/** 2.0's collectionFormat, 3.x's style; undefined where the name is repeated. */
function separatorOf(raw: JsonObject): string | RegExp | undefined {
  switch (ownText(raw, 'collectionFormat') ?? ownText(raw, 'style')) {
    case 'pipes':
    case 'pipeDelimited':
      return '|';
    case 'ssv':
    case 'spaceDelimited':
      return ' ';
    case 'tsv':
      return '\t';
    default:
      // Many send commas where the document repeats the name, and the other way round.
      return ',';
  }
}

function firstBroken(api: ApiModel, id: SchemaId, texts: readonly string[]): BrokenConstraint | undefined {
  const budget = { left: checksMax };
  for (const text of texts.slice(0, textsMax)) {
    if (text === '' || holdsTag(text)) continue;
    const broken = meanings(text).map((value) => seenViolation({ api, budget }, id, value));
    if (broken.includes(undefined)) continue;
    const found = broken.find((violation) => violation?.keyword !== 'type') ?? broken[0];
    const schema = flatten(api, id);
    if (found !== undefined && schema !== undefined) return placed(schema, found.keyword);
  }
  return undefined;
}

/** `5` may be a number or a text, `true` a truth or a text. */
function meanings(text: string): readonly Json[] {
  const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? [Number(text)] : [];
  const truth = /^(?:true|false)$/i.test(text) ? [text.toLowerCase() === 'true'] : [];
  return [...number, ...truth, text];
}

function placed({ raw, at }: Schema, keyword: string): BrokenConstraint {
  return { keyword, at: Object.hasOwn(raw, keyword) ? child(at, keyword) : at };
}
