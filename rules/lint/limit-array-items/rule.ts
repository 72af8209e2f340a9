import { flatten, isSentValue, lintRule, schemasLacking, type ApiModel, type Bounds, type Schema } from '#rule';

export default lintRule({
  id: 'limit-array-items',
  title: 'Request array without a maximum',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `One request with a million items costs the sender nothing and the server memory, database time and downstream calls.`,
  fix: `Say how many items are sensible, and refuse more with 400 or 422:

\`\`\`yaml
type: array
maxItems: 100
\`\`\``,

  schema(schema, use, api) {
    // A list in the address is bounded by the address, of which servers take some kilobytes.
    if (use.direction !== 'request' || !use.inBody || !isSentValue(api, schema.id)) return undefined;
    return schemasLacking(api, schema.id, isAnyNumber)
      .filter((one) => !hasFewItems(one, api))
      .map((one) => ({ at: one.at, message: `${nameOf(one)} may hold any number of items.` }));
  },
});

function isAnyNumber({ types, maxItems }: Bounds): boolean {
  return types?.includes('array') === true && maxItems === undefined;
}

/** Distinct items of a closed list cannot be more than the list. */
function hasFewItems(schema: Schema, api: ApiModel): boolean {
  const { uniqueItems, items } = flatten(api, schema.id) ?? schema;
  return uniqueItems === true && items !== undefined && flatten(api, items)?.enum !== undefined;
}

function nameOf({ at, name }: Schema): string {
  const key = /\/properties\/([\w.-]{1,64})$/.exec(at.path)?.[1] ?? name;
  return key === undefined ? 'The array' : `Array ${key}`;
}
