import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { discoverDocuments } from '../../../src/load/discover-files.ts';
import { repositoryRoot } from '../../../src/load/repository.ts';
import { folderOf } from './workspace.ts';

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'ignore' });
}

/** A repository with these files, of which none is committed. */
function repository(files: Readonly<Record<string, string>>): string {
  const cwd = folderOf(files);
  git(cwd, 'init', '-b', 'main');
  return cwd;
}

/** What is found, from the folder. */
async function found(cwd: string): Promise<readonly string[]> {
  const { files } = await discoverDocuments(cwd, () => Promise.resolve(true));
  return files.map((file) => path.relative(cwd, file).split(path.sep).join('/'));
}

/** What git itself would name: the answer that the walk has to give without asking its index. */
function asGit(cwd: string): readonly string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd });
  return output
    .toString('utf8')
    .split('\0')
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .sort();
}

describe('documents of a repository', () => {
  test.each([
    ['a folder', { '.gitignore': 'out/\n', 'out/a.yaml': '', 'b.yaml': '', 'c/out/d.yaml': '' }, ['b.yaml']],
    ['a folder at the top alone', { '.gitignore': '/out\n', 'out/a.yaml': '', 'c/out/d.yaml': '' }, ['c/out/d.yaml']],
    [
      'patterns of a folder within',
      { 'a/.gitignore': '*.json\n', 'a/x.json': '', 'a/b/y.json': '', 'z.json': '' },
      ['z.json'],
    ],
    [
      'what a nearer file takes back',
      {
        '.gitignore': '*.yaml\n',
        'a/.gitignore': '!keep.yaml\n',
        'a/keep.yaml': '',
        'a/not.yaml': '',
        'keep.yaml': '',
      },
      ['a/keep.yaml'],
    ],
    [
      'nothing that lies in an ignored folder can be taken back',
      { '.gitignore': 'a/\n', 'a/.gitignore': '!keep.yaml\n', 'a/keep.yaml': '', 'b.yaml': '' },
      ['b.yaml'],
    ],
    ['a name with spaces and more', { '.gitignore': 'x y/\n', 'x y/a.yaml': '', 'ü v/b.yaml': '' }, ['ü v/b.yaml']],
  ])('without %s', async (_, files, expected) => {
    const cwd = repository(files);
    expect(await found(cwd)).toEqual(expected);
    expect(asGit(cwd)).toEqual(expected);
  });

  test("the repository's own excludes count, and those of folders above", async () => {
    const cwd = repository({ '.gitignore': '*.json\n', 'a/b.json': '', 'a/c.yaml': '', 'a/d.yaml': '' });
    writeFileSync(path.join(cwd, '.git/info/exclude'), 'd.yaml\n');
    expect(await found(path.join(cwd, 'a'))).toEqual(['c.yaml']);
    expect(asGit(path.join(cwd, 'a'))).toEqual(['c.yaml']);
  });

  test('what is committed is taken whatever is ignored, from the folder that is looked at alone', async () => {
    const cwd = repository({ '.gitignore': '*.json\n', 'a/b.json': '', 'c.json': '' });
    git(cwd, 'add', '-f', '.');
    git(cwd, 'commit', '-m', 'all');
    expect(await found(cwd)).toEqual(['a/b.json', 'c.json']);
    expect(await found(path.join(cwd, 'a'))).toEqual(['b.json']);
  });

  test('links are not followed, and repositories within are left alone', async () => {
    const cwd = repository({
      'a.yaml': '',
      'inner/b.yaml': '',
      'inner/c/d.yaml': '',
      'fake/.git/HEAD': '',
      'fake/e.yaml': '',
    });
    git(path.join(cwd, 'inner'), 'init');
    symlinkSync(path.join(cwd, 'a.yaml'), path.join(cwd, 'link.yaml'));
    symlinkSync(cwd, path.join(cwd, 'loop'));
    expect(await found(cwd)).toEqual(['a.yaml', 'fake/e.yaml']);
  });

  test('a checkout below a folder called build has documents too', async () => {
    const outer = folderOf({ 'build/repo/a.yaml': '', 'build/repo/dist/b.yaml': '' });
    expect(await found(path.join(outer, 'build/repo'))).toEqual(['a.yaml']);
  });
});

describe('the top of a repository', () => {
  test('is where .git lies, also of a worktree, whose .git is a file', async () => {
    const cwd = repository({ 'a/b/c.yaml': '' });
    expect(await repositoryRoot(path.join(cwd, 'a/b'))).toBe(cwd);
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-m', 'all');
    const other = path.join(folderOf({}), 'tree');
    git(cwd, 'worktree', 'add', other);
    expect(await repositoryRoot(path.join(other, 'a'))).toBe(other);
  });

  test.each([
    ['an empty folder', { 'a/.git/x': '' }],
    ['a file that names nothing', { 'a/.git': 'gitdir: nowhere\n' }],
    ['another file', { 'a/.git': 'no\n' }],
  ])('is not where .git is %s', async (_, files) => {
    const cwd = folderOf({ ...files, 'a/b/c.yaml': '' });
    git(cwd, 'init');
    expect(await repositoryRoot(path.join(cwd, 'a/b'))).toBe(cwd);
  });
});
