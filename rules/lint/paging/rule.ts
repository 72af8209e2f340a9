import {
  effectiveBounds,
  flatten,
  isMeantOpen,
  limitRepair,
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
    // What everybody may know is a short list, and pages need no parameter where the answer names the next.
    if (isMeantOpen(operation, api) || isPagedByAnswer(operation, api)) return undefined;
    return { at: operation.at, message: `${operation.id} returns a list and takes no page.` };
  },
});

const sizes = new Set(
  'limit pagesize perpage maxresults maxitems pagelimit resultsperpage itemsperpage size count top first take rows'.split(
    ' ',
  ),
);
/** Of these some are no pages: the size of a picture, the number of copies, the first of something. */
const unsureSizes = new Set(['size', 'count', 'top', 'first', 'take', 'rows']);

const unbounded = lintRule({
  id: 'page-limit-unbounded',
  title: 'Page size without a maximum',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `\`?limit=1000000000\` reads the whole table with one request, as often as somebody likes to send it.`,
  mends:
    "With --fix-limits: writes pageSize as maximum of the config's profile, where examples, defaults and other limits keep to it.",
  fix: bounded,

  parameter(parameter, operation, api) {
    if (parameter.in !== 'query' || parameter.schema === undefined || !sizes.has(glued(parameter))) return undefined;
    if (operation.method !== 'GET' || (unsureSizes.has(glued(parameter)) && !isPaged(operation, parameter, api)))
      return undefined;
    const schema = flatten(api, parameter.schema);
    if (schema === undefined) return undefined;
    const { types, maximum, isClosed } = effectiveBounds(api, schema.id);
    if (types?.includes('integer') !== true || maximum !== undefined || isClosed) return undefined;
    // Where the range is missing, so that it is one finding with what is said of the number.
    return {
      at: schema.at,
      message: `Page size ${parameter.name} has no maximum.`,
      ...limitRepair(schema, ['pageSize'], api),
    };
  },
});

export default [missing, unbounded];

function glued({ name }: Parameter): string {
  return wordsOf(name).join('');
}

const pagingWords = new Set(
  'limit page pages paging pagination cursor offset skip continuation continue sync after before since until marker start starting from to top count size take first last max min range next previous'.split(
    ' ',
  ),
);
/** Written as one word. */
const gluedPaging =
  /^(?:per|next|max|page|start|num|row|result)(?:page|token|results?|items?|size|num(?:ber)?|index|key|rows?|count)s?$/;

/** Whole words, so that `country` is no count; a token alone may be that of a page, `access_token` is none. */
function isPaging(parameter: Parameter): boolean {
  if (parameter.in !== 'query' && parameter.in !== 'header') return false;
  const words = wordsOf(parameter.name);
  return (
    words.some((word) => pagingWords.has(word)) ||
    gluedPaging.test(words.join('')) ||
    words.join('') === 'token' ||
    sizes.has(words.join(''))
  );
}

/** The operation returns a list, or takes another parameter of pages beside this one. */
function isPaged(operation: Operation, parameter: Parameter, api: ApiModel): boolean {
  return returnsList(operation, api) || operation.parameters.some((other) => other !== parameter && isPaging(other));
}

/** The server says where to go on: in a Link header (RFC 8288) or beside the list. */
function isPagedByAnswer({ responses }: Operation, api: ApiModel): boolean {
  return responses
    .filter(({ status }) => status.startsWith('2'))
    .some(
      ({ bodies, headers }) =>
        headers.some(({ name }) => /^(?:link|content-range|x-(?:total|page|next).*)$/i.test(name)) ||
        bodies.some(({ schema }) =>
          (schema === undefined ? [] : (flatten(api, schema)?.properties ?? [])).some(({ name }) =>
            wordsOf(name).some((word) => ['next', 'cursor', 'page', 'paging', 'pagination', 'offset'].includes(word)),
          ),
        ),
    );
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
