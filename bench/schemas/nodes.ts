import type { ApiModel, SchemaId } from '../../src/model/api.ts';
import { flatten } from '../../src/model/flatten.ts';

/** As deep as samples are made. */
const depthMax = 4;

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** Places that a document's schema has: `.cards[].id`, `.labels.*`; names below `.*` are whatever they are. */
export function trueNodes(api: ApiModel, root: SchemaId): ReadonlySet<string> {
  const found = new Set<string>();
  const stack: { id: SchemaId; at: string; depth: number }[] = [{ id: root, at: '', depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { id, at, depth } = next;
    const schema = flatten(api, id);
    if (schema === undefined || depth > depthMax + 1) continue;
    found.add(at);
    for (const { name, schema: below } of schema.properties)
      stack.push({ id: below, at: `${at}.${name}`, depth: depth + 1 });
    if (schema.items !== undefined) stack.push({ id: schema.items, at: `${at}[]`, depth: depth + 1 });
    if (typeof schema.additionalProperties === 'string')
      stack.push({ id: schema.additionalProperties, at: `${at}.*`, depth: depth + 1 });
    for (const part of [...schema.oneOf, ...schema.anyOf]) stack.push({ id: part, at, depth: depth + 1 });
  }
  return found;
}

/** Places that an inferred schema has. */
export function inferredNodes(root: JsonSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const stack: { schema: JsonSchema; at: string }[] = [{ schema: root, at: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { schema, at } = next;
    found.add(at);
    for (const [name, below] of Object.entries(schema.properties ?? {}))
      stack.push({ schema: below, at: `${at}.${name}` });
    if (schema.items !== undefined) stack.push({ schema: schema.items, at: `${at}[]` });
    if (typeof schema.additionalProperties === 'object')
      stack.push({ schema: schema.additionalProperties, at: `${at}.*` });
    for (const part of schema.anyOf ?? []) stack.push({ schema: part, at });
  }
  return found;
}
