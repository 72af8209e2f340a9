import type { ApiModel, Body, Operation } from '../api.ts';
import { faultsOf, type InvalidBody } from './faults.ts';
import { makeBody, type Made } from './make-body.ts';
import type { Kind } from './plan.ts';

export interface ValidBodyWish {
  /** The same seed gives the same body. */
  readonly seed: number;
  readonly kind: Kind;
}

/** The JSON body that the operation takes; absent where it takes none, or says nothing of it. */
function jsonBody({ requestBodies }: Operation): Body | undefined {
  return requestBodies.find(({ mediaType, schema }) => /[/+]json$/.test(mediaType) && schema !== undefined);
}

/** A JSON body that the document lets through, or why there is none. */
export function validBody(api: ApiModel, operation: Operation, wish: ValidBodyWish): Made | undefined {
  const body = jsonBody(operation);
  return body?.schema === undefined ? undefined : makeBody(api, body.schema, { ...wish, examples: body.examples });
}

/** The same body with one fault at a time: what a server that checks its input refuses. Empty where no body is valid. */
export function invalidBodies(api: ApiModel, operation: Operation, wish: ValidBodyWish): readonly InvalidBody[] {
  const id = jsonBody(operation)?.schema;
  const made = validBody(api, operation, wish);
  return id === undefined || made?.kind !== 'valid' ? [] : faultsOf(api, id, made.value);
}
