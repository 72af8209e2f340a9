import {
  child,
  lintRule,
  violationOf,
  type ApiModel,
  type Body,
  type Example,
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
  parameter: (parameter, _operation, api) => ofAll(parameter.examples, parameter.schema, api),
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

/** Texts in the place of other types are habit (`example: '20'`), and placeholders are no values. */
function ofExample({ at, value }: Example, schema: SchemaId, api: ApiModel): readonly Problem[] {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return [];
  const broken = violationOf(api, schema, value);
  if (broken === undefined || (broken.keyword === 'type' && broken.path === '' && typeof value === 'string')) return [];
  return [
    {
      at,
      tier: 'example',
      message: `The example breaks ${broken.keyword} of its schema${broken.path === '' ? '' : ' inside'}.`,
    },
  ];
}
