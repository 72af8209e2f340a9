import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInside, joinPosix, refusedByName } from '../../../src/load/files.ts';
import { folderOf, git, load } from './workspace.ts';

const root = (ref: string): string => `openapi: 3.0.3
info: { title: x, version: '1' }
paths:
  /cards:
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '${ref}' } } } }
`;
const faultsOf = async (folder: string, file = 'openapi.yaml'): Promise<readonly string[]> =>
  (await load(folder, file)).faults.map(({ kind, message }) => `${kind}: ${message}`);

describe('references to files', () => {
  it('lead to the right file and line, from file to file', async () => {
    const folder = folderOf({
      'openapi.yaml': root('schemas/card.yaml'),
      'schemas/card.yaml': 'type: object\nproperties:\n  owner: { $ref: "../people.json#/definitions/a~1b" }\n',
      'people.json':
        '{\n "definitions": {\n  "a/b": { "type": "object", "properties": {\n   "cvv": { "type": "string" } } } } }',
    });
    const api = await load(folder, 'openapi.yaml');
    expect(api.faults).toEqual([]);
    const person = api.schemas.get('people.json#/definitions/a~1b');
    expect(person?.properties[0]?.at).toEqual({ source: 'people.json', path: '/definitions/a~1b/properties/cvv' });
    expect(api.sources.get('people.json')?.locate('/definitions/a~1b/properties/cvv')).toMatchObject({
      startLine: 4,
      startColumn: 4,
    });
  });

  it('to path items give operations that stand in the other file', async () => {
    const folder = folderOf({
      'openapi.yaml':
        "openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths:\n  /cards: { $ref: paths/cards.yaml }\n",
      'paths/cards.yaml': "get:\n  responses: { '200': { description: ok } }\n",
    });
    expect((await load(folder, 'openapi.yaml')).operations.map(({ id, at }) => [id, at])).toEqual([
      ['GET /cards', { source: 'paths/cards.yaml', path: '/get' }],
    ]);
  });

  it('by anchor lead to the schema that bears it', async () => {
    const text = `${root('#card')}components:
  schemas:
    Card: { $anchor: card, type: object, properties: { next: { $ref: '#card' }, other: { $ref: '#none' } } }
`;
    const api = await load(folderOf({ 'openapi.yaml': text.replace('3.0.3', '3.1.0') }), 'openapi.yaml');
    const [body] = api.operations[0]?.responses[0]?.bodies ?? [];
    expect(body?.schema).toBe('openapi.yaml#/components/schemas/Card');
    expect(api.faults.map(({ message }) => message)).toEqual(['Reference #none leads nowhere.']);
  });

  it('in place of an operation, as bundlers write them, are followed; keys beside a reference of the path win', async () => {
    const folder = folderOf({
      'openapi.yaml': `openapi: 3.1.0
info: { title: x, version: '1' }
paths:
  /cards: { get: { $ref: list.yaml } }
  /keys:
    $ref: keys.yaml
    get: { operationId: own, responses: {} }
`,
      'list.yaml': 'operationId: listCards\nresponses: {}\n',
      'keys.yaml': 'get: { operationId: theirs, responses: {} }\n',
    });
    const api = await load(folder, 'openapi.yaml');
    expect(api.operations.map(({ id, operationId, at }) => [id, operationId, at.source])).toEqual([
      ['GET /cards', 'listCards', 'list.yaml'],
      ['GET /keys', 'own', 'openapi.yaml'],
    ]);
  });

  it.each([
    ['../../../../etc/passwd', 'refused-ref'],
    ['/etc/passwd', 'refused-ref'],
    ['file:///etc/passwd', 'refused-ref'],
    ['.git/config', 'refused-ref'],
    ['notes.md', 'refused-ref'],
    ['http://169.254.169.254/latest/meta-data', 'refused-ref'],
    ['https://example.com/a.yaml', 'refused-ref'],
    ['//example.com/a.yaml', 'refused-ref'],
    ['missing.yaml', 'broken-ref'],
    ['#/components/schemas/Missing', 'broken-ref'],
  ])('to %s: %s, and the rest is read', async (ref, kind) => {
    const folder = folderOf({ 'openapi.yaml': root(ref), 'notes.md': 'secret' });
    git(folder, 'init');
    const api = await load(folder, 'openapi.yaml');
    expect(api.faults.map((fault) => fault.kind)).toEqual([kind]);
    expect(api.operations).toHaveLength(1);
    expect(JSON.stringify([...api.schemas.values()])).not.toMatch(/root:|secret/);
  });

  it('follow a symlink only as far as the repository', async () => {
    const outside = folderOf({ 'secret.yaml': 'type: string\n' });
    const folder = folderOf({ 'openapi.yaml': root('link.yaml'), 'real.yaml': 'type: string\n' });
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(folder, 'link.yaml'));
    expect(await faultsOf(folder)).toEqual([
      'refused-ref: Reference link.yaml was not followed. It lies outside the repository.',
    ]);
    const inner = folderOf({ 'openapi.yaml': root('link.yaml'), 'real.yaml': 'type: string\n' });
    symlinkSync(path.join(inner, 'real.yaml'), path.join(inner, 'link.yaml'));
    expect(await faultsOf(inner)).toEqual([]);
  });

  it('are confined to --ref-root', async () => {
    const folder = folderOf({ 'api/openapi.yaml': root('../shared.yaml'), 'shared.yaml': 'type: string\n' });
    const api = await load(folder, 'api/openapi.yaml', { root: path.join(folder, 'api') });
    expect(api.faults.map(({ kind }) => kind)).toEqual(['refused-ref']);
  });

  it('reach no host, not even with its name in the document, unless a flag allows it; a private address never', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('type: string\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const folder = folderOf({ 'openapi.yaml': root(`http://127.0.0.1:${port}/a.yaml`) });
    for (const remoteHosts of [[], ['127.0.0.1']]) {
      const api = await load(folder, 'openapi.yaml', { remoteHosts });
      expect(api.faults.map(({ kind }) => kind)).toEqual(['refused-ref']);
    }
    expect(asked).toEqual([]);
    server.close();
  });

  it('in a circle, in a long chain and fanned out cost nothing', async () => {
    const chain = Array.from(
      { length: 600 },
      (_, index) => `    S${index}: { $ref: '#/components/schemas/S${index + 1}' }`,
    ).join('\n');
    const fan = Array.from(
      { length: 20 },
      (_, index) =>
        `    F${index}: { type: object, properties: { a: { $ref: '#/components/schemas/F${index + 1}' }, b: { $ref: '#/components/schemas/F${index + 1}' } } }`,
    ).join('\n');
    const text = `${root('#/components/schemas/S0')}components:\n  schemas:\n${chain}\n    S600: { $ref: '#/components/schemas/Me' }\n    Me: { type: object, properties: { me: { $ref: '#/components/schemas/Me' } } }\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n${fan}\n    F20: { type: string }\n`;
    const api = await load(folderOf({ 'openapi.yaml': text }), 'openapi.yaml');
    expect(api.schemas.get('openapi.yaml#/components/schemas/Me')?.properties[0]?.schema).toBe(
      'openapi.yaml#/components/schemas/Me',
    );
    expect(api.schemas.size).toBeLessThan(60);
    const ofReferences = api.faults.filter(({ kind }) => kind === 'broken-ref');
    expect(new Set(ofReferences.map(({ message }) => message))).toEqual(new Set(['This reference runs in a circle.']));
  });

  it('are data in examples, and a name in properties', async () => {
    const text =
      "openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    A:\n      type: object\n      properties: { $ref: { type: string } }\n      example: { $ref: nowhere.yaml }\n      default: { $ref: nowhere.yaml }\n      enum: [{ $ref: nowhere.yaml }]\n";
    expect(await faultsOf(folderOf({ 'openapi.yaml': text }))).toEqual([]);
  });

  it('stop at a file that cannot be read, and say so', async () => {
    const folder = folderOf({ 'openapi.yaml': root('bad.yaml') });
    writeFileSync(path.join(folder, 'bad.yaml'), Buffer.from([0, 1, 2, 3]));
    expect(await faultsOf(folder)).toEqual([
      'broken-ref: Reference bad.yaml was not followed. It cannot be read: a binary file, no YAML or JSON.',
    ]);
  });
});

describe('paths', () => {
  it('are joined with slashes, whatever the system', () => {
    expect(joinPosix('a/b.yaml', '../c.yaml')).toBe('c.yaml');
    expect(joinPosix('a/b.yaml', '..\\..\\c.yaml')).toBe('../c.yaml');
    for (const outside of [
      '../c.yaml',
      '/etc/a.yaml',
      'C:\\a.yaml',
      'C:/a.yaml',
      '.git/a.yaml',
      'a/.git/a.yaml',
      'a.txt',
    ])
      expect(refusedByName(outside), outside).toBeDefined();
  });

  it.each([
    [path.posix, '/repo', '/repo/a', true],
    [path.posix, '/repo', '/repo', true],
    [path.posix, '/repo', '/repository/a', false],
    [path.posix, '/repo', '/', false],
    [path.posix, '/repo', '/repo/..a', true],
    [path.win32, 'C:\\repo', 'C:\\repo\\a', true],
    [path.win32, 'C:\\repo', 'c:\\Repo\\a', true],
    [path.win32, 'C:\\repo', 'D:\\repo\\a', false],
    [path.win32, 'C:\\repo', 'C:\\other', false],
  ])('case %#: inside or not', (...row) => {
    const [paths, outer, inner, expected] = row;
    expect(isInside(paths, outer, inner)).toBe(expected);
  });
});
