import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { folderOf, load } from '../load/workspace.ts';
import directions from '../../../rules/lint/prop-direction/rule.ts';

async function found(head: string, schemas: string): Promise<readonly string[]> {
  const text = `${head}\ninfo: { title: x, version: '1' }\npaths: {}\n${schemas}
  Card:
    type: object
    required: [id, name]
    properties:
      id: { type: string, readOnly: true }
      name: { type: string }
      note: { type: string, readOnly: true }
`;
  const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  const rules = directions.filter(({ id }) => id === 'prop-read-and-write-only');
  return lint(api, rules).flatMap(({ findings }) => findings.map(({ at }) => at.path));
}

it('2.0: what only answers hold is not to be required; in 3.x that list then speaks of answers alone', async () => {
  expect(await found("swagger: '2.0'", 'definitions:')).toEqual(['/definitions/Card/properties/id']);
  expect(await found('openapi: 3.0.3', 'components:\n schemas:')).toEqual([]);
});
