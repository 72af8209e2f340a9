import type { ApiModel, Property, Schema } from './api.ts';
import { effectiveBounds } from './bounds.ts';

const signs =
  /encrypted|mask|truncat|redact|obfuscat|last ?(4|four)|first ?(6|six|8|eight)|token|[*x•#]{4,}|[*x•#]\{\d/i;

/** Does the document say that a number is shown in part? PCI DSS 3.4.1 allows the BIN and the last four digits. */
export function isMasked({ name }: Pick<Property, 'name'>, schema: Schema, api: ApiModel): boolean {
  const { maxLength } = effectiveBounds(api, schema.id);
  if (maxLength !== undefined && maxLength <= 10) return true;
  const examples = schema.examples.map(({ value }) => (typeof value === 'string' ? value : ''));
  const texts = [name, schema.description, schema.title, schema.format, schema.pattern, ...examples];
  return texts.some((text) => text !== undefined && signs.test(text.replaceAll('\\', '')));
}
