import { describe, expect, it } from 'vitest';
import { textBreaks } from '../../../../src/model/payload/text-value.ts';
import { folder } from '../../../support/cli.ts';
import { loadFixture } from '../../../support/fixture.ts';

async function broken(parameter: string, ...texts: readonly string[]): Promise<string | undefined> {
  const cwd = folder({
    'a.yaml': `openapi: 3.0.3
info: { title: A, version: '1' }
paths:
  /a:
    get:
      parameters: [{ name: p, in: query, ${parameter} }]
      responses: { '200': { description: ok } }
`,
  });
  const api = await loadFixture('a.yaml', cwd);
  const [found] = api.operations[0]?.parameters ?? [];
  if (found === undefined) throw new Error('no parameter');
  const broke = textBreaks(api, found, texts);
  return broke === undefined ? undefined : `${broke.keyword} at ${broke.at.path.split('/').slice(6).join('/')}`;
}

describe('a text against the schema of its parameter', () => {
  it.each([
    ['schema: { type: integer, maximum: 9 }', ['5'], undefined],
    ['schema: { type: integer, maximum: 9 }', ['50'], 'maximum at schema/maximum'],
    ['schema: { type: integer }', ['five'], 'type at schema/type'],
    ['schema: { type: string, maxLength: 3 }', ['5000'], 'maxLength at schema/maxLength'],
    ['schema: { type: boolean }', ['TRUE'], undefined],
    ['schema: { type: string, enum: [a, b] }', ['c'], 'enum at schema/enum'],
    ['schema: { type: string, enum: [a] }', [''], undefined],
    ['schema: { type: string, pattern: ^a$ }', ['<PII.EMAIL:1>'], undefined],
    ['schema: { allOf: [{ type: integer }, { minimum: 5 }] }', ['3'], 'minimum at schema'],
    ['schema: { anyOf: [{ type: integer }, { type: string, format: date }] }', ['2026-01-02'], undefined],
    ['schema: { type: array, items: { type: integer, maximum: 9 } }', ['5', '7'], undefined],
    ['schema: { type: array, items: { type: integer, maximum: 9 } }', ['5,70'], 'maximum at schema/items/maximum'],
    ['style: pipeDelimited, schema: { type: array, items: { type: integer } }', ['5|6'], undefined],
    ['schema: { type: array, maxItems: 1, items: { type: string } }', ['a', 'b'], 'maxItems at schema/maxItems'],
    ['schema: { type: object, properties: { a: { type: integer } } }', ['x'], undefined],
  ])('%s of %j', async (parameter, texts, expected) => {
    expect(await broken(parameter, ...texts)).toBe(expected);
  });
});
