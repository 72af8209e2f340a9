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

const carrying = `openapi: 3.0.3
info: { title: People, version: '1' }
servers: [{ url: https://api.bank.test }]
paths:
  /people:
    post:
      parameters: [{ name: ssn, in: query, schema: { type: string, pattern: '^[0-9]{3}-[0-9]{2}-[0-9]{4}$' } }]
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { password: { type: string, format: password }, old_password: { type: string } } }
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                properties: { contact: { type: string, format: email }, emailVerified: { type: boolean } }
        '400':
          description: no
          content:
            application/json:
              schema:
                properties: { iban: { type: string, example: DE89370400440532013000 } }
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
  expect(api?.operations[0]?.['classes']).toEqual([
    {
      class: 'pci.pan',
      category: 'pci',
      direction: 'response',
      name: 'cardNumber',
      evidence: ['name'],
      certainty: 'tentative',
      controls: ['PCI DSS 3.4.1', 'PCI DSS 3.5.1', 'PCI DSS 4.2.1'],
      uri: 'a.yaml',
      line: 17,
      pointer: expect.stringMatching(/\/properties\/cardNumber$/),
    },
  ]);
});

test('as text and as Markdown, whatever a path holds', async () => {
  const cwd = folder({ 'a.yaml': document });
  const text = (await cli(['inventory', 'a.yaml'], { cwd })).stdout;
  expect(text).toContain('encryption     no      a server is reached over http  a.yaml:19');
  const markdown = (await cli(['inventory', 'a.yaml', '-f', 'markdown'], { cwd })).stdout;
  expect(markdown).toContain('| operation | encryption | authentication | authorisation | availability | data |');
  expect(markdown).toContain('GET /&lt;b&gt;&#124;x');
});

test('data by class and direction, with what says so, the line and the regulation, and never a word of compliance', async () => {
  const cwd = folder({ 'a.yaml': carrying });
  const text = (await cli(['inventory', 'a.yaml'], { cwd })).stdout;
  expect(text.split('\n').filter((line) => line.startsWith('    '))).toEqual([
    '    sec.password request  firm      name and format: password and 1 more  a.yaml:11  evidence towards PCI DSS 8.3.2',
    '    pii.email    response firm      format: contact  a.yaml:18  evidence towards GDPR 4(1)',
    '    fin.iban     error    firm      name and example: iban  a.yaml:24  evidence towards GDPR 4(1), GLBA',
    '    id.ssn       url      firm      name and pattern: ssn  a.yaml:7  evidence towards GLBA, CCPA',
  ]);
  const markdown = (await cli(['inventory', 'a.yaml', '-f', 'markdown'], { cwd })).stdout;
  expect(markdown).toContain(
    '| POST /people | fin.iban | error | firm: name and example | iban | a.yaml:24 | GDPR 4&#40;1&#41;, GLBA |',
  );
  expect(text + markdown).not.toMatch(/complian/i);
});

test('a document that cannot be read is told', async () => {
  const { code, stderr } = await cli(['inventory', 'a.yaml'], { cwd: folder({ 'a.yaml': 'a: 1\n' }) });
  expect(code).toBe(2);
  expect(stderr).toContain('a.yaml');
});
