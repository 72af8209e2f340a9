import { flatten, lintRule, type ApiModel, type Body, type Operation, type Problem, type Schema } from '#rule';

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

  operation: (operation) =>
    operation.responses
      .filter(({ status }) => status.startsWith('2') && status !== '204')
      .flatMap(({ status, bodies }) =>
        bodies
          .filter(({ schema, mediaType }) => schema === undefined && isJson(mediaType))
          .map((body) => ({
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

  operation: (operation) => operation.requestBodies.flatMap((body) => ofBody(operation, body)),
  parameter(parameter) {
    if (parameter.schema !== undefined) return undefined;
    return { at: parameter.at, message: `Parameter ${parameter.name} has no schema.` };
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
    if (use.direction !== 'request' || !use.isWhole) return undefined;
    const whole = flatten(api, schema.id);
    if (whole === undefined || !isMute(whole, api)) return undefined;
    return {
      at: schema.at,
      message: whole.types.length === 0 ? 'The schema names no type.' : 'The object names no properties.',
    };
  },
});

export default [noResponse, noRequest, untyped];

function ofBody(operation: Operation, body: Body): readonly Problem[] {
  if (body.schema !== undefined || !isJson(body.mediaType)) return [];
  return [{ at: body.at, subject: `request/${body.mediaType}`, message: `The body of ${operation.id} has no schema.` }];
}

function isJson(mediaType: string): boolean {
  return /(^|[/+])json$/.test(mediaType);
}

function isMute(whole: Schema, api: ApiModel): boolean {
  if (whole.enum !== undefined || whole.anyOf.length + whole.oneOf.length > 0 || whole.not !== undefined) return false;
  if (whole.types.length === 0) {
    // Properties, items and limits say what is meant as well as a type does.
    return (
      whole.properties.length === 0 &&
      whole.items === undefined &&
      whole.pattern === undefined &&
      whole.format === undefined &&
      !hasRest(whole, api)
    );
  }
  const isObject = whole.types.every((type) => type === 'object' || type === 'null');
  return isObject && whole.properties.length === 0 && !hasRest(whole, api);
}

function hasRest(
  { additionalProperties, patternProperties, unevaluatedProperties, maxProperties, others }: Schema,
  _api: ApiModel,
): boolean {
  return (
    additionalProperties !== undefined ||
    unevaluatedProperties !== undefined ||
    patternProperties.length > 0 ||
    maxProperties !== undefined ||
    others.length > 0
  );
}
