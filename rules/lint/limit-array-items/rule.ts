import {
  effectiveBounds,
  flatten,
  isSentValue,
  limitRepair,
  lintRule,
  schemaName,
  schemasLacking,
  type ApiModel,
  type Schema,
} from '#rule';

export default lintRule({
  id: 'limit-array-items',
  title: 'Request array without a maximum',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `One request with a million items costs the sender nothing and the server memory, database time and downstream calls.`,
  mends:
    "With --fix-limits: writes maxItems of the config's profile, where examples, defaults and other limits keep to it.",
  fix: `Say how many items are sensible, and refuse more with 400 or 422:

\`\`\`yaml
type: array
maxItems: 100
\`\`\``,

  schema(schema, use, api) {
    // A list in the address is bounded by the address, of which servers take some kilobytes.
    if (use.direction !== 'request' || !use.inBody || !isSentValue(api, schema.id)) return undefined;
    // Items are told of arrays alone, also where nobody wrote the type.
    const isList = flatten(api, schema.id)?.items !== undefined;
    return schemasLacking(api, schema.id, ({ types, maxItems }) => {
      const isArray = types === undefined ? isList : types.includes('array');
      return isArray && maxItems === undefined;
    })
      .filter((one) => !hasFewItems(one, api))
      .map((one) => {
        const name = schemaName(one);
        return {
          at: one.at,
          message: `${name === undefined ? 'The array' : `Array ${name}`} may hold any number of items.`,
          ...limitRepair(one, ['maxItems'], api),
        };
      });
  },
});

/** Distinct items of a closed list cannot be more than the list. */
function hasFewItems(schema: Schema, api: ApiModel): boolean {
  const { uniqueItems, items } = flatten(api, schema.id) ?? schema;
  return uniqueItems === true && items !== undefined && effectiveBounds(api, items).isClosed;
}
