import { flatten, jsonRequest, type ApiModel, type Operation } from '#rule';

/** Limits of more are not tried tenfold, in characters. */
const maxLengthMax = 10_000;

/** A free text with a limit: no format, pattern or list that another check would refuse it by. */
export function boundedText(
  operation: Operation,
  api: ApiModel,
): { readonly name: string; readonly max: number } | undefined {
  for (const { name, schema: id, readOnly, writeOnly } of jsonRequest(operation, api)?.properties ?? []) {
    const schema = flatten(api, id);
    const { maxLength: max, types = [] } = schema ?? {};
    if (readOnly || writeOnly || schema === undefined || max === undefined || max < 20 || max > maxLengthMax) continue;
    if (!types.includes('string') || schema.enum !== undefined || schema.format !== undefined) continue;
    if (schema.pattern === undefined) return { name, max };
  }
  return undefined;
}
