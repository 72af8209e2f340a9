import { child, flatten, lintRule, type ApiModel, type Problem, type Schema, type SchemaUse } from '#rule';

const close = `Close the object, and name what may come:

\`\`\`yaml
type: object
additionalProperties: false
properties:
  nickname: { type: string, maxLength: 40 }
\`\`\``;

const open = lintRule({
  id: 'prop-additional-open',
  title: 'Request object that takes any property',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4'],
  why: `Whatever else the caller sends is valid by the document: \`isAdmin\`, \`balance\`, \`ownerId\`. Frameworks that copy a body into a record write it (mass assignment).`,
  fix: close,

  schema(schema, use, api) {
    if (!isJudged(schema, use) || schema.additionalProperties === undefined) return undefined;
    if (!isAnything(schema.additionalProperties, api) || isMap(schema) || isClosedElsewhere(schema, api))
      return undefined;
    const at = child(schema.at, 'additionalProperties');
    return {
      at,
      message: 'The object takes any property besides those it names.',
      repair: { title: 'Refuse other properties', edits: [{ kind: 'replace', at, value: false }] },
    };
  },
});

const byDefault = lintRule({
  id: 'prop-additional-default',
  title: 'Request object that does not say whether it is complete',
  severity: 'info',
  owasp: ['API3:2023'],
  cwe: 915,
  why: `Without \`additionalProperties\` any property is allowed (JSON Schema's default). Gateways that validate by the document let through what nobody meant.`,
  fix: close,

  schema(schema, use, api): Problem | undefined {
    if (!isJudged(schema, use) || schema.properties.length === 0 || schema.additionalProperties !== undefined)
      return undefined;
    if (isClosedElsewhere(schema, api) || schema.discriminator !== undefined) return undefined;
    return {
      at: schema.at,
      message: 'The object does not say whether other properties may come.',
    };
  },
});

const unboundedMap = lintRule({
  id: 'prop-additional-unbounded',
  title: 'Map of any size',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: 770,
  why: `A body with a million keys costs the sender nothing and the server memory, index entries and log lines.`,
  fix: `Say how many keys are sensible:

\`\`\`yaml
type: object
maxProperties: 50
additionalProperties: { type: string, maxLength: 200 }
\`\`\``,

  schema(schema, use, api) {
    if (!isJudged(schema, use) || !isMap(schema) || schema.additionalProperties === undefined) return undefined;
    if (schema.additionalProperties === false || flatten(api, schema.id)?.maxProperties !== undefined) return undefined;
    if (schema.propertyNames !== undefined && flatten(api, schema.propertyNames)?.enum !== undefined) return undefined;
    return { at: schema.at, message: 'The map may hold any number of keys.' };
  },
});

const unevaluated = lintRule({
  id: 'prop-unevaluated-open',
  title: 'Request object opened by unevaluatedProperties',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 915,
  why: `\`unevaluatedProperties: true\` lets through every property that no part of the schema names, so what a caller adds reaches the code behind.`,
  fix: `Close it:

\`\`\`yaml
unevaluatedProperties: false
\`\`\``,

  schema(schema, use, api) {
    if (!isJudged(schema, use) || schema.unevaluatedProperties === undefined) return undefined;
    if (!isAnything(schema.unevaluatedProperties, api)) return undefined;
    const at = child(schema.at, 'unevaluatedProperties');
    return {
      at,
      message: 'The object takes any property that no part of it names.',
      repair: { title: 'Refuse other properties', edits: [{ kind: 'replace', at, value: false }] },
    };
  },
});

const closedPart = lintRule({
  id: 'prop-allof-closed',
  title: 'Closed part of an allOf',
  severity: 'low',
  owasp: ['API3:2023', 'API8:2023'],
  cwe: 436,
  why: `A part that forbids other properties refuses those of its neighbours: nothing is valid, so validation is switched off, or each tool decides for itself what was meant.`,
  fix: `Close the whole, not its parts:

\`\`\`yaml
allOf:
  - $ref: '#/components/schemas/Base'
  - type: object
    properties: { note: { type: string, maxLength: 80 } }
unevaluatedProperties: false   # 3.1 and later
\`\`\``,

  schema(schema, _use, api) {
    if (schema.allOf.length < 2 && (schema.allOf.length === 0 || schema.properties.length === 0)) return undefined;
    const parts = [schema, ...schema.allOf.flatMap((id) => api.schemas.get(id) ?? [])];
    for (const part of parts) {
      if (part.additionalProperties !== false) continue;
      const own = new Set(part.properties.map(({ name }) => name));
      const others = parts
        .filter((one) => one !== part)
        .flatMap((one) => (one === schema ? one : (flatten(api, one.id) ?? one)).properties);
      const refused = others.find(({ name }) => !own.has(name));
      if (refused === undefined || part.patternProperties.length > 0) continue;
      return {
        at: child(part.at, 'additionalProperties'),
        message: `This part forbids ${refused.name}, which another part of the allOf declares.`,
      };
    }
    return undefined;
  },
});

export default [open, byDefault, unboundedMap, unevaluated, closedPart];

/** A part of an allOf is not judged alone: the whole may be closed. */
function isJudged(schema: Schema, { direction, inBody, isWhole }: SchemaUse): boolean {
  return direction === 'request' && inBody && isWhole && (schema.types.length === 0 || schema.types.includes('object'));
}

/** `true` or `{}`; a schema that says something limits what comes. */
function isAnything(additional: boolean | string, api: ApiModel): boolean {
  if (typeof additional === 'boolean') return additional;
  const schema = api.schemas.get(additional);
  return schema !== undefined && Object.keys(schema.raw).every((key) => key.startsWith('x-') || key === 'description');
}

/** Names nothing of its own: the keys are the data. */
function isMap({ properties, allOf }: Schema): boolean {
  return properties.length === 0 && allOf.length === 0;
}

function isClosedElsewhere(schema: Schema, api: ApiModel): boolean {
  const whole = flatten(api, schema.id);
  return (
    schema.unevaluatedProperties === false ||
    whole?.unevaluatedProperties === false ||
    (whole?.additionalProperties === false && schema.additionalProperties === undefined)
  );
}
