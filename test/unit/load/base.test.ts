import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isAsInBase, loadOlder, openBase, pairWithBase } from '../../../src/load/base.ts';
import { loadApi } from '../../../src/load/document.ts';
import { findInputs, repositoryRoot } from '../../../src/load/inputs.ts';
import { folderOf, git, optionsIn, refusal } from './workspace.ts';

/** A document with these operations; enough of them that some may go and it is still the same one. */
function spec(title: string, paths: readonly string[], response = 'ok'): string {
  const items = paths.map((each) => `  ${each}:\n    get: { responses: { '200': { description: ${response} } } }\n`);
  return `openapi: 3.0.3\ninfo: { title: ${title}, version: '1' }\npaths:\n${items.join('')}`;
}

const cards = ['/cards', '/cards/{id}', '/cards/{id}/limits', '/cards/{id}/pin'];
const loans = ['/loans', '/loans/{id}'];

function repository(files: Readonly<Record<string, string>>): string {
  const folder = folderOf(files);
  git(folder, 'init', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-m', 'one');
  git(folder, 'checkout', '-b', 'change');
  return folder;
}

/** What each document of the folder is compared with, and what is gone. */
async function pairs(
  cwd: string,
  base: string,
  args: readonly string[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const options = await optionsIn(cwd);
  const { inputs } = await findInputs(args, options);
  const { older, gone } = await pairWithBase(inputs, await openBase(base, inputs, options), options);
  const named: Record<string, string | undefined> = {};
  for (const { id } of inputs) {
    const found = older.get(id);
    named[id] = found === undefined ? undefined : (found.renamedFrom ?? (await found.input()).id);
  }
  return { ...named, gone };
}

describe('renamed documents', () => {
  it('are followed by their content, to the last byte', async () => {
    const folder = repository({ 'a.yaml': spec('Cards', cards), 'b.yaml': spec('Cards', cards, 'other') });
    mkdirSync(path.join(folder, 'specs'));
    renameSync(path.join(folder, 'b.yaml'), path.join(folder, 'specs/one.yaml'));
    renameSync(path.join(folder, 'a.yaml'), path.join(folder, 'specs/two.yaml'));
    expect(await pairs(folder, 'main')).toEqual({ 'specs/one.yaml': 'b.yaml', 'specs/two.yaml': 'a.yaml', gone: [] });
  });

  it('are followed by title and paths where they changed as well', async () => {
    const folder = repository({ 'a.yaml': spec('Cards', cards), 'b.yaml': spec('Loans', loans) });
    rmSync(path.join(folder, 'a.yaml'));
    rmSync(path.join(folder, 'b.yaml'));
    writeFileSync(path.join(folder, 'x.yaml'), spec('Loans', [...loans, '/loans/{id}/rates'], 'changed'));
    writeFileSync(path.join(folder, 'y.yaml'), spec('The cards', cards.slice(1)));
    expect(await pairs(folder, 'main')).toEqual({ 'x.yaml': 'b.yaml', 'y.yaml': 'a.yaml', gone: [] });
  });

  it('are not what is alike but still there, nor what is another document', async () => {
    const folder = repository({ 'a.yaml': spec('Cards', cards), 'b.yaml': spec('Loans', loans), 'c.yaml': 'x: 1\n' });
    rmSync(path.join(folder, 'b.yaml'));
    rmSync(path.join(folder, 'c.yaml'));
    writeFileSync(path.join(folder, 'copy.yaml'), spec('Cards', cards));
    writeFileSync(path.join(folder, 'new.yaml'), spec('Payments', ['/payments']));
    expect(await pairs(folder, 'main')).toEqual({
      'a.yaml': 'main:a.yaml',
      'copy.yaml': undefined,
      'new.yaml': undefined,
      gone: ['b.yaml'],
    });
  });

  it('are followed between folders too', async () => {
    const folder = folderOf({
      'v1/a/openapi.yaml': spec('Cards', cards),
      'v1/b/openapi.yaml': spec('Loans', loans),
      'v2/a/openapi.yaml': spec('Cards', cards, 'changed'),
      'v2/loans.yaml': spec('Loans', loans, 'changed'),
      'v2/c/openapi.yaml': spec('Payments', ['/payments']),
    });
    expect(await pairs(folder, 'v1', ['v2'])).toEqual({
      'v2/a/openapi.yaml': 'v1/a/openapi.yaml',
      'v2/loans.yaml': 'b/openapi.yaml',
      'v2/c/openapi.yaml': undefined,
      gone: [],
    });
  });
});

describe('refs', () => {
  it('hold documents of many files, and two refs are compared as they are', async () => {
    const folder = repository({
      'api/openapi.yaml':
        "openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths:\n  /cards: { $ref: 'cards.yaml' }\n",
      'api/cards.yaml': 'get: { responses: {} }\n',
    });
    git(folder, 'tag', 'v1');
    writeFileSync(path.join(folder, 'api/cards.yaml'), 'delete: { responses: {} }\n');
    git(folder, 'commit', '-am', 'two');
    git(folder, 'tag', 'v2');
    rmSync(path.join(folder, 'api'), { recursive: true });
    const options = await optionsIn(folder);
    const operations = async (base: string, head: string): Promise<readonly (readonly string[] | undefined)[]> => {
      const { inputs } = await findInputs([head], options);
      const { older } = await pairWithBase(inputs, await openBase(base, inputs, options), options);
      const [input] = inputs;
      const before = input === undefined ? undefined : older.get(input.id);
      if (input === undefined || before === undefined) throw new Error('no pair');
      const models = [await loadOlder(before, options), await loadApi(input, options)];
      return models.map((api) => api.operations.map(({ id }) => id));
    };
    for (const [base, head] of [
      ['v1', 'v2'],
      ['v1:api', 'v2:api'],
      ['v1:api/openapi.yaml', 'v2:api/openapi.yaml'],
    ] as const)
      expect(await operations(base, head), base).toEqual([['GET /cards'], ['DELETE /cards']]);
    expect(await operations('v2', 'v1')).toEqual([['DELETE /cards'], ['GET /cards']]);
  });

  it('tell whether a document and all its files are as they were', async () => {
    const folder = repository({
      'openapi.yaml': "openapi: 3.0.3\ninfo: { title: x, version: '1' }\npaths:\n  /cards: { $ref: 'cards.yaml' }\n",
      'cards.yaml': 'get: { responses: {} }\n',
    });
    const isSame = async (): Promise<boolean> => {
      const options = await optionsIn(folder);
      const { inputs } = await findInputs(['openapi.yaml'], options);
      const [input] = inputs;
      if (input === undefined) throw new Error('no input');
      return isAsInBase(await loadApi(input, options), await openBase('main', inputs, options), options);
    };
    expect(await isSame()).toBe(true);
    writeFileSync(
      path.join(folder, 'openapi.yaml'),
      readFileSync(path.join(folder, 'openapi.yaml'), 'utf8').replaceAll('\n', '\r\n'),
    );
    expect(await isSame()).toBe(true);
    writeFileSync(path.join(folder, 'cards.yaml'), 'get: { responses: { } }\n');
    expect(await isSame()).toBe(false);
    rmSync(path.join(folder, 'cards.yaml'));
    expect(await isSame()).toBe(false);
  });

  it('that a shallow clone lacks are told with the fetch that brings them and their history', async () => {
    const origin = repository({ 'openapi.yaml': spec('Cards', cards) });
    const folder = folderOf({});
    git(folder, 'clone', '--depth', '1', '--branch', 'change', `file://${origin}`, 'clone');
    const options = await optionsIn(path.join(folder, 'clone'));
    const { inputs } = await findInputs([], options);
    const error = await openBase('origin/main', inputs, options).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      message: 'git knows no ref origin/main',
      hint: expect.stringContaining('git fetch --unshallow origin main:refs/remotes/origin/main') as string,
    });
    git(options.root, 'fetch', '--unshallow', 'origin', 'main:refs/remotes/origin/main');
    expect((await openBase('origin/main', inputs, options)).files.map((file) => file.path)).toEqual(['openapi.yaml']);
  });

  it('that look like options are none', async () => {
    const folder = repository({ 'openapi.yaml': spec('Cards', cards) });
    const options = await optionsIn(folder);
    expect(await refusal(openBase('--output=x', [], options))).toBe('git: git knows no ref --output=x');
    expect(existsSync(path.join(folder, 'x'))).toBe(false);
  });

  it('and standard input may stand on either side', async () => {
    const folder = repository({ 'openapi.yaml': spec('Cards', cards) });
    const options = { ...(await optionsIn(folder)), stdin: Readable.from([Buffer.from(spec('Old', loans))]) };
    const { inputs } = await findInputs(['openapi.yaml'], options);
    const { older } = await pairWithBase(inputs, await openBase('-', inputs, options), options);
    const found = older.get('openapi.yaml');
    expect(found === undefined ? undefined : (await loadOlder(found, options)).title).toBe('Old');
  });
});

describe('a hostile repository', () => {
  /** Every setting that makes git run something, each with a command that leaves a file. */
  it('runs nothing of its settings, attributes and hooks', async () => {
    const folder = repository({
      'openapi.yaml': spec('Cards', cards),
      '.gitattributes': '* filter=evil diff=evil merge=evil\n',
    });
    const mark = path.join(folder, 'ran');
    const script = path.join(folder, '.git/evil.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> ${mark}\nexit 0\n`);
    chmodSync(script, 0o755);
    const config = [
      `[core]\n fsmonitor = ${script}\n hooksPath = ${folder}/.git/evil-hooks\n pager = ${script}\n editor = ${script}\n sshCommand = ${script}\n gitProxy = ${script}\n askPass = ${script}\n alternateRefsCommand = ${script}\n`,
      `[filter "evil"]\n clean = ${script}\n smudge = ${script}\n process = ${script}\n required = true\n`,
      `[diff]\n external = ${script}\n[diff "evil"]\n command = ${script}\n textconv = ${script}\n[merge "evil"]\n driver = ${script}\n`,
      `[pager]\n ls-tree = ${script}\n cat-file = ${script}\n rev-parse = ${script}\n[alias]\n cat-file = !${script}\n ls-tree = !${script}\n`,
      `[credential]\n helper = !${script}\n[gpg]\n program = ${script}\n`,
      `[protocol]\n allow = always\n[protocol "ext"]\n allow = always\n`,
      `[extensions]\n partialClone = evil\n[remote "evil"]\n url = ext::${script}\n uploadpack = ${script}\n promisor = true\n`,
    ];
    writeFileSync(path.join(folder, '.git/config'), config.join(''), { flag: 'a' });
    mkdirSync(path.join(folder, '.git/evil-hooks'));
    for (const hooks of ['.git/evil-hooks', '.git/hooks'])
      for (const hook of [
        'post-checkout',
        'post-index-change',
        'fsmonitor-watchman',
        'reference-transaction',
        'query-watchman',
      ]) {
        writeFileSync(path.join(folder, hooks, hook), `#!/bin/sh\n${script} ${hook}\n`);
        chmodSync(path.join(folder, hooks, hook), 0o755);
      }
    writeFileSync(path.join(folder, 'openapi.yaml'), spec('Cards', cards, 'changed'));

    expect(await pairs(folder, 'main')).toEqual({ 'openapi.yaml': 'main:openapi.yaml', gone: [] });
    expect(await pairs(folder, 'main:openapi.yaml', ['openapi.yaml'])).toMatchObject({ gone: [] });
    // What a partial clone lacks would be fetched by a command of the remote.
    const id = git(folder, 'rev-parse', 'main:openapi.yaml').trim();
    rmSync(path.join(folder, '.git/objects', id.slice(0, 2), id.slice(2)));
    expect(await refusal(pairs(folder, 'main'))).toBe('git: this partial clone lacks the file');
    expect(existsSync(mark) ? readFileSync(mark, 'utf8') : 'nothing ran').toBe('nothing ran');
  });

  it('does so where git is asked without care: the settings above would run', () => {
    const folder = repository({ 'openapi.yaml': spec('Cards', cards) });
    const mark = path.join(folder, 'ran');
    writeFileSync(path.join(folder, '.git/evil.sh'), `#!/bin/sh\necho x >> ${mark}\n`);
    chmodSync(path.join(folder, '.git/evil.sh'), 0o755);
    git(folder, 'config', 'core.fsmonitor', path.join(folder, '.git/evil.sh'));
    git(folder, 'status');
    expect(existsSync(mark)).toBe(true);
  });

  it('does not move the top to another folder, nor is one hidden among the files', async () => {
    const outer = folderOf({ 'secret.yaml': 'x: 1\n', 'repo/openapi.yaml': spec('Cards', cards) });
    const folder = path.join(outer, 'repo');
    git(folder, 'init', '-b', 'main');
    git(folder, 'config', 'core.worktree', outer);
    expect(await repositoryRoot(folder)).toBe(folder);
    git(folder, 'init', '--bare', 'hidden');
    const bare = path.join(folder, 'hidden');
    git(bare, 'config', 'core.bare', 'false');
    git(bare, 'config', 'core.worktree', outer);
    expect(await repositoryRoot(bare)).not.toBe(outer);
  });
});
