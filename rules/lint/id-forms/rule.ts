import {
  effectiveBounds,
  flatten,
  limitRepair,
  lintRule,
  operationsReaching,
  ownerOf,
  requestFlows,
  wordsOf,
  type ApiModel,
  type Parameter,
  type Schema,
} from '#rule';

const uuid = `Use ids that cannot be counted up, and say so:

\`\`\`yaml
type: string
format: uuid
\`\`\``;

const inBody = lintRule({
  id: 'id-sequential-in-body',
  title: "Number as another object's id in a request",
  severity: 'low',
  owasp: ['API1:2023'],
  cwe: 639,
  why: `The caller names the object that the request acts on, and the next object's id is one more. If a check of ownership is missing in one place, all objects can be tried one after the other.`,
  fix: uuid,

  property(property, use, api) {
    if (use.direction !== 'request' || !use.inBody || !isForeignId(property.name)) return undefined;
    const schema = flatten(api, property.schema);
    if (schema === undefined || schema.enum !== undefined || !isNumber(schema)) return undefined;
    // A filter in the body of a search names nothing that is acted on.
    const senders = operationsReaching(api, ownerOf(api, property), requestFlows).filter(({ kind }) => kind === 'path');
    if (senders.length === 0) return undefined;
    return { at: property.at, message: `Id ${property.name} is a number: the next object's id is one more.` };
  },
});

const unbounded = lintRule({
  id: 'id-unbounded',
  title: 'Id that may be any text',
  severity: 'info',
  owasp: ['API1:2023', 'API4:2023'],
  cwe: 20,
  why: `Nothing that is made from the document refuses \`../admin\`, a quote or ten megabytes in the place of an id: what the code behind does not check itself reaches paths, queries and logs.`,
  mends:
    "With --fix-limits: writes maxLength of the config's profile, where examples, defaults and other limits keep to it.",
  fix: uuid,

  parameter(parameter, _operation, api) {
    const schema = idSchema(parameter, api);
    if (schema === undefined || !schema.types.includes('string') || schema.types.includes('integer')) return undefined;
    const isFree = schema.enum === undefined && schema.format === undefined && schema.pattern === undefined;
    if (!isFree || effectiveBounds(api, schema.id).maxLength !== undefined) return undefined;
    return {
      at: parameter.at,
      message: `Id ${parameter.name} may be any text of any length.`,
      ...limitRepair(schema, ['maxLength'], api),
    };
  },
});

const batch = lintRule({
  id: 'batch-ids-unbounded',
  title: 'Any number of ids in one request',
  severity: 'medium',
  tiers: [
    { name: 'body', severity: 'medium' },
    { name: 'address', severity: 'low' },
  ],
  owasp: ['API4:2023', 'API1:2023'],
  cwe: 770,
  why: `One request asks for a million objects: that is memory and database time for nothing, and one missing check of ownership gives away all of them at once.`,
  fix: `Say how many are sensible, and refuse more:

\`\`\`yaml
type: array
maxItems: 100
items: { type: string, format: uuid }
\`\`\``,

  property(property, use, api) {
    if (use.direction !== 'request' || !/(^|[a-z_-])ids$|Ids$/i.test(property.name)) return undefined;
    if (wordsOf(property.name).at(-1) !== 'ids' || !isUnboundedList(property.schema, api)) return undefined;
    return { at: property.at, tier: 'body', message: `List ${property.name} may hold any number of ids.` };
  },
  parameter(parameter, _operation, api) {
    if (parameter.in === 'header' || wordsOf(parameter.name).at(-1) !== 'ids' || parameter.schema === undefined)
      return undefined;
    if (!isUnboundedList(parameter.schema, api)) return undefined;
    // Servers limit the length of an address, if nothing else does.
    return { at: parameter.at, tier: 'address', message: `List ${parameter.name} may hold any number of ids.` };
  },
});

export default [inBody, unbounded, batch];

/** `accountId`, `card_id`: another object's; a bare `id` is the object's own. */
function isForeignId(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.length > 1 &&
    words.at(-1) === 'id' &&
    !['client', 'request', 'external', 'correlation', 'trace'].includes(words[0] ?? '')
  );
}

function isNumber({ types }: Schema): boolean {
  return types.includes('integer') && !types.includes('string');
}

function idSchema(parameter: Parameter, api: ApiModel): Schema | undefined {
  if (parameter.in !== 'path' && parameter.in !== 'query') return undefined;
  if (parameter.schema === undefined || wordsOf(parameter.name).at(-1) !== 'id') return undefined;
  return flatten(api, parameter.schema);
}

function isUnboundedList(id: string, api: ApiModel): boolean {
  const schema = flatten(api, id);
  return schema?.types.includes('array') === true && effectiveBounds(api, id).maxItems === undefined;
}
