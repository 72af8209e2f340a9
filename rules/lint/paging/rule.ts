import {
  effectiveBounds,
  flatten,
  lintRule,
  wordsOf,
  type ApiModel,
  type Operation,
  type Parameter,
  type Schema,
} from '#rule';

const bounded = `Give it a page size with a maximum:

\`\`\`yaml
parameters:
  - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100, default: 20 } }
  - { name: cursor, in: query, schema: { type: string, maxLength: 200 } }
\`\`\``;

const missing = lintRule({
  id: 'page-missing',
  title: 'List without pages',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `The answer grows with the table: one request reads all of it, first into the server's memory and then out of the door.`,
  fix: bounded,

  operation(operation, api) {
    if (operation.method !== 'GET' || !returnsList(operation, api) || operation.parameters.some(isPaging))
      return undefined;
    return { at: operation.at, message: `${operation.id} returns a list and takes no page.` };
  },
});

const sizes = new Set([
  'limit',
  'pagesize',
  'perpage',
  'maxresults',
  'maxitems',
  'pagelimit',
  'size',
  'count',
  'top',
  'first',
  'take',
  'resultsperpage',
  'itemsperpage',
  'rows',
]);

const unbounded = lintRule({
  id: 'page-limit-unbounded',
  title: 'Page size without a maximum',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `\`?limit=1000000000\` reads the whole table with one request, as often as somebody likes to send it.`,
  fix: bounded,

  parameter(parameter, operation, api) {
    if (parameter.in !== 'query' || parameter.schema === undefined || !sizes.has(glued(parameter))) return undefined;
    if (operation.method !== 'GET') return undefined;
    const schema = flatten(api, parameter.schema);
    if (schema === undefined || !isNumber(schema) || schema.enum !== undefined) return undefined;
    if (effectiveBounds(api, schema.id).maximum !== undefined) return undefined;
    // Where the range is missing, so that it is one finding with what is said of the number.
    return { at: schema.at, message: `Page size ${parameter.name} has no maximum.` };
  },
});

export default [missing, unbounded];

function glued({ name }: Parameter): string {
  return wordsOf(name).join('');
}

/** A token alone may be that of a page; `access_token` is none. */
const paging =
  /limit|page|cursor|offset|skip|^token$|continuation|sync|after|before|since|until|marker|start|from|top|count|size|take|first|max|range|next/i;

function isPaging({ in: place, name }: Parameter): boolean {
  return (place === 'query' || place === 'header') && paging.test(name);
}

/** An array, or an object with one array of objects in it; below a single object lists are short. */
function returnsList({ responses, path }: Operation, api: ApiModel): boolean {
  if (path.endsWith('}')) return false;
  const bodies = responses
    .filter(({ status }) => status === '200' || status === '2XX')
    .flatMap((response) => response.bodies);
  return bodies.some(({ schema }) => {
    const whole = schema === undefined ? undefined : flatten(api, schema);
    if (whole === undefined) return false;
    if (isOpenList(whole, api)) return true;
    const lists = whole.properties
      .flatMap((property) => flatten(api, property.schema) ?? [])
      .filter((one) => isOpenList(one, api));
    return lists.length === 1 && whole.properties.length <= 3;
  });
}

/** Of objects, and of any number: a closed list of words is reference data. */
function isOpenList(schema: Schema, api: ApiModel): boolean {
  if (!schema.types.includes('array') || schema.maxItems !== undefined || schema.items === undefined) return false;
  const items = flatten(api, schema.items);
  return items !== undefined && (items.properties.length > 0 || items.types.includes('object'));
}

function isNumber({ types }: Schema): boolean {
  return types.includes('integer') || types.includes('number');
}
