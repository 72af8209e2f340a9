import type { ApiModel, Operation, Property } from './api.ts';
import { flatten } from './flatten.ts';
import { wordsOf } from './words.ts';

/** Any name by which a client says "this is the same request": payment schemes have many. */
const sameRequest =
  /idempoten|(^|paypal |x )request id$|nonce|unique( request)? id|correlation id|(external|client|merchant|partner|transaction|payment|transfer|order|end to end|instruction|sender)( \w+)? (id|identification|reference|ref|key)$|^(reference|reference id|ref|uuid|invoice id|message id)$/;

/** Names of the parameters and of the body's own fields. */
export function inputNames(operation: Operation, api: ApiModel): readonly string[] {
  return [...operation.parameters.map(({ name }) => name), ...fieldsOf(operation, api).map(({ name }) => name)];
}

/** Can a client send the same request twice and mean it once? Some name says so, or the words that explain it. */
export function isRepeatable(operation: Operation, api: ApiModel): boolean {
  return (
    inputNames(operation, api).some((name) => sameRequest.test(wordsOf(name).join(' '))) ||
    operation.parameters.some(({ description }) => explains(description)) ||
    fieldsOf(operation, api).some(({ schema }) => explains(api.schemas.get(schema)?.description))
  );
}

function explains(description: string | undefined): boolean {
  return description !== undefined && /idempoten/i.test(description);
}

function fieldsOf({ requestBodies }: Operation, api: ApiModel): readonly Property[] {
  return requestBodies.flatMap(({ schema }) => (schema === undefined ? [] : (flatten(api, schema)?.properties ?? [])));
}
