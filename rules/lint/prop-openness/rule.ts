import {
  child,
  flatten,
  isSentObject,
  limitRepair,
  lintRule,
  schemaName,
  type ApiModel,
  type Problem,
  type Schema,
  type SchemaUse,
} from '#rule';
import { closing } from './closing.ts';

const close = `Close the object, and name what may come:

\`\`\`yaml
type: object
additionalProperties: false
properties:
  nickname: { type: string, maxLength: 40 }
\`\`\`

One that is joined by \`allOf\` is closed as a whole, with \`unevaluatedProperties: false\` (3.1 and later).`;

const open = lintRule({
  id: 'prop-additional-open',
  title: 'Request object that takes any property',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 915,
  controls: ['PCI DSS 6.2.4'],
  why: `Whatever else the caller sends is valid by the document: \`isAdmin\`, \`balance\`, \`ownerId\`. Frameworks that copy a body into a record write it (mass assignment).`,
  mends:
    'Refuses other properties where the object is only sent and is no part of another; what is joined by allOf, anyOf or oneOf with unevaluatedProperties (3.1 and later).',
  fix: close,

  schema(schema, use, api) {
    if (!isJudged(schema, use, api) || schema.additionalProperties === undefined) return undefined;
    if (!isAnything(schema.additionalProperties, api) || isMap(schema, api) || isClosed(schema, api)) return undefined;
    return {
      at: child(schema.at, 'additionalProperties'),
      message: `${spoken(schema)} takes any property besides those it names.`,
      ...closing(schema, 'additionalProperties', api),
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
  mends:
    'Refuses other properties where the object is only sent and is no part of another; what is joined by allOf, anyOf or oneOf with unevaluatedProperties (3.1 and later).',
  fix: close,

  schema(schema, use, api): Problem | undefined {
    if (!isJudged(schema, use, api) || schema.additionalProperties !== undefined) return undefined;
    if (isMap(schema, api) || isClosed(schema, api) || schema.discriminator !== undefined) return undefined;
    // Explicitly open is another finding, at the keyword that opens it.
    if (isUnevaluatedOpen(schema, api)) return undefined;
    return {
      at: schema.at,
      message: `${spoken(schema)} does not say whether other properties may come.`,
      ...closing(schema, undefined, api),
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
  mends:
    "With --fix-limits: writes maxProperties of the config's profile, where examples, defaults and other limits keep to it.",
  fix: `Say how many keys are sensible:

\`\`\`yaml
type: object
maxProperties: 50
additionalProperties: { type: string, maxLength: 200 }
\`\`\``,

  schema(schema, use, api) {
    if (!isJudged(schema, use, api) || !isMap(schema, api)) return undefined;
    const { additionalProperties, patternProperties } = schema;
    const takesAny = additionalProperties !== undefined && additionalProperties !== false;
    if (!takesAny && patternProperties.every(({ pattern }) => isListOfWords(pattern))) return undefined;
    if (flatten(api, schema.id)?.maxProperties !== undefined || hasListedNames(schema, api)) return undefined;
    return {
      at: schema.at,
      message: `${spoken(schema, 'map')} may hold any number of keys.`,
      ...limitRepair(schema, ['maxProperties'], api),
    };
  },
});

const unevaluated = lintRule({
  id: 'prop-unevaluated-open',
  title: 'Request object opened by unevaluatedProperties',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: 915,
  why: `\`unevaluatedProperties: true\` lets through every property that no part of the schema names, so what a caller adds reaches the code behind.`,
  mends:
    'Refuses other properties where the object is only sent and is no part of another; what is joined by allOf, anyOf or oneOf with unevaluatedProperties (3.1 and later).',
  fix: `Close it:

\`\`\`yaml
unevaluatedProperties: false
\`\`\``,

  schema(schema, use, api) {
    if (!isJudged(schema, use, api) || !isUnevaluatedOpen(schema, api)) return undefined;
    return {
      at: child(schema.at, 'unevaluatedProperties'),
      message: `${spoken(schema)} takes any property that no part of it names.`,
      ...closing(schema, 'unevaluatedProperties', api),
    };
  },
});

const closedPart = lintRule({
  id: 'prop-allof-closed',
  title: 'Closed part of an allOf',
  severity: 'low',
  owasp: ['API3:2023', 'API8:2023'],
  cwe: 436,
  why: `A part that forbids other properties refuses those of its neighbours: what the document describes is invalid by the document. So validation is switched off, or each tool decides for itself what was meant.`,
  fix: `Close the whole, not its parts:

\`\`\`yaml
allOf:
  - $ref: '#/components/schemas/Base'
  - type: object
    properties: { note: { type: string, maxLength: 80 } }
unevaluatedProperties: false   # 3.1 and later
\`\`\`

2.0 and 3.0 have no keyword for it: leave the whole open, or write all properties into one object.`,

  /** Of every schema: what contradicts itself is wrong before anything uses it. */
  api: (api) => [...api.schemas.values()].flatMap((schema) => closedPartOf(schema, api)),
});

export default [open, byDefault, unboundedMap, unevaluated, closedPart];

/** The first closed part that lacks a name which the whole declares. All names are counted once, however many parts there are. */
function closedPartOf(schema: Schema, api: ApiModel): readonly Problem[] {
  if (schema.allOf.length === 0) return [];
  const parts = [schema, ...schema.allOf.flatMap((id) => api.schemas.get(id) ?? [])];
  const closed = parts.filter(
    ({ additionalProperties, patternProperties }) => additionalProperties === false && patternProperties.length === 0,
  );
  if (closed.length === 0) return [];
  const declared = new Set((flatten(api, schema.id) ?? schema).properties.map(({ name }) => name));
  for (const part of closed) {
    const own = new Set(part.properties.map(({ name }) => name));
    // It is a part of the whole: where it has as many names it has all of them.
    if (own.size >= declared.size) continue;
    const [refused] = [...declared].filter((name) => !own.has(name));
    if (refused === undefined) continue;
    return [
      {
        at: child(part.at, 'additionalProperties'),
        message: `This part forbids ${refused}, which another part of the allOf declares.`,
      },
    ];
  }
  return [];
}

/** A part of an allOf is not judged alone, nor a variant beside properties: the whole may be closed. */
function isJudged({ id, types }: Schema, { direction, inBody }: SchemaUse, api: ApiModel): boolean {
  return direction === 'request' && inBody && (types.length === 0 || types.includes('object')) && isSentObject(api, id);
}

/** Keywords that describe and do not limit. */
const telling = new Set(['title', 'description', 'example', 'examples', 'default', 'nullable', 'deprecated']);

/** `true` or `{}`; a schema that says something limits what comes. */
function isAnything(additional: boolean | string, api: ApiModel): boolean {
  if (typeof additional === 'boolean') return additional;
  const schema = api.schemas.get(additional);
  return schema !== undefined && Object.keys(schema.raw).every((key) => key.startsWith('x-') || telling.has(key));
}

/** Names nothing of its own: the keys are the data. */
function isMap(schema: Schema, api: ApiModel): boolean {
  return (flatten(api, schema.id) ?? schema).properties.length === 0;
}

/** The keyword came with 3.1. Beside additionalProperties nothing is left to it: those take or refuse all. */
function isUnevaluatedOpen({ id, additionalProperties, unevaluatedProperties }: Schema, api: ApiModel): boolean {
  if (api.dialect === '2.0' || api.dialect === '3.0' || unevaluatedProperties === undefined) return false;
  return (
    additionalProperties === undefined &&
    flatten(api, id)?.additionalProperties === undefined &&
    isAnything(unevaluatedProperties, api)
  );
}

function isClosed(schema: Schema, api: ApiModel): boolean {
  const whole = flatten(api, schema.id) ?? schema;
  if (whole.unevaluatedProperties === false || hasListedNames(whole, api)) return true;
  if (whole.additionalProperties === false) return true;
  const variants = [whole.anyOf, whole.oneOf].filter((list) => list.length > 0);
  return variants.some((list) => list.every((id) => flatten(api, id)?.additionalProperties === false));
}

/** The names themselves are a closed list. */
function hasListedNames({ propertyNames }: Schema, api: ApiModel): boolean {
  return propertyNames !== undefined && flatten(api, propertyNames)?.enum !== undefined;
}

/** `^(EUR|USD)$`: nothing repeats and nothing stands for more than itself. */
function isListOfWords(pattern: string): boolean {
  return /^\^[\w|():-]*\$$/.test(pattern.replaceAll('(?:', '('));
}

function spoken(schema: Schema, kind = 'object'): string {
  const name = schemaName(schema);
  return name === undefined ? `The ${kind}` : `${kind === 'map' ? 'Map' : 'Object'} ${name}`;
}
