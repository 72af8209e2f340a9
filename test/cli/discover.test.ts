import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, folder } from '../support/cli.ts';
import { har, type Call } from '../support/har.ts';

const api = 'https://api.example.com/v1';
const token = 'canary-4f1c9d2e8b7a6350';
const ids = ['ruby', 'opal', 'jade', 'onyx', 'topaz', 'pearl'];
const cards = ids.map((id, at) => ({ id, limit: at === 0 ? null : at * 10, owner: { email: 'jane@realbank.co' } }));
const calls: readonly Call[] = [
  { url: `${api}/cards?limit=5`, token, body: { data: cards } },
  ...cards.map((card): Call => ({ url: `${api}/cards/${card.id}`, token, body: card })),
  { url: `${api}/cards/ruby`, status: 401, body: { error: 'no' } },
  { method: 'POST', url: `${api}/cards`, token: 'other-5e2d8c7b6a9f0413', status: 201, body: cards[0] },
];

interface Shown {
  readonly operations: readonly {
    readonly service: string;
    readonly method: string;
    readonly path: string;
    readonly shadow?: boolean;
    readonly parameters: readonly { readonly name: string; readonly because?: string; readonly evidence?: string }[];
    readonly data: readonly object[];
  }[];
  readonly coverage: { readonly [key: string]: unknown };
  readonly changes?: { readonly appeared: string[]; readonly vanished: string[]; readonly changed: object[] };
}
async function shown(args: readonly string[], cwd: string): Promise<Shown> {
  const { stdout } = await cli(['discover', ...args, '-f', 'json'], { cwd });
  return JSON.parse(stdout) as Shown;
}

/** The official schema, and every schema of the document as JSON Schema 2020-12. */
function expectValid(document: unknown): void {
  // Ajv follows a dynamic reference to the wrong anchor; where nothing extends the schema it means this plain one.
  const text = readFileSync('test/report-schemas/openapi-3.1.schema.json', 'utf8');
  const schema = JSON.parse(text.replaceAll('"$dynamicRef": "#meta"', '"$ref": "#/$defs/schema"')) as object;
  const ajv = new Ajv2020({ strict: false, validateFormats: true });
  addFormats.default(ajv);
  const isValid = ajv.validate(schema, document);
  expect(ajv.errors ?? []).toEqual([]);
  expect(isValid).toBe(true);
  JSON.stringify(document, (key, value: unknown) => {
    if (key === 'schema') expect(ajv.validateSchema(value as object)).toBe(true);
    return value;
  });
}

const document = `openapi: 3.1.0
# what stays
info: { title: Cards, version: '1' }
servers:
  - url: https://api.example.com/v1   # production
paths:
  /cards:
    get:
      responses:
        '200':
          description: ok   # the list
        '404':   { description: none }
  /gone:
    get:
      responses:
        '200': { description: ok }
`;

describe('discover', () => {
  test('has parameters with what speaks for them, sensitive data and what was exercised', async () => {
    const { operations, coverage } = await shown(['a.har'], folder({ 'a.har': har(calls) }));
    expect(operations).toMatchObject([
      { method: 'GET', path: '/v1/cards', parameters: [{ name: 'limit', in: 'query', seen: 1 }] },
      { method: 'POST', path: '/v1/cards' },
      {
        method: 'GET',
        path: '/v1/cards/{cardId}',
        statuses: ['200', '401'],
        calls: 7,
        credentials: 'always',
        parameters: [
          { because: 'provenance', confidence: 0.95, evidence: expect.stringContaining('6 values') as string },
        ],
        data: [{ class: 'pii.email', in: 'response', name: '$.owner.email' }],
      },
    ]);
    expect(coverage).toMatchObject({
      operations: 3,
      calls: 9,
      statuses: { '2xx': 8, '4xx': 1 },
      identities: 2,
      neverSucceeded: [],
      neverRefused: ['GET /v1/cards', 'POST /v1/cards'],
    });
  });

  test('-o writes a valid OpenAPI 3.1 document without a value', async () => {
    const cwd = folder({ 'a.har': har(calls) });
    for (const name of ['openapi.yaml', 'openapi.json']) {
      const { code } = await cli(['discover', 'a.har', '-o', name], { cwd });
      expect(code).toBe(0);
      const text = readFileSync(path.join(cwd, name), 'utf8');
      const written = parse(text) as { paths: object; servers: object };
      expectValid(written);
      expect(written.servers).toEqual([{ url: 'https://api.example.com/v1' }]);
      expect(Object.keys(written.paths)).toEqual(['/cards', '/cards/{cardId}']);
      for (const value of [...ids, 'jane', 'realbank', token, 'other-5e2d']) expect(text).not.toContain(value);
      // It is a document as any other.
      expect((await cli(['lint', name, '--fail-on', 'none'], { cwd })).code).toBe(0);
    }
  });

  test('--merge adds what is missing and leaves every other line as it was', async () => {
    const cwd = folder({ 'a.har': har(calls), 'cards.yaml': document });
    const { stderr, code } = await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd });
    expect(stderr).toBe('cards.yaml: 4 additions merged\n');
    expect(code).toBe(0);
    const merged = readFileSync(path.join(cwd, 'cards.yaml'), 'utf8');
    expectValid(parse(merged));
    const lines = merged.split('\n');
    let at = 0;
    for (const line of document.split('\n')) {
      at = lines.indexOf(line, at) + 1;
      expect(at, line).toBeGreaterThan(0);
    }
    const { paths } = parse(merged) as { paths: { [path: string]: object } };
    expect(Object.keys(paths)).toEqual(['/cards', '/gone', '/cards/{cardId}']);
    expect(paths['/cards']).toHaveProperty('post');
    // Once more there is nothing left to add.
    expect((await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd })).stderr).toBe(
      'cards.yaml: 0 additions merged\n',
    );
    expect(readFileSync(path.join(cwd, 'cards.yaml'), 'utf8')).toBe(merged);
  });

  test('--merge adds query fields, media types and properties to operations that are there', async () => {
    const known = `openapi: 3.1.0
info: { title: Cards, version: '1' }
servers: [{ url: https://api.example.com/v1 }]
paths:
  /cards:
    get:
      parameters:
        - { name: after, in: query, schema: { type: string } } # cursor
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: { type: array, items: { $ref: '#/components/schemas/Card' } }
    post:
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Card' } }
      responses:
        '201':
          description: made
          content:
            application/json: { schema: { $ref: '#/components/schemas/Card' } }
components:
  schemas:
    Card:
      type: object
      properties:
        id: { type: string }
        owner:
          type: object
          additionalProperties: true
`;
    const sent: readonly Call[] = [
      ...calls.filter(({ url }) => !url.includes('/cards/')),
      { url: `${api}/cards?after=x&api_key=${token}&page[size]=5`, token, body: { data: [] } },
    ];
    const cwd = folder({ 'a.har': har(sent), 'cards.yaml': known });
    const { stderr } = await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd });
    expect(stderr).toBe('cards.yaml: 3 additions merged\n');
    const merged = readFileSync(path.join(cwd, 'cards.yaml'), 'utf8');
    expectValid(parse(merged));
    expect(merged).not.toContain('api_key');
    const lines = new Set(merged.split('\n'));
    expect(known.split('\n').filter((line) => !lines.has(line))).toEqual([]);
    const { paths, components } = parse(merged) as {
      paths: { '/cards': { get: { parameters: { name: string }[] } } };
      components: { schemas: { Card: { properties: object } } };
    };
    expect(paths['/cards'].get.parameters.map(({ name }) => name)).toEqual(['after', 'limit', 'page[size]']);
    expect(components.schemas.Card.properties).toEqual({
      id: { type: 'string' },
      limit: { type: ['integer', 'null'], 'x-observed': { seen: 6, of: 6 } },
      owner: { type: 'object', additionalProperties: true },
    });
    expect((await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd })).stderr).toBe(
      'cards.yaml: 0 additions merged\n',
    );
  });

  test('--merge writes OpenAPI 3.0 as that has it', async () => {
    const cwd = folder({ 'a.har': har(calls), 'cards.yaml': document.replace('3.1.0', '3.0.3') });
    await cli(['discover', 'a.har', '--merge', 'cards.yaml'], { cwd });
    const merged = readFileSync(path.join(cwd, 'cards.yaml'), 'utf8');
    expect(merged).toContain('nullable: true');
    expect(merged).not.toMatch(/type:\s*\n\s*-/);
  });

  test('documents give their templates, and what nobody called is said', async () => {
    const cwd = folder({ 'a.har': har(calls), 'cards.yaml': document.replace('/gone', '/cards/{number}') });
    const { operations, coverage } = await shown(['a.har', 'cards.yaml'], cwd);
    expect(operations.map(({ method, path: each, shadow }) => [method, each, shadow])).toEqual([
      ['POST', '/v1/cards', true],
      ['GET', '/v1/cards', false],
      ['GET', '/v1/cards/{number}', false],
    ]);
    expect(operations[2]?.parameters).toMatchObject([{ because: 'document' }]);
    expect(coverage['documented']).toEqual({ total: 2, called: 2, neverCalled: [] });
    const { stdout } = await cli(['discover', 'a.har', '--against', 'b.yaml'], {
      cwd: folder({ 'a.har': har(calls), 'b.yaml': document }),
    });
    expect(stdout).toContain('1 of 2 documented operations were called; never: GET /gone\n');
  });

  test('templates of the config come first', async () => {
    const cwd = folder({ 'a.har': har(calls), 'sallyport.yaml': "version: 1\ntemplates: ['/v1/cards/{stone}']\n" });
    const { operations } = await shown(['a.har'], cwd);
    expect(operations.at(-1)).toMatchObject({ path: '/v1/cards/{stone}', parameters: [{ because: 'given' }] });
    expect((await shown(['a.har', '--no-config'], cwd)).operations.at(-1)?.path).toBe('/v1/cards/{cardId}');
  });

  test('--previous tells what appeared, changed and vanished', async () => {
    const cwd = folder({
      'a.har': har(calls),
      'b.har': har([...calls.slice(0, 7), { url: `${api}/cards/ruby/pin`, body: { pin: 'x' } }]),
    });
    await cli(['discover', 'a.har', '--catalogue', 'before.json'], { cwd });
    const { changes } = await shown(['b.har', '--previous', 'before.json'], cwd);
    expect(changes).toEqual({
      appeared: ['GET /v1/cards/{cardId}/pin'],
      vanished: ['POST /v1/cards'],
      changed: [{ operation: 'GET /v1/cards/{cardId}', what: ['no more 401'] }],
    });
    const same = await shown(['a.har', '--previous', 'before.json'], cwd);
    expect(same.changes).toEqual({ appeared: [], vanished: [], changed: [] });
  });

  test('keeps several services apart', async () => {
    const cwd = folder({ 'a.har': har(calls), 'b.har': har(calls.slice(0, 1)) });
    const { operations } = await shown(['--service', 'cards=a.har', '--service', 'edge=b.har'], cwd);
    expect(operations.map(({ service, method, path: each }) => `${service} ${method} ${each}`)).toEqual([
      'cards GET /v1/cards',
      'cards POST /v1/cards',
      'cards GET /v1/cards/{cardId}',
      'edge GET /v1/cards',
    ]);
  });

  test('says of a capture of pages that there was no call of an API', async () => {
    const page = har([{ url: 'https://www.example.com/index.html' }]).replaceAll('application/json', 'text/html');
    const { stdout, code } = await cli(['discover', 'a.har'], { cwd: folder({ 'a.har': page }) });
    expect([code, stdout]).toEqual([
      0,
      '0 operations\nno call of an API: pages, scripts, styles, images and the like are none\n',
    ]);
    const scanned = await cli(['scan', 'a.har'], { cwd: folder({ 'a.har': page }) });
    expect(scanned.stdout).toContain('PASS: nothing found (gate: high); there was no operation to judge\n');
  });

  test.each(['markdown', 'html'])('%s shows names of strangers as text', async (format) => {
    const cwd = folder({
      'a.har': har([{ url: `${api}/x?<img src=x onerror=alert(1)>=1`, body: { a: 1 } }, ...calls]),
    });
    const { stdout, code } = await cli(['discover', 'a.har', '-f', format], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('cardId');
    expect(stdout).not.toContain('<img');
  });

  test.each([
    [['discover', 'a.har', '-o', 'x.txt'], '--output takes an OpenAPI document'],
    [['discover', '--service', 'a.har'], '--service takes name=capture.har'],
    [['discover', 'a.har', '--previous', 'sallyport.yaml'], 'is no JSON'],
    [['discover', 'a.har', '--merge', 'a.har'], '--merge takes an OpenAPI document'],
    [['discover'], 'no capture is named\n  such as: sallyport discover traffic.har\n'],
  ])('%j is a mistake', async (args, said) => {
    const ran = await cli(args, { cwd: folder({ 'a.har': har(calls), 'sallyport.yaml': 'version: 1\n' }) });
    expect(ran.stderr).toContain(said);
    expect(ran.code).toBe(2);
  });
});
