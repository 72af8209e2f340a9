/** What cannot be read in one version is neither gone nor unchanged: it is undecided, with the place. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../../../rules/diff/index.ts';
import { diff } from '../../../../src/check/diff.ts';
import type { Versions } from '../../../../src/check/rule.ts';
import { apiOf } from './spy.ts';

const base = `
openapi: 3.1.0
info: { title: Cards, version: '1' }
security: [{ token: [] }]
paths:
  /cards:
    parameters: [{ $ref: '#/components/parameters/Page' }]
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }
        '404': { $ref: '#/components/responses/None' }
    post:
      requestBody: { $ref: '#/components/requestBodies/Card' }
      responses: { '201': { description: made } }
  /health: { get: { security: [], responses: { '204': { description: ok } } } }
components:
  securitySchemes: { token: { $ref: '#/components/securitySchemes/bearer' }, bearer: { type: http, scheme: bearer } }
  parameters: { Page: { name: page, in: query, schema: { type: integer, maximum: 100 } } }
  responses: { None: { description: none, headers: { X-Trace: { $ref: '#/components/headers/Trace' } } } }
  headers: { Trace: { schema: { type: string } } }
  requestBodies: { Card: { content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } } }
  schemas:
    Card:
      allOf: [{ $ref: '#/components/schemas/Named' }]
      type: object
      required: [id]
      properties:
        id: { type: string, format: uuid }
        owner: { $ref: '#/components/schemas/Owner' }
        tags: { type: array, maxItems: 5, items: { $ref: '#/components/schemas/Tag' } }
        source: { oneOf: [{ $ref: '#/components/schemas/Owner' }, { $ref: '#/components/schemas/Tag' }] }
        more: { type: object, additionalProperties: { $ref: '#/components/schemas/Tag' } }
    Named: { type: object, properties: { name: { type: string, maxLength: 50 } } }
    Owner: { type: object, properties: { mail: { type: string, maxLength: 50 } } }
    Tag: { type: object, properties: { label: { type: string, maxLength: 50 } } }
`;

function broken(from: string, to = from.replace(/#\/[^']*/, '#/nowhere')): string {
  if (!base.includes(from)) throw new Error(`the base has no ${from}`);
  return base.replace(from, to);
}

async function told(before: string, after: string) {
  const versions: Versions = { before: await apiOf(before), after: await apiOf(after) };
  const outcomes = diff(versions, rules);
  const undecided = outcomes.filter(({ result }) => result === 'undecided');
  return {
    findings: outcomes.flatMap(({ findings }) => findings.map(({ rule, message }) => `${rule}: ${message}`)),
    undecided: [...new Set(undecided.flatMap(({ subjects = [] }) => subjects))].sort(),
    rules: new Set(undecided.map(({ rule }) => rule)).size,
    reasons: [...new Set(undecided.map(({ reason = '' }) => reason))],
    passed: new Set(outcomes.flatMap(({ result, subject }) => (result === 'passed' ? [subject] : []))),
  };
}

const [get, post, health] = ['GET /cards', 'POST /cards', 'GET /health'];

/** The reference that breaks, and the operations that nobody can judge then. */
const cases: Readonly<Record<string, readonly [text: string, operations: readonly string[]]>> = {
  'a body': [broken("schema: { $ref: '#/components/schemas/Card' }"), [get]],
  'a response': [broken("'404': { $ref: '#/components/responses/None' }"), [get]],
  'a request body': [broken("requestBody: { $ref: '#/components/requestBodies/Card' }"), [post]],
  'a parameter of the path': [broken("[{ $ref: '#/components/parameters/Page' }]"), [get, post]],
  'a header of a shared response': [broken("{ X-Trace: { $ref: '#/components/headers/Trace' } }"), [get]],
  'a property': [broken("owner: { $ref: '#/components/schemas/Owner' }"), [get, post]],
  'items of a list': [broken("items: { $ref: '#/components/schemas/Tag' }"), [get, post]],
  'an alternative': [broken("{ $ref: '#/components/schemas/Tag' }] }"), [get, post]],
  'values of a map': [broken("additionalProperties: { $ref: '#/components/schemas/Tag' }"), [get, post]],
  'a part': [broken("allOf: [{ $ref: '#/components/schemas/Named' }]"), [get, post]],
  'a component that others refer to': [
    broken(
      'Owner: { type: object, properties: { mail: { type: string, maxLength: 50 } } }',
      "Owner: { $ref: '#/nowhere' }",
    ),
    [get, post],
  ],
  'a file that is not there': [
    broken("schema: { $ref: '#/components/schemas/Card' }", "schema: { $ref: 'cards.yaml#/Card' }"),
    [get],
  ],
};

describe.each(Object.entries(cases))('%s that cannot be read', (_, [text, operations]) => {
  it.each([
    ['newer', base, text],
    ['older', text, base],
    ['in both versions', text, text],
  ])(
    '%s: undecided where it stands, and nothing is said to be gone, new or unchanged',
    async (...[, before, after]) => {
      const { findings, undecided, reasons, passed } = await told(before, after);
      expect(findings).toEqual([]);
      expect(undecided).toEqual(expect.arrayContaining([...operations]));
      expect(reasons).toEqual([
        expect.stringMatching(
          /^parts of the documents could not be read and were not compared, the first at openapi\.yaml#\//,
        ),
      ]);
      for (const id of operations) expect([...passed]).not.toContain(id);
    },
  );
});

it('a path or a method that cannot be read is not removed', async () => {
  const method = broken(
    "get: { security: [], responses: { '204': { description: ok } } }",
    "get: { $ref: 'health.yaml' }",
  );
  const path = broken(
    "/health: { get: { security: [], responses: { '204': { description: ok } } } }",
    "/health: { $ref: 'health.yaml' }",
  );
  for (const text of [method, path]) {
    const { findings, undecided } = await told(base, text);
    expect(findings).toEqual([]);
    expect(undecided).toContain(health);
    expect((await told(text, base)).findings).toEqual([]);
  }
});

it('a scheme that cannot be read opens nothing', async () => {
  const text = broken("{ $ref: '#/components/securitySchemes/bearer' }");
  const { findings } = await told(base, text);
  expect(findings.filter((each) => !each.startsWith('scheme-'))).toEqual([]);
});

it('what can be read beside it is told as ever', async () => {
  const text = broken("owner: { $ref: '#/components/schemas/Owner' }")
    .replace('required: [id]', 'required: []')
    .replace('maxItems: 5, ', '')
    .replace('security: [{ token: [] }]', 'security: []');
  const { findings, passed } = await told(base, text);
  const said = findings.map((each) => each.split(':')[0]);
  expect(said).toEqual(expect.arrayContaining(['req-maxitems-removed', 'global-security-removed']));
  expect(said).not.toContain('response-property-removed');
  expect([...passed]).toContain(health);
});

describe('schemas that mean something else', () => {
  it.each([
    [
      'a dialect that is not known',
      broken('openapi: 3.1.0', 'openapi: 3.1.0\njsonSchemaDialect: https://example.com/dialect'),
      [get, health, post],
    ],
    [
      'a schema of a dialect that is not known',
      broken('Owner: { type', "Owner: { $schema: 'https://example.com/dialect', type"),
      [get, post],
    ],
    [
      'a reference that is resolved at run time',
      broken('Owner: { type', "Owner: { $dynamicRef: '#node', type"),
      [get, post],
    ],
  ])('%s: undecided', async (...[, text, operations]) => {
    const { undecided, rules: count } = await told(text, text);
    expect(undecided).toEqual([...operations].sort());
    expect(count).toBe(rules.length);
  });

  it.each([
    'https://json-schema.org/draft/2020-12/schema',
    'https://spec.openapis.org/oas/3.1/dialect/base',
    'http://json-schema.org/draft-07/schema#',
  ])('%s is known', async (dialect) => {
    const text = broken('openapi: 3.1.0', `openapi: 3.1.0\njsonSchemaDialect: '${dialect}'`);
    expect((await told(text, text)).undecided).toEqual([]);
  });
});
