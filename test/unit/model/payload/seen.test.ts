import { describe, expect, it } from 'vitest';
import type { ApiModel } from '../../../../src/model/api.ts';
import type { Json } from '../../../../src/model/json.ts';
import { differencesOf, type Travels } from '../../../../src/model/payload/seen.ts';
import { folder } from '../../../support/cli.ts';
import { loadFixture } from '../../../support/fixture.ts';

/** A document with one schema `It`, in the words of a version. */
async function apiWith(schemas: string, head = "openapi: 3.1.0\ninfo: { title: A, version: '1' }"): Promise<ApiModel> {
  const cwd = folder({
    'a.yaml': `${head}
paths:
  /a:
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/It' } } } }
components:
  schemas:
${schemas.replace(/^/gm, '    ')}
`,
  });
  return loadFixture('a.yaml', cwd);
}
const old = "openapi: 3.0.3\ninfo: { title: A, version: '1' }";

function told(api: ApiModel, value: Json, travels: Travels = 'response'): readonly string[] {
  return differencesOf(api, 'a.yaml#/components/schemas/It', { value, travels })
    .map(({ kind, keyword, path }) => (kind === 'broken' ? `${path} ${keyword}` : `${path} ${kind}`))
    .sort();
}

describe('a value against its schema', () => {
  it('tells every difference of the body, each place once', async () => {
    const api = await apiWith(`It:
  type: array
  items:
    type: object
    required: [id]
    properties: { id: { type: string }, n: { type: integer, maximum: 9 } }`);
    expect(told(api, [{ id: 1, n: 50, more: 1 }, { n: 60 }, { id: 'a', more: 2 }])).toEqual([
      '$[].id required',
      '$[].id type',
      '$[].more undeclared',
      '$[].n maximum',
    ]);
  });

  it('joins what all parts of allOf declare, also closed ones that contradict each other', async () => {
    const api = await apiWith(`It:
  allOf:
    - { type: object, properties: { a: { type: string } }, additionalProperties: false }
    - { $ref: '#/components/schemas/Other' }
Other: { type: object, properties: { b: { type: string } } }`);
    expect(told(api, { a: 'x', b: 'y' })).toEqual([]);
    expect(told(api, { a: 'x', c: 'y' })).toEqual(['$.c undeclared']);
  });

  it('asks the variants that fit, and the one that a discriminator names', async () => {
    const api = await apiWith(`It:
  oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
Cat: { type: object, required: [kind], properties: { kind: { const: cat }, lives: { type: integer } } }
Dog: { type: object, required: [kind], properties: { kind: { const: dog }, tricks: { type: integer } } }`);
    expect(told(api, { kind: 'cat', lives: 9 })).toEqual([]);
    expect(told(api, { kind: 'cat', tricks: 1 })).toEqual(['$.tricks undeclared']);
    expect(told(api, { kind: 'cow', lives: 1 })).toEqual(['$ oneOf']);
  });

  it('is open where the document says so, in whatever words', async () => {
    for (const open of [
      'additionalProperties: true',
      'additionalProperties: { type: integer }',
      'unevaluatedProperties: true',
      "patternProperties: { '^m': { type: integer } }",
    ]) {
      const api = await apiWith(`It: { type: object, properties: { a: { type: string } }, ${open} }`);
      expect(told(api, { a: 'x', more: 1 }), open).toEqual([]);
    }
    expect(told(await apiWith('It: {}'), { any: 1 })).toEqual([]);
    expect(told(await apiWith('It: { type: object }'), { any: { deep: 1 } })).toEqual([]);
    const closed = await apiWith("It: { type: object, patternProperties: { '^x-': { type: integer } } }");
    expect(told(closed, { more: 1, 'x-a': 'no' })).toEqual(['$.more undeclared', '$.x-a type']);
  });

  it('knows nullable in every version, also beside a reference', async () => {
    const api = await apiWith(
      `It:
  type: object
  properties:
    a: { type: string, nullable: true }
    b: { nullable: true, allOf: [{ $ref: '#/components/schemas/B' }] }
    c: { type: string }
B: { type: object, properties: { x: { type: string } } }`,
      old,
    );
    expect(told(api, { a: null, b: null, c: null })).toEqual(['$.c type']);
    expect(told(await apiWith("It: { type: [object, 'null'], properties: {} }"), null)).toEqual([]);
  });

  it('reads readOnly and writeOnly by the way that the value travels', async () => {
    const api = await apiWith(`It:
  type: object
  required: [id, pin]
  properties: { id: { type: string, readOnly: true }, pin: { type: string, writeOnly: true } }`);
    expect(told(api, { id: 'a' })).toEqual([]);
    expect(told(api, { pin: '1' }, 'request')).toEqual([]);
    expect(told(api, { id: 'a', pin: '1' })).toEqual(['$.pin hidden']);
    expect(told(api, { pin: '1' })).toEqual(['$.id required', '$.pin hidden']);
  });

  it('takes tags as right, and tells no key that may be data', async () => {
    const api = await apiWith(`It:
  type: object
  properties: { pan: { type: integer, maximum: 5 }, code: { type: string, pattern: '^a$', enum: [a] } }`);
    expect(told(api, { pan: '<PCI.PAN:1>', code: 'so <PII.EMAIL:2>' })).toEqual([]);
    expect(told(api, { '3fa85f64-5717-4562-b3fc-2c963f66afa6': 1, '<PII.EMAIL:1>': 1, 'two words': 1 })).toEqual([]);
  });

  it('ends on what is made to have no end', async () => {
    const api = await apiWith(
      `It: { type: object, properties: { it: { $ref: '#/components/schemas/It' } }, anyOf: [{ $ref: '#/components/schemas/It' }, { type: object }] }`,
    );
    let value: Json = {};
    for (let depth = 0; depth < 20_000; depth += 1) value = { it: value };
    expect(told(api, value)).toEqual([]);
    const wide = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [
        `key${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index % 30)}`,
        index,
      ]),
    );
    expect(told(api, wide).length).toBeLessThanOrEqual(60);
  });
});
