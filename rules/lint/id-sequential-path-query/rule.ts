import { flatten, lintRule, wordsOf } from '#rule';

export default lintRule({
  id: 'id-sequential-path-query',
  title: 'Object id is a number that can be counted up',
  severity: 'low',
  owasp: ['API1:2023'],
  cwe: 340,
  why: `Whoever holds one id knows the next. A single missing ownership check then empties the whole table, and the numbers tell competitors how many customers there are.`,
  fix: `Use ids that cannot be guessed:

\`\`\`yaml
schema:
  type: string
  format: uuid
\`\`\`

It does not replace the ownership check; it takes away the ladder.`,

  parameter(parameter, _operation, api) {
    if (parameter.in !== 'path' && parameter.in !== 'query') return undefined;
    if (wordsOf(parameter.name).at(-1) !== 'id') return undefined;
    const schema = parameter.schema === undefined ? undefined : flatten(api, parameter.schema);
    if (schema === undefined || schema.enum !== undefined) return undefined;
    if (!schema.types.includes('integer') && !schema.types.includes('number')) return undefined;
    return { at: parameter.at, message: `Id ${parameter.name} is a number: the next object's id is one more.` };
  },
});
