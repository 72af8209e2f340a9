import type { JsonType, Schema } from '../api.ts';
import type { Demand } from './demand.ts';
import { appliedOf } from './parts.ts';

/** The type to make: the first that is said, else the one that the keywords speak of. `attempt`: others in turn. */
export function typeFor({ types, parts }: Demand, attempt: number, isRoot: boolean): JsonType {
  if (types.length > 0) {
    const likely = types.toSorted((a, b) => weight(a) - weight(b));
    return likely[attempt % likely.length] ?? 'string';
  }
  if (parts.some(speaksOfObjects)) return 'object';
  if (parts.some(speaksOfArrays)) return 'array';
  if (parts.some(({ pattern, format, minLength, maxLength }) => pattern ?? format ?? minLength ?? maxLength))
    return 'string';
  if (parts.some(({ minimum, maximum, multipleOf }) => minimum ?? maximum ?? multipleOf)) return 'number';
  return isRoot ? 'object' : 'string';
}

/** As they are written, null last. */
function weight(type: JsonType): number {
  return type === 'null' ? 1 : 0;
}

function speaksOfObjects({
  properties,
  required,
  additionalProperties,
  minProperties,
  patternProperties,
  raw,
}: Schema): boolean {
  const speaks = properties.length + required.length + patternProperties.length > 0 || minProperties !== undefined;
  return speaks || (additionalProperties !== undefined && raw['type'] === undefined);
}

function speaksOfArrays(schema: Schema): boolean {
  const { items, prefixItems, minItems } = schema;
  return (
    items !== undefined || prefixItems.length > 0 || minItems !== undefined || appliedOf(schema).contains !== undefined
  );
}
