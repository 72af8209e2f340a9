import { expect, test } from 'vitest';
import { cli, folder } from '../../support/cli.ts';

const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: https://api.bank.test }]
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.bank.test/t', scopes: { 'cards:read': Read } } } }
paths:
  /cards:
    get:
      x-data-store: vault
      security: [{ oauth: ['cards:read'] }]
      responses:
        '429': { description: slow down }
        '200':
          description: ok
          content: { application/json: { schema: { type: object, properties: { cardNumber: { type: string } } } } }
    post:
      servers: [{ url: 'http://old.bank.test' }]
      security: [{ key: [] }, {}]
      requestBody:
        content: { application/json: { schema: { type: object, properties: { labels: { type: array, items: { type: string } } } } } }
      responses: { '201': { description: made } }
  /<b>|x:
    get:
      security: [{ key: [] }]
      responses: { '200': { description: ok } }
`;

interface Row {
  readonly operation: string;
  readonly store?: string;
  readonly data: { readonly state: string; readonly why: string; readonly line?: number };
  readonly [column: string]: unknown;
}

test('five answers an operation, each with the line that says so', async () => {
  const { code, stdout } = await cli(['inventory', 'a.yaml', '-f', 'json'], { cwd: folder({ 'a.yaml': document }) });
  expect(code).toBe(0);
  const [api] = (JSON.parse(stdout) as { apis: readonly { operations: readonly Row[] }[] }).apis;
  const states = api?.operations.map((row) =>
    ['encryption', 'authentication', 'authorisation', 'availability', 'data'].map(
      (name) => (row[name] as { state: string }).state,
    ),
  );
  expect(states).toEqual([
    ['yes', 'yes', 'yes', 'yes', 'yes'],
    ['no', 'no', 'no', 'no', 'no'],
    ['yes', 'yes', 'unknown', 'unknown', 'unknown'],
  ]);
  expect(api?.operations[0]).toMatchObject({ store: 'vault', data: { why: 'pci.pan (response)', line: 17 } });
});

test('as text and as Markdown, whatever a path holds', async () => {
  const cwd = folder({ 'a.yaml': document });
  const text = (await cli(['inventory', 'a.yaml'], { cwd })).stdout;
  expect(text).toContain('encryption     no      a server is reached over http  a.yaml:19');
  const markdown = (await cli(['inventory', 'a.yaml', '-f', 'markdown'], { cwd })).stdout;
  expect(markdown).toContain('| operation | encryption | authentication | authorisation | availability | data |');
  expect(markdown).toContain('GET /&lt;b&gt;&#124;x');
});

test('a document that cannot be read is told', async () => {
  const { code, stderr } = await cli(['inventory', 'a.yaml'], { cwd: folder({ 'a.yaml': 'a: 1\n' }) });
  expect(code).toBe(2);
  expect(stderr).toContain('a.yaml');
});
