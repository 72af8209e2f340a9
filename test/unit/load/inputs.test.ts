import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { loadOlder, openBase, pairWithBase } from '../../../src/load/base.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { splitRef } from '../../../src/load/git.ts';
import { findInputs, uriOf, type Input, type LoadOptions } from '../../../src/load/inputs.ts';
import { folderOf, git, load, optionsIn, refusal } from './workspace.ts';

const document = "openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths: { /cards: { get: { responses: {} } } }\n";
const capture = '{"log":{"version":"1.2","entries":[]}}';
const found = async (folder: string, ...args: readonly string[]): Promise<readonly string[]> => {
  const { inputs } = await findInputs(args, await optionsIn(folder));
  return inputs.map(({ kind, uri }) => `${kind} ${uri}`);
};

async function loadBase(input: Input, name: string, options: LoadOptions): Promise<ApiModel | undefined> {
  const { older } = await pairWithBase([input], await openBase(name, [input], options), options);
  const before = older.get(input.id);
  return before === undefined ? undefined : loadOlder(before, options);
}

describe('inputs', () => {
  it('are told apart by content, in any order, and named once', async () => {
    const folder = folderOf({
      'a.json': `  ${JSON.stringify({ info: {}, openapi: '3.0.0' })}`,
      'b.txt': document,
      'c.json': capture,
      'd.har.gz': gzipSync(capture),
    });
    expect(await found(folder, 'c.json', 'a.json', 'd.har.gz', 'b.txt', './a.json')).toEqual([
      'capture c.json',
      'document a.json',
      'capture d.har.gz',
      'document b.txt',
    ]);
  });

  it('may be folders and globs, from which other files are left out', async () => {
    const folder = folderOf({
      'specs/a.yaml': document,
      'specs/deep/b.yml': document,
      'specs/fragment.yaml': 'type: object\n',
      'specs/node_modules/x.yaml': document,
      'c.har': capture,
    });
    expect(await found(folder, 'specs')).toEqual(['document specs/a.yaml', 'document specs/deep/b.yml']);
    expect(await found(folder, '**/*.{yml,har}')).toEqual(['capture c.har', 'document specs/deep/b.yml']);
  });

  it('without a name are the documents of the repository, but for what .gitignore names', async () => {
    const files = {
      'openapi.yaml': document,
      'out/generated.yaml': document,
      '.gitignore': 'out/\n',
      'package.json': '{}',
    };
    const plain = folderOf(files);
    const repository = folderOf(files);
    git(repository, 'init');
    for (const folder of [plain, repository]) expect(await found(folder)).toEqual(['document openapi.yaml']);
  });

  it('without a name are at most 200, and the others are counted', async () => {
    const folder = folderOf(
      Object.fromEntries(
        Array.from({ length: 203 }, (_, index) => [`${String(index).padStart(3, '0')}.yaml`, document]),
      ),
    );
    const { inputs, notes } = await findInputs([], await optionsIn(folder));
    expect(inputs).toHaveLength(200);
    expect(notes.join('\n')).toContain('sallyport lint 000.yaml');
    expect(notes.join('\n')).toContain('Only the first 200');
  });

  it.each([
    ['missing.yaml', 'not-found: there is no such file, folder or git ref'],
    ['nothing/', 'nothing-found: holds no OpenAPI document and no HAR capture'],
    ['notes.yaml', 'not-a-document: no OpenAPI document: neither `openapi` nor `swagger` at the top'],
    ['old.yaml', 'unknown-version: version 1.2 of OpenAPI is not known'],
    ['future.yaml', 'unknown-version: version 4.0.0 of OpenAPI is not known'],
    ['-x:openapi.yaml', 'git: there is no such file, and git knows no ref -x'],
  ])('%s is refused: %s', async (name, expected) => {
    const folder = folderOf({
      'nothing/readme.md': '',
      'notes.yaml': 'a: 1\n',
      'old.yaml': 'swagger: "1.2"\n',
      'future.yaml': 'openapi: 4.0.0\n',
    });
    expect(await refusal(load(folder, name))).toBe(expected);
  });

  it('may come from standard input, in the place of a file', async () => {
    const folder = folderOf({});
    const options = await optionsIn(folder, {
      stdin: Readable.from([Buffer.from(document)]),
      specPath: 'api/openapi.yaml',
    });
    const [input] = (await findInputs(['-'], options)).inputs;
    expect(input).toMatchObject({ kind: 'document', uri: 'api/openapi.yaml', inTree: true });
  });

  it('print no control characters of a path', async () => {
    const options = await optionsIn(folderOf({}));
    const error = await findInputs(['a\u001b]8;;x\u0007\u202e.yaml'], options).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ place: { uri: 'a\\u{1b}]8;;x\\u{7}\\u{202e}.yaml' } });
  });
});

describe('documents from a URL', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());
  const serve = async (
    answer: (url: string) => { readonly status: number; readonly text?: string; readonly location?: string },
  ): Promise<string> => {
    server = createServer((request, response) => {
      const { status, text, location } = answer(request.url ?? '');
      response.writeHead(status, location === undefined ? {} : { location }).end(text);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  };

  it('are fetched once and no further; the query stays out of the name', async () => {
    let asked = 0;
    const url = await serve(
      () => ((asked += 1), { status: 200, text: document.replace('responses: {}', 'responses: { $ref: other.yaml }') }),
    );
    const { inputs } = await findInputs([`${url}/openapi.yaml?key=secret`], await optionsIn(folderOf({})));
    expect(inputs[0]).toMatchObject({ kind: 'document', uri: `${url}/openapi.yaml`, inTree: false });
    expect(asked).toBe(1);
  });

  it('are not looked for behind a redirect, nor taken from an error', async () => {
    const folder = folderOf({});
    expect(
      await refusal(load(folder, `${await serve(() => ({ status: 302, location: 'http://example.com/' }))}/a`)),
    ).toBe('network: the address redirects');
    server?.close();
    expect(await refusal(load(folder, `${await serve(() => ({ status: 500 }))}/a`))).toBe(
      'network: the address answered 500',
    );
  });
});

describe('git', () => {
  const history = (): string => {
    const folder = folderOf({
      'api/openapi.yaml': document
        .replace('get', 'post')
        .replace('responses: {}', "responses: { '200': { $ref: ok.yaml } }"),
      'api/ok.yaml': 'description: old\n',
    });
    git(folder, 'init', '-b', 'main');
    git(folder, 'add', '.');
    git(folder, 'commit', '-m', 'one');
    git(folder, 'checkout', '-b', 'change');
    execFileSync('node', ['-e', `require('fs').writeFileSync('api/openapi.yaml', ${JSON.stringify(document)})`], {
      cwd: folder,
    });
    git(folder, 'commit', '-am', 'two');
    return folder;
  };

  it('gives a document of a ref whole, with the files it refers to', async () => {
    const api = await load(history(), 'main:api/openapi.yaml');
    expect(api.operations.map(({ id }) => id)).toEqual(['POST /cards']);
    expect(api.operations[0]?.responses[0]?.description).toBe('old');
    expect(api.name).toBe('api/openapi');
    expect([...api.sources.keys()]).toEqual(['main:api/openapi.yaml', 'main:api/ok.yaml']);
  });

  it('an existing file wins over a ref, and one letter is a drive', async () => {
    expect(splitRef('C:openapi.yaml')).toBeUndefined();
    expect(splitRef('main:openapi.yaml')).toEqual({ ref: 'main', file: 'openapi.yaml' });
    const folder = folderOf({ 'main:openapi.yaml': document });
    expect(await found(folder, 'main:openapi.yaml')).toEqual(['document main:openapi.yaml']);
  });

  it('finds the base of a document at a ref, in a file and in a folder', async () => {
    const folder = history();
    const options = await optionsIn(folder);
    const [input] = (await findInputs(['api/openapi.yaml'], options)).inputs;
    if (input === undefined) throw new Error('no input');
    const base = async (name: string): Promise<readonly string[] | undefined> =>
      (await loadBase(input, name, options))?.operations.map(({ id }) => id);
    expect(await base('main')).toEqual(['POST /cards']);
    expect(await base('main:api/openapi.yaml')).toEqual(['POST /cards']);
    expect(await base('api')).toEqual(['GET /cards']);
    expect(await refusal(base('nowhere'))).toBe('git: git knows no ref nowhere');
  });

  it('compares with where the branch left the other, and says what a shallow clone lacks', async () => {
    const folder = history();
    git(folder, 'checkout', 'main');
    execFileSync('node', ['-e', "require('fs').writeFileSync('api/openapi.yaml', 'openapi: 3.0.3\\npaths: {}\\n')"], {
      cwd: folder,
    });
    git(folder, 'commit', '-am', 'three');
    git(folder, 'checkout', 'change');
    const options = await optionsIn(folder);
    const [input] = (await findInputs(['api/openapi.yaml'], options)).inputs;
    if (input === undefined) throw new Error('no input');
    // What came to main after the branch left it is no change of the branch.
    expect((await loadBase(input, 'main', options))?.operations).toHaveLength(1);
    const shallow = folderOf({});
    git(shallow, 'clone', '--depth', '1', '--no-single-branch', `file://${folder}`, 'clone');
    const clone = path.join(shallow, 'clone');
    const there = await optionsIn(clone);
    const [same] = (await findInputs(['api/openapi.yaml'], there)).inputs;
    if (same === undefined) throw new Error('no input');
    expect(await refusal(loadBase(same, 'origin/main', there))).toBe(
      'git: this clone is too shallow to find where the branch left origin/main',
    );
  });
});

describe('names in reports', () => {
  it('have slashes on every system', () => {
    expect(uriOf(path.win32, 'C:\\repo', 'C:\\repo\\api\\openapi.yaml')).toBe('api/openapi.yaml');
    expect(uriOf(path.posix, '/repo', '/repo/api/openapi.yaml')).toBe('api/openapi.yaml');
  });
});
