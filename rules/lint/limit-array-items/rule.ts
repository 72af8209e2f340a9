import { effectiveBounds, flatten, lintRule } from '#rule';

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
    if (use.direction !== 'request' || !use.isWhole || !use.inBody) return undefined;
    const whole = flatten(api, schema.id);
    if (whole === undefined || !whole.types.includes('array')) return undefined;
    if (effectiveBounds(api, schema.id).maxItems !== undefined || whole.prefixItems.length > 0) return undefined;
    if (whole.uniqueItems === true && itemsAreBounded(whole.items, api)) return undefined;
    return { at: schema.at, message: `Array ${nameOf(schema.at.path)}may hold any number of items.` };
  },
});

/** Distinct items of a closed list cannot be more than the list. */
function itemsAreBounded(items: string | undefined, api: Parameters<typeof flatten>[0]): boolean {
  return items !== undefined && flatten(api, items)?.enum !== undefined;
}

function nameOf(path: string): string {
  const match = /\/properties\/([\w.-]{1,64})$/.exec(path);
  return match === null ? '' : `${match[1]} `;
}
