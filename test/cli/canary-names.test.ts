/** Keys, tokens and card numbers where names belong, and in what a team wrote itself: no writer shows them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { cli, filesBelow, folder, openapi } from '../support/cli.ts';
import { har } from '../support/har.ts';

const allOutputs = formats.flatMap((format) => ['-o', `${format}=out/${format}`]);
const pan = '5425233430109903';
const hex = '5b8f1c7e9a2d4460b3f6';
const github = ['gh', 'p_', 'x7Kq2mV9sT4bN8cR1wZ6yL3fH5jD0gP2aQ8e'].join('');
const stripe = ['sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc'].join('');
const aws = ['AK', 'IA', 'Q3ZT5VXN2LJR7KWB'].join('');
const jwt = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"sub":"ann"}').toString('base64url')}.c2lnbmF0dXJlLW9mLWl0`;
const secrets = [pan, hex, github, stripe, aws, jwt];

/** As they stand, and with underscores as Markdown writes them. */
function assertNone(texts: readonly string[]): void {
  for (const text of texts)
    for (const secret of secrets.flatMap((one) => [one, one.replaceAll('_', '&#95;'), one.slice(-18)])) {
      const at = text.indexOf(secret);
      expect(at < 0 ? '' : text.slice(Math.max(0, at - 120), at + secret.length)).toBe('');
    }
}

async function written(
  cwd: string,
  runs: readonly (readonly string[])[],
): Promise<{ readonly texts: readonly string[]; readonly said: string }> {
  const said: string[] = [];
  for (const args of runs) {
    const { stdout, stderr } = await cli(args, { cwd });
    said.push(stdout, stderr);
  }
  const texts = filesBelow(path.join(cwd, 'out')).map((file) => readFileSync(file, 'utf8'));
  return { texts: [...said, ...texts], said: said.join('\n') };
}

const named = (name: string): string => `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: 'http://${name.replaceAll('_', '-').toLowerCase()}.example.com' }]
security: [{ '${name}': [] }]
paths:
  /hooks/${name}/rates/{cardId}:
    post:
      security: []
      parameters:
        - { name: cardId, in: path, required: true, schema: { type: string } }
        - { name: '${name}', in: query, schema: { type: string } }
        - { name: 'password', in: query, schema: { type: string } }
        - { name: 'x-${name}', in: header, schema: { type: array, items: { type: string } } }
        - { name: '${name}', in: cookie, schema: { type: integer } }
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { '${name}': { type: string, format: password }, cvv: { type: string } } } } } }
      callbacks: { done: { 'http://cb.example.com/${name}': { post: { responses: { '200': { description: ok } } } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { '${name}': { type: object, properties: { cvv: { type: string }, pan: { type: string } } } } } } } } }
  /plain: { get: { security: [{ '${name}': [] }, { 'other ${name}': [] }], responses: { '200': { description: ok } } } }
components:
  securitySchemes:
    '${name}': { type: apiKey, in: query, name: '${name}' }
    'other ${name}': { type: http, scheme: basic }
`;

test.each(secrets)('%s as a name in a document stands in no report and no baseline', async (name) => {
  const cwd = folder({ 'openapi.yaml': named(name) });
  const { texts } = await written(cwd, [
    ['lint', '-v', ...allOutputs, '--baseline', 'out/old.json', '--update-baseline', '--allow-critical'],
    ['lint', '-v', '--sarif-full', '-o', 'out/full.sarif', '--baseline', 'out/old.json'],
    ...formats.map((format) => ['report', 'out/json', '-f', format, '-v']),
    ['baseline', 'show', '--baseline', 'out/old.json'],
    ['baseline', 'create', 'out/json', '--baseline', 'out/new.json', '--allow-critical'],
    ['scan', '--dry-run', '--target', 'http://127.0.0.1:9'],
    ...['text', 'json', 'markdown'].map((format) => ['inventory', 'openapi.yaml', '-f', format]),
  ]);
  assertNone(texts);
  const report = readFileSync(path.join(cwd, 'out/json'), 'utf8');
  expect(report).toMatch(/"operation": "POST \/hooks\/<[A-Z.]+>\/rates\/\{cardId\}"/);
  // The place in the file is found all the same.
  expect(report).not.toMatch(/"pointer": "[^"]*<[^"]*",\s+"startLine": 1,/);
});

test('a name that is none is shown, and fingerprints are those of names as written', async () => {
  const prints = async (name: string): Promise<readonly string[]> => {
    const cwd = folder({ 'openapi.yaml': named(name) });
    const { stdout } = await cli(['lint', '-f', 'json'], { cwd });
    if (name === 'ordinary') expect(stdout).toContain('POST /hooks/ordinary/rates/{cardId}');
    return [...stdout.matchAll(/"fingerprint": "(\w+)"/g)].map(([, print = '']) => print);
  };
  const [one, other] = [await prints(hex), await prints(`${hex.slice(0, -1)}7`)];
  expect(one.length).toBe(other.length);
  expect(one).not.toEqual(other);
  await prints('ordinary');
});

test('a key of as many hex digits as a digest is a tag in findings, whether its document is judged alone or among others', async () => {
  const key = '5d41402abc4b2a76b9719d911017c592';
  const document = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: 'http://${key}.example.com' }]
paths:
  /plain:
    get:
      parameters:
        - { name: '${key}', in: query, schema: { type: string } }
        - { name: '${key}', in: query, schema: { type: integer } }
      responses: { '200': { description: ok } }
`;
  const [alone, among] = [folder({ 'a.yaml': document }), folder({ 'a.yaml': document, 'b.yaml': openapi() })];
  for (const cwd of [alone, among]) {
    const { texts } = await written(cwd, [
      ['lint', '-v', ...allOutputs, '--baseline', 'out/old.json', '--update-baseline', '--allow-critical'],
      ...formats.map((format) => ['report', 'out/json', '-f', format, '-v']),
    ]);
    expect(texts.join('\n')).toContain('parameter <OPAQUE> stands twice');
    expect(texts.filter((text) => text.includes(key))).toEqual([]);
  }
});

test('stand in nothing of own rules and exceptions that name them', async () => {
  const all = `${secrets.join(' and ')} of tok-${hex}`;
  const cwd = folder({
    'openapi.yaml': openapi({ http: true, basic: true }),
    'sallyport.yaml': `version: 1
specs: [{ path: openapi.yaml }]
rules: { own: [own.yaml] }
ignore:
  - { rule: auth-http-basic, reason: 'agreed with ${all}', owner: 'ann ${all}', expires: 2026-12-01 }
  - { rule: tls-server-http, operation: 'GET /${hex}/${github}', reason: 'over ${all}', owner: '${all}', expires: 2026-01-31 }
`,
    'own.yaml': `rules:
  - id: own-operation-owner
    title: Operation without ${all}
    severity: medium
    why: Because of ${all}
    fix: Name ${all}
    for: operation
    must: [{ field: x-owner, exists: true }]
    message: Names no ${all}
`,
  });
  const { texts, said } = await written(cwd, [
    ['lint', '-v', ...allOutputs, '--baseline', 'out/old.json', '--update-baseline', '--allow-critical'],
    ['lint', '-v', '--sarif-full', '-o', 'out/full.sarif', '--no-baseline'],
    ...formats.map((format) => ['report', 'out/json', '-f', format, '-v']),
    ['baseline', 'show', '--baseline', 'out/old.json'],
    ['explain', 'own-operation-owner'],
  ]);
  expect(said).toContain('own-operation-owner');
  expect(readFileSync(path.join(cwd, 'out/json'), 'utf8')).toContain('agreed with');
  assertNone(texts);
});

test('stand in no evidence and no line of curl of a capture that has them in its paths', async () => {
  const url = 'http://api.example.com';
  const ids = ['507f1f77bcf86cd799439011', '1234567890123456', '3fa85f64-5717-4562-b3fc-2c963f66afa6'];
  const paths = [pan, hex, github, stripe, aws, jwt, ...ids];
  const cwd = folder({
    'openapi.yaml': openapi().replace('format: uuid, ', '').replaceAll('/cards/', '/orders/'),
    'traffic.har': har(
      paths.flatMap((name) => [
        { url: `${url}/orders/${name}`, token: 'abc-1', body: { cvv: '123', pan } },
        { url: `${url}/internal/${name}/x`, status: 500, body: { [name]: 'at x (y.js:1:1)', pan } },
        { url: `${url}/internal?${name}=1&password=2`, body: { password: 'Hunter2Hunter2' } },
      ]),
    ),
  });
  const { texts } = await written(cwd, [
    ['scan', 'openapi.yaml', 'traffic.har', '-v', '--evidence', 'out/proof', ...allOutputs],
    ['scan', 'openapi.yaml', 'traffic.har', '--sarif-full', '-o', 'out/full.sarif'],
    ...formats.map((format) => ['report', 'out/json', '-f', format, '-v']),
    ['traffic', 'traffic.har', '-v'],
    ['discover', 'traffic.har', '--catalogue', 'out/catalogue.json', '-o', 'out/discovered.yaml'],
    ['inventory', 'openapi.yaml', 'traffic.har'],
  ]);
  expect(readFileSync(path.join(cwd, 'out/json'), 'utf8')).toContain('"kind": "exchange"');
  assertNone(texts);
  for (const text of texts) for (const id of ids) expect(text).not.toContain(`/${id}`);
});
