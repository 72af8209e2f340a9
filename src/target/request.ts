import { NotTested, type RequestChange } from '../check/target.ts';
import type { ApiModel, Operation, Parameter } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import type { Patch } from './repair/mend-body.ts';
import { requestBody, type BuiltBody } from './request-body.ts';
import { isFixed, isOncePerCall, pathParameters, plain, queryValues, valueOf } from './values.ts';

/** A request below the base path. Values that stood for tags are in it: it never leaves src/target. */
export interface Built {
  readonly method: string;
  /** Below the base path; absent where the address is given as a whole. */
  readonly path?: string;
  readonly url?: URL;
  /** What stands behind the method, byte by byte. */
  readonly target?: string;
  readonly query: readonly Field[];
  /** As the probe wants them: behind the others, whatever their names. */
  readonly ownQuery?: readonly Field[];
  /** Declared by the document. */
  readonly headers: readonly Field[];
  /** As the probe wants them: they win over everything. */
  readonly ownHeaders: readonly Field[];
  readonly body?: BuiltBody;
}

/** A request as the caller of `buildRequest` wants it. */
export interface Wish extends RequestChange {
  /** A seed's body: what the schema requires besides is filled in, and nothing more. */
  readonly seedBody?: Json;
  /** Ids of the caller's own objects for properties of the body. */
  readonly bodyIds?: Readonly<Record<string, string>>;
}

export interface Making {
  readonly api: ApiModel;
  /** Tags to values, for what a probe gives: what the document holds is never looked through. */
  readonly reveal: (text: string) => string;
  readonly random: (length: number) => string;
  /** A body of this operation that a capture shows served: what stands in it is no tag any more. */
  readonly served?: Json;
  /** What refusals taught of its valid body. */
  readonly learned?: readonly Patch[];
}

/** A valid request from examples and schemas, with the wish applied. Throws NotTested where it cannot be valid. */
export function buildRequest(operation: Operation, wish: Wish, making: Making): Built {
  const given = new Map(Object.entries(wish.parameters ?? {}));
  const values = (parameter: Parameter): readonly string[] => {
    if (given.has(parameter.name)) {
      const value = given.get(parameter.name);
      return value === undefined ? [] : [making.reveal(value)];
    }
    if (!parameter.required) return [];
    if (isOncePerCall(parameter)) return [making.random(24)];
    const value = valueOf(making.api, parameter);
    return parameter.in === 'query' ? queryValues(parameter, value) : [plain(value)];
  };
  const fields = (place: Parameter['in']): readonly Field[] =>
    operation.parameters
      .filter((parameter) => parameter.in === place && !isIgnored(parameter))
      .flatMap((parameter) => values(parameter).map((value): Field => [parameter.name, value]));
  const cookies = fields('cookie').map(([name, value]) => `${name}=${value}`);
  const body = requestBody(operation, wish, making);
  return {
    method: operation.method,
    path: pathOf(operation, given, making),
    query: fields('query'),
    ownQuery: (wish.query ?? []).map(([name, value]): Field => [name, making.reveal(value)]),
    headers: [...fields('header'), ...(cookies.length > 0 ? [['Cookie', cookies.join('; ')] as const] : [])],
    ownHeaders: (wish.headers ?? []).map(([name, value]): Field => [name, making.reveal(value)]),
    ...(body === undefined ? {} : { body }),
  };
}

/** OpenAPI 3.1 section 4.8.12.1: header parameters of these names are not for the document to say. */
function isIgnored({ in: place, name }: Parameter): boolean {
  return place === 'header' && /^(accept|content-type|authorization|host|content-length|connection)$/i.test(name);
}

function pathOf(operation: Operation, given: ReadonlyMap<string, string | undefined>, making: Making): string {
  let path = operation.path;
  for (const name of pathParameters(operation.path)) {
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name);
    const fixed =
      parameter !== undefined && isFixed(making.api, parameter) ? plain(valueOf(making.api, parameter)) : undefined;
    const wanted = given.get(name);
    const value = wanted === undefined ? fixed : making.reveal(wanted);
    if (value === undefined) throw new NotTested(`${operation.id} needs a value for {${name}}`);
    // A URL resolves them: the request would go to another operation.
    if (value === '.' || value === '..') throw new NotTested(`${operation.id}: {${name}} cannot be ${value}`);
    path = path.replace(`{${name}}`, () => encodeURIComponent(value));
  }
  return path;
}
