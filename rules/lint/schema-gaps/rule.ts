import { flatten, isFormFile, isSentValue, lintRule, type ApiModel, type Body, type Pointer, type Schema } from '#rule';

const described = `Describe it, once for all who use it:

\`\`\`yaml
content:
  application/json:
    schema: { $ref: '#/components/schemas/Card' }
\`\`\``;

const noResponse = lintRule({
  id: 'schema-missing-response',
  title: 'Answer whose content nobody described',
  severity: 'low',
  owasp: ['API3:2023', 'API8:2023'],
  cwe: 1173,
  why: `Nobody can tell whether the answer holds too much: what a record gains tomorrow goes out tomorrow, and no test notices.`,
  fix: described,

  operation: (operation, api) =>
    operation.responses
      .filter(({ status }) => status.startsWith('2') && status !== '204')
      .flatMap(({ status, bodies }) =>
        mute(bodies, api).map((body) => ({
          at: body.at,
          subject: `response/${status}/${body.mediaType}`,
          message: `The answer ${status} of ${operation.id} has no schema.`,
        })),
      ),
});

const noRequest = lintRule({
  id: 'schema-missing-request',
  title: 'Input that nobody described',
  severity: 'low',
  owasp: ['API3:2023', 'API8:2023'],
  cwe: 1173,
  why: `Whatever is sent is valid by the document: no gateway refuses anything, and mass assignment begins here.`,
  fix: described,

  operation: (operation, api) =>
    mute(operation.requestBodies, api, /(^|[/+])json$|^multipart\/form-data$|urlencoded$/).map((body) => ({
      at: body.at,
      subject: `request/${body.mediaType}`,
      message: `The body of ${operation.id} has no schema.`,
    })),
  parameter({ schema, raw, at, name }, _operation, api) {
    // `schema: true` of 3.1 says as little as none; a reference to nothing has a finding of its own.
    if (schema !== undefined || isBroken(api, at) || Object.hasOwn(raw, 'content')) return undefined;
    return { at, message: `Parameter ${name} has no schema.` };
  },
});

const untyped = lintRule({
  id: 'schema-empty-or-untyped',
  title: 'Request schema that says nothing',
  severity: 'low',
  owasp: ['API3:2023'],
  cwe: 20,
  why: `Without a type anything fits: an object where a text was meant becomes a query operator or a second record.`,
  fix: `Name the type:

\`\`\`yaml
type: string
maxLength: 200
\`\`\``,

  schema(schema, use, api) {
    if (use.direction !== 'request' || !isSentValue(api, schema.id)) return undefined;
    // Values of an open map: that the map is open is said of the map.
    if (schema.at.path.endsWith('/additionalProperties') || isAnyJson(schema, api) || isFormFile(api, schema.id))
      return undefined;
    const whole = flatten(api, schema.id);
    if (whole === undefined || saysSomething(whole) || isBroken(api, schema.at)) return undefined;
    return {
      at: schema.at,
      message: whole.types.length === 0 ? 'The schema names no type.' : 'The object names no properties.',
    };
  },
});

export default [noResponse, noRequest, untyped];

/** Bodies of such types without a schema. Several media types of 2.0 share one place, and what is one gap there is said once. */
function mute(bodies: readonly Body[], api: ApiModel, types = /(^|[/+])json$/): readonly Body[] {
  const places = new Set<string>();
  return bodies.filter(({ schema, mediaType, at }) => {
    if (schema !== undefined || !types.test(mediaType) || places.has(at.path) || isBroken(api, at)) return false;
    places.add(at.path);
    return true;
  });
}

/** Below here a reference leads to nothing: what is missing has a finding of its own. */
function isBroken(api: ApiModel, at: Pointer): boolean {
  return api.faults.some(({ at: fault }) => fault.source === at.source && fault.path.startsWith(`${at.path}/`));
}

/** Types but an object's, a closed list or variants; of others keywords that say what is meant as well as a type does. */
function saysSomething(whole: Schema): boolean {
  const { types, raw } = whole;
  if (types.some((type) => type !== 'object' && type !== 'null')) return true;
  if (types.length > 0 && !types.includes('object')) return true;
  if (whole.enum !== undefined || whole.anyOf.length + whole.oneOf.length > 0 || whole.not !== undefined) return true;
  if (whole.properties.length > 0 || whole.others.length > 0 || hasRest(whole)) return true;
  // Properties that could not be read were written all the same.
  if (raw['properties'] !== undefined) return true;
  // What a dynamic reference leads to depends on who asks.
  if (raw['$dynamicRef'] !== undefined || raw['$recursiveRef'] !== undefined) return true;
  return types.length === 0 && (whole.required.length > 0 || telling.some((key) => whole[key] !== undefined));
}

/** The value of a JSON Patch (RFC 6902), or what the document says is any JSON. */
function isAnyJson(schema: Schema, api: ApiModel): boolean {
  if (/\bany (?:valid )?(?:json|type|value)\b|\bjson[- ]?schema\b/i.test(schema.description ?? '')) return true;
  if (!schema.at.path.endsWith('/properties/value')) return false;
  const owner = api.schemas.get(`${schema.at.source}#${schema.at.path.slice(0, -'/properties/value'.length)}`);
  const names = owner?.properties.map(({ name }) => name) ?? [];
  return names.includes('op') && names.includes('path');
}

const telling = [
  'items',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'multipleOf',
  'contentEncoding',
  'contentMediaType',
] as const;

/** What else an object may hold is said. */
function hasRest(schema: Schema): boolean {
  const { additionalProperties, patternProperties, unevaluatedProperties, propertyNames, maxProperties } = schema;
  return (
    additionalProperties !== undefined ||
    unevaluatedProperties !== undefined ||
    propertyNames !== undefined ||
    maxProperties !== undefined ||
    patternProperties.length > 0
  );
}
