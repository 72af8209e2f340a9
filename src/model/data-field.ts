import type { ApiModel, Example, Schema, SchemaId } from './api.ts';
import { effectiveBounds } from './bounds.ts';
import type { Field } from './data-class/field.ts';
import { flatten } from './flatten.ts';
import type { Json } from './json.ts';
import { keysOf } from './source.ts';

/** Lists in lists that are looked into: a matrix is the deepest met. */
const listsMax = 3;

interface Named {
  readonly name: string;
  readonly parent?: string;
  readonly schema?: SchemaId | undefined;
  /** Of a parameter or header, beside its schema. */
  readonly examples?: readonly Example[];
  readonly description?: string | undefined;
  readonly place?: NonNullable<Field['place']>;
}

/** What the document says of a named value: its schema as a whole, of lists that of their items. */
export function fieldOf({ schema, examples = [], ...named }: Named, api: ApiModel): Field {
  const values: Json[] = examples.map(({ value }) => value);
  let whole = schema === undefined ? undefined : flatten(api, schema);
  for (let depth = 0; depth < listsMax && whole?.items !== undefined; depth += 1) {
    values.push(...whole.examples.flatMap(({ value }) => (Array.isArray(value) ? value : [])));
    whole = flatten(api, whole.items);
  }
  const own = { parent: '', ...named };
  if (whole === undefined) return { ...own, isClosed: false, values };
  const { types, isClosed, maxLength } = effectiveBounds(api, whole.id);
  for (const { value } of whole.examples) values.push(value);
  if (whole.default !== undefined) values.push(whole.default);
  if (whole.enum !== undefined) values.push(...whole.enum);
  const { format, pattern } = whole;
  const description = named.description ?? whole.description;
  return { ...own, types: typesOf(whole, types), isClosed, values, format, pattern, maxLength, description };
}

/** What has properties is an object, whether its type says so or not. */
function typesOf({ properties }: Schema, types: Field['types']): Field['types'] {
  return properties.length > 0 && types === undefined ? ['object'] : types;
}

/** Words of a pointer that name nothing. */
const keywords = /^(?:items|allOf|anyOf|oneOf|properties|schema|schemas|definitions|components|\d+)$/;

/** The property or component that a schema was written for: `/components/schemas/Card` -> Card. Empty: a body's own. */
export function parentOf({ at, name }: Schema): string {
  if (name !== undefined) return name;
  const keys = keysOf(at.path);
  const last = keys.findLastIndex((key) => !keywords.test(key));
  const isProperty =
    keys[last - 1] === 'properties' || keys[last - 1] === 'schemas' || keys[last - 1] === 'definitions';
  return isProperty ? (keys[last] ?? '') : '';
}
