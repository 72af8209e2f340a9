import type { ApiModel, Operation, Parameter, Schema, SchemaId } from '../model/api.ts';
import { flatten } from '../model/flatten.ts';
import type { Json } from '../model/json.ts';
import { fits } from '../model/generate/judge.ts';
import { checksMax } from '../model/generate/limits.ts';
import { isIdName } from '../model/id-name.ts';
import { madeValue } from './made-value.ts';
import { wordsOf } from '../model/words.ts';

/** The parameters of a path template, from left to right. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '');
}

const idWords = new Set(
  'id ids uuid guid ulid ref reference number no key slug name username handle email iban pan code token'.split(' '),
);

/** What the value of a path parameter is: fixed by the document, or an object of the target. */
export function isFixed(api: ApiModel, parameter: Parameter | undefined): boolean {
  if (parameter === undefined) return false;
  const schema = parameter.schema === undefined ? undefined : flatten(api, parameter.schema);
  if (schema?.enum !== undefined || schema?.default !== undefined) return true;
  if (idWords.has(wordsOf(parameter.name).at(-1) ?? '')) return false;
  return /^date(-time)?$/.test(schema?.format ?? '') || parameter.examples.length > 0 || hasExample(schema);
}

function hasExample(schema: Schema | undefined): boolean {
  return (schema?.examples.length ?? 0) > 0;
}

/** Required fields of the query that name an object: `GET /statements?accountId=`. */
export function queryIds(api: ApiModel, operation: Operation): readonly Parameter[] {
  return operation.parameters.filter(
    (parameter) =>
      parameter.in === 'query' && parameter.required && isIdName(parameter.name) && !isFixed(api, parameter),
  );
}

/** The same of headers: `X-Account-Id`, and not what numbers calls and sessions. */
export function headerIds(api: ApiModel, operation: Operation): readonly Parameter[] {
  return operation.parameters.filter(
    (parameter) =>
      parameter.in === 'header' &&
      parameter.required &&
      isIdName(parameter.name.replace(/^x-/i, '')) &&
      !isOncePerCall(parameter) &&
      !/session|device|client|span/i.test(parameter.name) &&
      !isFixed(api, parameter),
  );
}

/** A valid value: the parameter's example where it holds, or one that its schema allows. */
export function valueOf(api: ApiModel, parameter: Parameter): Json {
  const { schema, examples } = parameter;
  const given = examples[0]?.value;
  if (given !== undefined && given !== null && (schema === undefined || isTextOf(api, schema, given))) return given;
  return schema === undefined ? 'probe' : madeValue(api, schema, { kind: 'usual', examples: [] }).value;
}

/** As a parameter it travels as text: `'12'` is a number too. */
function isTextOf(api: ApiModel, schema: SchemaId, value: Json): boolean {
  const judging = { api, budget: { left: checksMax } };
  if (fits(judging, [schema], value)) return true;
  return typeof value === 'string' && value !== '' && fits(judging, [schema], Number(value));
}

/** A header that makes each call a call of its own: the same value twice would give the first answer again. */
export function isOncePerCall({ name, in: place }: Parameter): boolean {
  return place === 'header' && /idempoten|nonce|request-?id|correlation|trace/i.test(name);
}

/** As text in a path, a header or a field. */
export function plain(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The values of one query parameter: an array is repeated, or joined where the document says so. */
export function queryValues({ raw }: Parameter, value: Json): readonly string[] {
  if (!Array.isArray(value)) return [plain(value)];
  const items = (value as readonly Json[]).map(plain);
  const format = raw['collectionFormat'];
  // OpenAPI 2.0 joins with commas unless it says `multi`, 3.x repeats unless it says otherwise.
  const isJoined = raw['explode'] === false || (raw['type'] === 'array' && format !== 'multi');
  if (!isJoined) return items;
  const joiner = format === 'pipes' || raw['style'] === 'pipeDelimited' ? '|' : format === 'ssv' ? ' ' : ',';
  return [items.join(joiner)];
}
