import { expect, test } from 'vitest';
import { cliJson, folder } from '../../support/cli.ts';

const document = `openapi: 3.0.3
info: { title: Payments, version: '1' }
servers: [{ url: https://api.bank.test }]
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
paths:
  /transfers:
    post:
      parameters: [{ name: Idempotency-Key, in: header, schema: { type: string, maxLength: 40 } }]
      requestBody:
        content: { application/json: { schema: { type: object, properties: { amount: { type: integer } } } } }
      responses: { '201': { description: moved } }
  /notes:
    get: { responses: { '200': { description: ok } } }
`;

async function found(policy: string): Promise<readonly string[]> {
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': `version: 1\n${policy}` });
  const { apis } = await cliJson(['lint', 'a.yaml'], cwd);
  return apis.flatMap(({ findings }) => findings.map(({ rule }) => rule)).filter((rule) => rule.startsWith('policy-'));
}

const demand = 'require: [{ sensitivity: [restricted], auth: [oauth2], limits: true, idempotency: true }]';

test.each([
  ['', []],
  [`policy: { ${demand} }\n`, ['policy-auth', 'policy-limits']],
  [`policy: { operations: [{ operation: 'POST /transfers', sensitivity: internal }], ${demand} }\n`, []],
  ['policy: { audience: private, require: [{ audience: [public], auth: [oauth2] }] }\n', []],
  [
    'policy: { audience: public, require: [{ audience: [public], scopes: true }] }\n',
    ['policy-scopes', 'policy-scopes'],
  ],
])('%j demands %j', async (policy, rules) => {
  expect([...(await found(policy))].sort()).toEqual(rules);
});

test('says why the operation is that sensitive', async () => {
  const cwd = folder({ 'a.yaml': document, 'sallyport.yaml': `version: 1\npolicy: { ${demand} }\n` });
  const { apis } = await cliJson(['lint', 'a.yaml'], cwd);
  const messages = apis.flatMap(({ findings }) =>
    findings.map((finding) => (finding as unknown as { message: string }).message),
  );
  expect(messages).toContain('POST /transfers needs oauth2: by the policy it is restricted (it moves money).');
});
