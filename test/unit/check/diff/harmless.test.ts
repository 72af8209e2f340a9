import { describe, expect, it } from 'vitest';
import { load as parse } from 'js-yaml';
import { diff } from '../../../../src/check/diff.ts';
import { rules } from '../../../../rules/diff/index.ts';
import { apiOf, offered, versionsOf } from './spy.ts';

const base = `
openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com/v1 }]
security: [{ oauth: [cards:read] }]
paths:
  /cards/{cardId}:
    parameters:
      - { name: cardId, in: path, required: true, schema: { type: string, format: uuid } }
    get:
      description: One card
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }
        '404': { description: none, content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
    patch:
      security: [{ oauth: [cards:write] }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }
      responses: { '200': { description: ok } }
  /payments:
    post:
      security: [{ partner: [] }]
      parameters: [{ name: dryRun, in: query, schema: { type: boolean } }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Payment' } } } }
      responses: { '201': { description: made } }
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials: { tokenUrl: https://id.example.com/token, scopes: { cards:read: r, cards:write: w, cards:admin: a } }
    partner: { type: apiKey, in: header, name: X-Api-Key }
  schemas:
    Card:
      type: object
      required: [id]
      properties:
        id: { type: string, readOnly: true }
        owner: { $ref: '#/components/schemas/Person' }
        parent: { $ref: '#/components/schemas/Card' }
    Person: { type: object, properties: { name: { type: string, maxLength: 50 } } }
    Payment:
      type: object
      properties:
        amount: { $ref: '#/components/schemas/Amount' }
        source: { oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Person' }] }
    Amount: { type: object, additionalProperties: false, properties: { value: { type: integer, minimum: 1 } } }
    Problem: { type: object, properties: { title: { type: string } } }
`;

/** Replaces all of a text that must be there. */
function edit(...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the base has no ${from}`);
    return text.replaceAll(from, to);
  }, base);
}

const parameter = '      - { name: cardId, in: path, required: true, schema: { type: string, format: uuid } }\n';
const pathLevel = `    parameters:\n${parameter}`;
const ownLevel = `      parameters:\n  ${parameter}`;
const paymentRef = "{ application/json: { schema: { $ref: '#/components/schemas/Payment' } } }";
const amountRef = "amount: { $ref: '#/components/schemas/Amount' }";

/** Said of names and of texts as they are written: a requirement repeated or a component renamed means nothing. */
const isOfNames = (fact: string): boolean => /^(requirement|component)\//.test(fact);

/** What is no change at all. */
const silent: Readonly<Record<string, string>> = {
  'the same': base,
  'another description': edit(['One card', 'One card of the caller']),
  'the global requirement repeated': edit([
    '      description: One card\n',
    '      security: [{ oauth: [cards:read] }]\n',
  ]),
  'a scheme renamed': edit(['partner:', 'partnerKey:']),
  'a $ref inlined': edit([
    amountRef,
    'amount: { type: object, additionalProperties: false, properties: { value: { type: integer, minimum: 1 } } }',
  ]),
  'a schema wrapped in allOf': edit([
    paymentRef,
    "{ application/json: { schema: { allOf: [{ $ref: '#/components/schemas/Payment' }] } } }",
  ]),
  'a property wrapped in allOf': edit([
    amountRef,
    "amount: { allOf: [{ $ref: '#/components/schemas/Amount' }], description: what is paid }",
  ]),
  'a component renamed': edit(['Payment', 'PaymentOrder'], ['Person', 'Human']),
  'a path parameter renamed': edit(['cardId', 'id']),
  'a path parameter moved to the operations': edit(
    [pathLevel, ''],
    ['      description: One card\n', ownLevel],
    ['      security: [{ oauth: [cards:write] }]\n', `      security: [{ oauth: [cards:write] }]\n${ownLevel}`],
  ),
  'a header that 3.x says elsewhere': edit([
    parameter,
    `${parameter}      - { name: Authorization, in: header, required: true, schema: { type: string } }\n`,
  ]),
  'variants in another order': edit([
    "[{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Person' }]",
    "[{ $ref: '#/components/schemas/Person' }, { $ref: '#/components/schemas/Card' }]",
  ]),
  'a variant inlined': edit([
    "{ $ref: '#/components/schemas/Person' }]",
    '{ type: object, properties: { name: { type: string, maxLength: 50 } } }]',
  ]),
};

/** What changes, but lets nobody in. */
const narrowing: Readonly<Record<string, string>> = {
  'a scope added': edit(['[cards:write]', '[cards:write, cards:admin]']),
  'the base path moved from the servers into the paths': edit(
    ['example.com/v1', 'example.com'],
    ['/cards/{cardId}:', '/v1/cards/{cardId}:'],
    ['/payments:', '/v1/payments:'],
  ),
};

describe('changes that are none', () => {
  it.each(Object.entries(silent))('%s: nothing is offered', async (_, after) => {
    expect(offered(await versionsOf(base, after)).filter((fact) => !isOfNames(fact))).toEqual([]);
  });

  it.each(Object.entries(narrowing))('%s: nothing widens', async (_, after) => {
    const versions = await versionsOf(base, after);
    const told = diff(versions, rules).flatMap(({ findings }) => findings);
    expect(told.filter(({ change }) => change?.posture === 'widens' || change?.posture === 'unknown')).toEqual([]);
    expect(told.filter(({ change }) => change?.compat === 'breaking')).toEqual([]);
  });

  it('the base path moved: operations are still the same', async () => {
    const after = narrowing['the base path moved from the servers into the paths'] ?? '';
    const changes = offered(await versionsOf(base, after));
    expect(changes.filter((change) => change.startsWith('operation'))).toEqual([]);
  });

  it('key order and format', async () => {
    const turned = JSON.stringify(parse(base), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    );
    expect(offered({ before: await apiOf(base), after: await apiOf(turned, 'openapi.json') })).toEqual([]);
  });

  it('the spelling of OpenAPI 3.1', async () => {
    const nullable = edit([
      "owner: { $ref: '#/components/schemas/Person' }",
      'owner: { type: string, nullable: true, minimum: 1, exclusiveMinimum: true }',
    ]);
    const newer = edit(
      ['openapi: 3.0.3', 'openapi: 3.1.0'],
      ["owner: { $ref: '#/components/schemas/Person' }", 'owner: { type: [string, "null"], exclusiveMinimum: 1 }'],
    );
    const changes = offered(
      await versionsOf(
        nullable.replace(' minimum: 1, exclusiveMinimum: true ', ' minimum: 1, exclusiveMinimum: true '),
        newer,
      ),
    );
    expect(changes).toEqual([]);
  });

  it('a nullable reference in the spellings of 3.0 and 3.1', async () => {
    const ref = "{ $ref: '#/components/schemas/Person' }";
    const before = edit([`owner: ${ref}`, `owner: { nullable: true, allOf: [${ref}] }`]);
    const after = edit(
      ['openapi: 3.0.3', 'openapi: 3.1.0'],
      [`owner: ${ref}`, `owner: { anyOf: [${ref}, { type: 'null' }] }`],
    );
    expect(offered(await versionsOf(before, after))).toEqual([]);
  });
});
