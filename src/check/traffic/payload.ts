import type { ApiModel, Body, Operation, Response } from '../../model/api.ts';
import { saysError } from '../../model/api-call.ts';
import type { Exchange, HttpBody } from '../../model/exchange.ts';
import { isObject } from '../../model/json.ts';
import { coversType } from '../../model/media-range.ts';
import { differencesOf, type Difference, type Travels } from '../../model/payload/seen.ts';

/** The response that an operation documents for a status: the exact one, its class, or `default`. */
export function documentedResponse({ responses }: Operation, status: number): Response | undefined {
  const wanted = [String(status), `${String(status).charAt(0)}XX`, 'default'];
  return wanted
    .map((name) => responses.find((response) => response.status === name))
    .find((found) => found !== undefined);
}

interface Differences {
  readonly request: readonly Difference[];
  readonly response: readonly Difference[];
}
const known = new WeakMap<Exchange, Differences>();
const none: readonly Difference[] = [];

/** What the bodies of a call and their schemas disagree about; worked out once, as several rules ask. */
export function payloadDifferences(exchange: Exchange, operation: Operation, api: ApiModel): Differences {
  let differences = known.get(exchange);
  if (differences === undefined) {
    differences = { request: requestOf(exchange, operation, api), response: responseOf(exchange, operation, api) };
    known.set(exchange, differences);
  }
  return differences;
}

/** Of a request that was served: what the server refuses, it holds to its document. */
function requestOf({ request, response }: Exchange, operation: Operation, api: ApiModel): readonly Difference[] {
  const { status = 0 } = response ?? {};
  if (status < 200 || status > 299) return none;
  return bodyDifferences(api, request.body, { bodies: operation.requestBodies, travels: 'request' });
}

function responseOf(exchange: Exchange, operation: Operation, api: ApiModel): readonly Difference[] {
  const { response } = exchange;
  if (response === undefined || exchange.request.method === 'HEAD') return none;
  const documented = documentedResponse(operation, response.status);
  // An error in the clothes of a success is another answer than the one that is documented.
  const isSuccess = response.status >= 200 && response.status <= 299;
  if (documented === undefined || (isSuccess && saysOnlyError(exchange))) return none;
  return bodyDifferences(api, response.body, { bodies: documented.bodies, travels: 'response' });
}

function saysOnlyError({ response }: Exchange): boolean {
  const json = response?.body?.json ?? null;
  return isObject(json) && ['error', 'errors'].some((name) => Object.hasOwn(json, name)) && saysError(json);
}

function bodyDifferences(
  api: ApiModel,
  body: HttpBody | undefined,
  { bodies, travels }: { readonly bodies: readonly Body[]; readonly travels: Travels },
): readonly Difference[] {
  if (body?.json === undefined) return none;
  const { json, mediaType } = body;
  const schema =
    bodies.find((each) => each.mediaType === mediaType) ?? bodies.find((each) => coversType(each.mediaType, mediaType));
  return schema?.schema === undefined ? none : differencesOf(api, schema.schema, { value: json, travels });
}
