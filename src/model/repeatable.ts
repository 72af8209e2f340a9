import type { ApiModel, Body, Operation, Property } from './api.ts';
import { flatten } from './flatten.ts';
import { wordsOf } from './words.ts';

/** Any name by which a client says "this is the same request": payment schemes have many. */
const sameRequest =
  /idempoten|(^|paypal |x )request id$|nonce|unique( request)? id|correlation id|(external|client|merchant|partner|transaction|payment|transfer|order|end to end|instruction|sender)( \w+)? (id|identification|reference|ref|key)$|^(reference|reference id|ref|uuid|invoice id|message id)$/;

/** Names of the parameters and of the body's own fields. */
export function inputNames(operation: Operation, api: ApiModel): readonly string[] {
  return [...operation.parameters.map(({ name }) => name), ...fieldsOf(operation, api).map(({ name }) => name)];
}

/** Of several media types each must have it: whoever sends the other one has none. */
function isNamed({ parameters, requestBodies }: Operation, api: ApiModel): boolean {
  const says = (name: string): boolean => sameRequest.test(wordsOf(name).join(' '));
  if (parameters.some(({ name }) => says(name))) return true;
  return (
    requestBodies.length > 0 && requestBodies.every((body) => propertiesOf(body, api).some(({ name }) => says(name)))
  );
}

/** Can a client send the same request twice and mean it once? Some name says so, or the words that explain it. */
export function isRepeatable(operation: Operation, api: ApiModel): boolean {
  return (
    isNamed(operation, api) ||
    operation.parameters.some(({ description }) => explains(description)) ||
    fieldsOf(operation, api).some(({ schema }) => explains(api.schemas.get(schema)?.description))
  );
}

function explains(description: string | undefined): boolean {
  return description !== undefined && /idempoten/i.test(description);
}

function fieldsOf({ requestBodies }: Operation, api: ApiModel): readonly Property[] {
  return requestBodies.flatMap((body) => propertiesOf(body, api));
}

function propertiesOf({ schema }: Body, api: ApiModel): readonly Property[] {
  return schema === undefined ? [] : (flatten(api, schema)?.properties ?? []);
}
