import { describe, expect, it } from 'vitest';
import { folderOf, load } from './workspace.ts';

type Kind = Awaited<ReturnType<typeof load>>['faults'][number]['kind'];

async function faultsOf(text: string, kind: Kind): Promise<readonly string[]> {
  const folder = folderOf({ 'openapi.yaml': text });
  return (await load(folder, 'openapi.yaml')).faults
    .filter((fault) => fault.kind === kind)
    .map(({ at, meant }) => at.path + (meant === undefined ? '' : ` -> ${meant}`));
}

const head = (version: string): string =>
  version === '2.0'
    ? "swagger: '2.0'\ninfo: { title: x, version: '1' }\n"
    : `openapi: ${version}.0\ninfo: { title: x, version: '1' }\n`;
const operation = 'paths:\n  /a:\n    get:\n      responses: { default: { description: ok } }\n';

describe('unknown keys', () => {
  it.each([
    [
      '2.0',
      'definitions: { A: { nullable: true, readOnly: true, oneOf: [{}], requierd: [a] } }',
      ['nullable', 'oneOf', 'requierd -> required'],
    ],
    [
      '3.0',
      'components: { schemas: { A: { nullable: true, const: 1, types: [string] } } }',
      ['const', 'types -> type'],
    ],
    [
      '3.1',
      'components: { schemas: { A: { nullable: true, const: 1, my-word: 1, maxlength: 5 } } }',
      ['nullable', 'maxlength -> maxLength'],
    ],
    [
      '3.2',
      'components: { schemas: { A: { discriminator: { propertyName: a, defaultMapping: B }, xml: { nodeType: text } } } }',
      [],
    ],
  ])('of a schema of %s', async (version, text, expected) => {
    const found = await faultsOf(head(version) + operation + text, 'unknown-key');
    expect(found.map((one) => one.replace(/^.*\/A\//, '')).sort()).toEqual([...expected].sort());
  });

  it('of 2.0: parameters and headers are written like schemas', async () => {
    const text = `${head('2.0')}paths:
  /a:
    get:
      parameters:
        - { name: a, in: query, type: array, items: { type: string, enum: [a], maxlenth: 5 }, collectionFormat: csv, maxItems: 3 }
        - { name: b, in: body, schema: { type: object, securty: 1 } }
      responses:
        '200': { description: ok, headers: { X: { type: integer, maximum: 5 } }, examples: { application/json: { requierd: 1 } } }
      requestBody: {}
securityDefinitions:
  a: { type: oauth2, flow: implicit, authorizationUrl: https://a.test, scopes: { typ: b } }
`;
    expect(await faultsOf(text, 'unknown-key')).toEqual([
      '/paths/~1a/get/requestBody',
      '/paths/~1a/get/parameters/1/schema/securty',
      '/paths/~1a/get/parameters/0/items/maxlenth -> maxLength',
    ]);
  });

  it('beside paths: a path without its slash is meant, and a method is not', async () => {
    const text = `${head('3.0')}paths:\n  cards: { get: {} }\n  get: { responses: {} }\n  parameters: []\n  '': {}\n`;
    expect(await faultsOf(text, 'unknown-key')).toEqual([
      '/paths/cards -> /cards',
      '/paths/get',
      '/paths/parameters',
      '/paths/',
    ]);
  });

  it('of 3.2: all of its own are known, and none to 3.1', async () => {
    const text = (version: string): string => `${head(version)}$self: https://a.test/openapi.yaml
servers: [{ url: https://a.test, name: a }]
tags: [{ name: a, summary: b, parent: c, kind: nav }]
paths:
  /a:
    query:
      responses:
        '200':
          summary: ok
          content:
            application/jsonl: { itemSchema: { type: string }, prefixEncoding: [], itemEncoding: { contentType: text/plain } }
    additionalOperations: { LINK: { responses: { '204': { description: ok } } } }
components:
  mediaTypes: { A: { schema: {} } }
  securitySchemes:
    a: { type: oauth2, deprecated: true, oauth2MetadataUrl: https://a.test, flows: { deviceAuthorization: { deviceAuthorizationUrl: https://a.test, tokenUrl: https://a.test, scopes: {} } } }
`;
    expect(await faultsOf(text('3.2'), 'unknown-key')).toEqual([]);
    expect((await faultsOf(text('3.1'), 'unknown-key')).length).toBeGreaterThan(8);
  });

  it('is not told where the right key stands beside it, or the value is of another kind', async () => {
    const text = `${head('3.0')}${operation}components: { schemas: { A: { required: [a], requird: [b], patern: [1] } } }`;
    expect(await faultsOf(text, 'unknown-key')).toEqual([
      '/components/schemas/A/requird',
      '/components/schemas/A/patern',
    ]);
  });

  it('of a document that is all of them are told up to the limit', async () => {
    const wide = Array.from({ length: 20_000 }, (_, index) => `requred${index}: 1`).join(', ');
    expect(
      await faultsOf(`${head('3.0')}${operation}components: { schemas: { A: { ${wide} } } }`, 'unknown-key'),
    ).toHaveLength(1_000);
  });
});

describe('references', () => {
  it('to a component of another kind', async () => {
    const text = `${head('3.1')}paths:
  /a:
    get:
      parameters: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/parameters/P' }]
      responses: { '200': { $ref: '#/components/requestBodies/B' } }
components:
  schemas: { A: { $ref: '#/components/schemas/B/properties/c' }, B: { properties: { c: { type: string } } } }
  parameters: { P: { name: p, in: query, schema: { type: string } } }
  requestBodies: { B: { content: {} } }
`;
    expect(await faultsOf(text, 'wrong-component')).toEqual([
      '/paths/~1a/get/responses/200/$ref',
      '/paths/~1a/get/parameters/0/$ref',
    ]);
  });

  it('with limits beside them: ignored before 3.1, and by what is no schema in all versions', async () => {
    const text = (version: string): string => `${head(version)}paths:
  /a:
    get:
      parameters: [{ $ref: '#/components/parameters/P', required: true, description: b }]
      responses: { '200': { description: ok } }
components:
  schemas: { A: { properties: { b: { $ref: '#/components/schemas/B', maxLength: 5, description: c, example: d } } }, B: { type: string } }
  parameters: { P: { name: p, in: query, schema: { type: string } } }
`;
    const parameter = '/paths/~1a/get/parameters/0/required';
    const schema = '/components/schemas/A/properties/b/maxLength';
    expect(await faultsOf(text('3.0'), 'ignored-sibling')).toEqual([parameter, schema]);
    expect(await faultsOf(text('3.1'), 'ignored-sibling')).toEqual([parameter]);
  });
});

describe('unused components', () => {
  it.each([
    ['a document without operations is a library', `${head('3.0')}components: { schemas: { A: {} } }`, []],
    [
      'of 2.0',
      `${head('2.0')}${operation}definitions: { A: { type: object } }\nparameters: { P: { name: p, in: query, type: string } }`,
      ['/definitions/A', '/parameters/P'],
    ],
    [
      'anchors may lead anywhere',
      `${head('3.1')}components: { schemas: { A: {}, B: { $dynamicAnchor: a } } }\npaths: { /a: { get: { parameters: [{ name: a, in: query, schema: { $dynamicRef: '#a' } }] } } }`,
      [],
    ],
    [
      'webhooks use what they use',
      `${head('3.1')}webhooks: { a: { $ref: '#/components/pathItems/W' } }\ncomponents: { pathItems: { W: { post: {} }, V: {} } }`,
      ['/components/pathItems/V'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await faultsOf(text, 'unused-component')).toEqual(expected);
  });

  it('through files and back', async () => {
    const folder = folderOf({
      'openapi.yaml': `${head('3.0')}paths: { /a: { $ref: a.yaml } }\ncomponents: { schemas: { A: { type: object }, B: { type: object } } }\n`,
      'a.yaml':
        "get:\n  responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'openapi.yaml#/components/schemas/A' } } } } }\n",
    });
    const { faults } = await load(folder, 'openapi.yaml');
    expect(faults.map(({ kind, at }) => [kind, at.path])).toEqual([['unused-component', '/components/schemas/B']]);
  });
});

it('of two parameters of one name in one list the first counts; what the operation says wins over its path', async () => {
  const text = `${head('3.0')}paths:
  /a:
    parameters: [{ name: p, in: query, schema: { type: boolean } }]
    get:
      parameters:
        - { name: p, in: query, schema: { type: integer } }
        - { name: q, in: query, schema: { type: string } }
        - { name: p, in: query, schema: { type: string } }
      responses: { default: { description: ok } }
`;
  const { operations } = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
  expect(operations[0]!.parameters.map(({ at }) => at.path)).toEqual([
    '/paths/~1a/get/parameters/0',
    '/paths/~1a/get/parameters/1',
  ]);
});
