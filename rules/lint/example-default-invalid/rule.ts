import {
  child,
  effectiveBounds,
  isObject,
  lintRule,
  violationOf,
  type ApiModel,
  type Body,
  type Example,
  type Json,
  type Problem,
  type SchemaId,
} from '#rule';

export default lintRule({
  id: 'example-default-invalid',
  title: 'Example or default that breaks its own schema',
  severity: 'low',
  tiers: [
    { name: 'default', severity: 'low' },
    { name: 'example', severity: 'info' },
  ],
  owasp: ['API8:2023'],
  cwe: 1173,
  why: `One of the two is wrong. If it is the schema, validation was never in force here, or it refuses what is meant, and is switched off.`,
  fix: `Correct whichever is wrong:

\`\`\`yaml
type: integer
maximum: 100
default: 20
\`\`\``,

  schema(schema, _use, api) {
    const found: Problem[] = [];
    if (schema.default !== undefined && schema.default !== null) {
      const broken = violationOf(api, schema.id, schema.default);
      if (broken !== undefined)
        found.push({
          at: child(schema.at, 'default'),
          tier: 'default',
          message: `The default breaks ${broken.keyword} of its schema.`,
        });
    }
    for (const example of schema.examples) found.push(...ofExample(example, schema.id, api));
    return found;
  },
  parameter: ({ examples, schema }, _operation, api) =>
    schema === undefined
      ? []
      : examples
          .filter(({ value }) => typeof value !== 'number' || isNumber(schema, api))
          .flatMap((example) => ofExample(example, schema, api)),
  operation: (operation, api) => {
    const bodies: readonly Body[] = [
      ...operation.requestBodies,
      ...operation.responses.flatMap((response) => response.bodies),
    ];
    return bodies
      .filter(({ mediaType }) => /(^|[/+])json$/.test(mediaType))
      .flatMap(({ examples, schema }) => ofAll(examples, schema, api));
  },
});

function ofAll(examples: readonly Example[], schema: SchemaId | undefined, api: ApiModel): readonly Problem[] {
  return schema === undefined ? [] : examples.flatMap((example) => ofExample(example, schema, api));
}

/** In an address or a header `20` and `'20'` are the same: of a text nobody means the quotes. */
function isNumber(schema: SchemaId, api: ApiModel): boolean {
  const { types } = effectiveBounds(api, schema);
  return types === undefined || types.includes('integer') || types.includes('number');
}

function ofExample({ at, value }: Example, schema: SchemaId, api: ApiModel): readonly Problem[] {
  if (isPlaceholder(value) || isSerialised(value, schema, api)) return [];
  const broken = violationOf(api, schema, value);
  if (broken === undefined) return [];
  const place = broken.path === '' ? '' : `, at ${shown(broken.path)}`;
  return [{ at, tier: 'example', message: `The example breaks ${broken.keyword} of its schema${place}.` }];
}

/** No value at all, or a reference, which nothing resolves here (OpenAPI 3.1 section 4.8.19) but which many write. */
function isPlaceholder(value: Json): boolean {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return true;
  return isObject(value) && typeof value['$ref'] === 'string' && Object.keys(value).length === 1;
}

/** Texts in the place of other types are habit: `'20'`, `a,b,c`, JSON within quotes. */
function isSerialised(value: Json, schema: SchemaId, api: ApiModel): boolean {
  if (typeof value !== 'string') return false;
  const { types } = effectiveBounds(api, schema);
  return types !== undefined && !types.includes('string');
}

/** Longest way into an example that a message names, in characters. */
const placeCharsMax = 80;

function shown(path: string): string {
  return path.length <= placeCharsMax ? path : `${path.slice(0, placeCharsMax)}...`;
}
