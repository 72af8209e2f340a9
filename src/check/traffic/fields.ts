import type { ApiModel, Operation, Property, Schema } from '../../model/api.ts';
import { header, type Exchange, type Field } from '../../model/exchange.ts';
import { flatten } from '../../model/flatten.ts';

/** `filter[from]`, `ids[]` and `a.b` belong to `filter`, `ids` and `a`. */
export function baseName(name: string): string {
  return name.replace(/[[.].*$/, '') || name;
}

export function cookiesOf({ request }: Exchange): readonly Field[] {
  return (header(request.headers, 'cookie') ?? '').split(/;\s*/).flatMap((pair): readonly Field[] => {
    const equals = pair.indexOf('=');
    return equals < 1 ? [] : [[pair.slice(0, equals), pair.slice(equals + 1)]];
  });
}

/** The texts that a request has for a parameter, however a list or an object is spelt. */
export function textsOf(fields: readonly Field[], name: string): readonly string[] {
  return fields.flatMap(([key, value]) => (key === name || key === `${name}[]` ? [value] : []));
}

/** The object that a form's fields are properties of; undefined where anything may be sent. */
export function formSchema({ request }: Exchange, operation: Operation, api: ApiModel): Schema | undefined {
  const { mediaType = '', form } = request.body ?? {};
  if (form === undefined) return undefined;
  const body = operation.requestBodies.find((each) => each.mediaType === mediaType);
  const schema = body?.schema === undefined ? undefined : flatten(api, body.schema);
  if (schema === undefined || schema.properties.length === 0 || schema.patternProperties.length > 0) return undefined;
  const isOpen = schema.additionalProperties !== undefined && schema.additionalProperties !== false;
  return isOpen || schema.anyOf.length + schema.oneOf.length > 0 ? undefined : schema;
}

export function formProperty(schema: Schema, name: string): Property | undefined {
  return schema.properties.find((property) => property.name === name || property.name === baseName(name));
}
