import type { ApiModel, Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { flatten } from '../../model/flatten.ts';
import { isObject, type Json } from '../../model/json.ts';
import { hasLiteral, type Matched } from '../../model/match.ts';
import { fullPath } from '../../model/operation.ts';
import { literalsOf } from '../../model/words.ts';
import { documentedResponse, payloadDifferences } from './payload.ts';
import { coversType } from '../../model/media-range.ts';

/** What one answer may prove at most: as much as two operations that answer. */
const enough = 2;

/**
 * Whose API an origin serves. A document's servers name production, captures come from staging and laptops: an origin is
 * the API's as well when two of its operations answer there, or all it has, or one with just what its schema says. A
 * template of parameters alone proves nothing.
 */
export class Origins {
  readonly #api: ApiModel;
  readonly #documented = new Set<string>();
  readonly #operations = new Map<string, Map<Operation, number>>();
  readonly #needed: number;

  constructor(api: ApiModel) {
    this.#api = api;
    this.#needed = Math.min(enough, api.operations.filter(({ path }) => hasLiteral(path)).length);
  }

  see(exchange: Exchange, { host, operation }: Matched): void {
    const { origin } = exchange.request;
    if (host !== 'other') this.#documented.add(origin);
    const isAnswered = (exchange.response?.status ?? 500) < 400;
    if (operation === undefined || !isAnswered || !hasLiteral(operation.path)) return;
    const known = this.#operations.get(origin) ?? new Map<Operation, number>();
    this.#operations.set(origin, known);
    if (known.get(operation) === enough) return;
    const isAlike = host === 'other' && answersAsDocumented(exchange, operation, this.#api);
    known.set(operation, isAlike ? enough : 1);
  }

  isOurs(origin: string): boolean {
    if (this.#documented.has(origin)) return true;
    const proof = [...(this.#operations.get(origin)?.values() ?? [])].reduce((sum, one) => sum + one, 0);
    return proof > 0 && proof >= this.#needed;
  }
}

/** An object of the documented schema: with two of its properties, or with one below an address of several fixed parts. */
function answersAsDocumented(exchange: Exchange, operation: Operation, api: ApiModel): boolean {
  const { status = 0, body } = exchange.response ?? {};
  const documented = documentedResponse(operation, status);
  const schema = documented?.bodies.find(({ mediaType }) => coversType(mediaType, body?.mediaType ?? ''))?.schema;
  if (body?.json === undefined || schema === undefined) return false;
  if (payloadDifferences(exchange, operation, api).response.length > 0) return false;
  const json: Json = Array.isArray(body.json) ? (body.json[0] ?? null) : body.json;
  const whole = flatten(api, schema);
  const object = whole?.items === undefined ? whole : flatten(api, whole.items);
  if (!isObject(json) || object === undefined) return false;
  const named = object.properties.filter(({ name }) => Object.hasOwn(json, name)).length;
  return named >= enough || (named > 0 && literalsOf(fullPath(operation)).length >= enough);
}
