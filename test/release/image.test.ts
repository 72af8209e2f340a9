/** There may be no Docker here: what the image copies is copied to a folder, built and run there. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folder, openapi } from '../support/cli.ts';

const [build = '', image = ''] = readFileSync('Dockerfile', 'utf8')
  .split(/^FROM .*$/m)
  .slice(1);

interface Copy {
  readonly isBuilt: boolean;
  readonly from: readonly string[];
  readonly to: string;
}
function copiesOf(stage: string): readonly Copy[] {
  return [...stage.matchAll(/^COPY (--from=build )?(.+)$/gm)].map(([, flag, words = '']) => {
    const names = words.split(' ');
    return { isBuilt: flag !== undefined, from: names.slice(0, -1), to: names.at(-1) ?? '' };
  });
}

function copyInto(root: string, stage: string, built?: string): void {
  for (const { isBuilt, from, to } of copiesOf(stage))
    for (const name of from) {
      const source = isBuilt ? path.join(built ?? '', name.replace(/^\/build\//, '')) : name;
      const target = path.join(root, to, to.endsWith('/') ? path.basename(name) : '');
      mkdirSync(path.dirname(target), { recursive: true });
      if (path.basename(name) === 'node_modules') symlinkSync(path.resolve('node_modules'), target);
      else cpSync(source, target, { recursive: true });
    }
}

test('what the image copies is enough to build it, and to lint, diff and list rules in it', () => {
  const made = path.join(folder(), 'build');
  copyInto(made, build);
  symlinkSync(path.resolve('node_modules'), path.join(made, 'node_modules'));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: made });
  const root = path.join(folder(), 'opt');
  copyInto(root, image, made);
  expect(existsSync(path.join(root, 'src'))).toBe(false);

  const cwd = folder({ 'a.yaml': openapi(), 'b.yaml': openapi({ basic: true }) });
  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [path.join(root, 'bin', 'sallyport.js'), ...args], {
      cwd,
      encoding: 'utf8',
      // No variables of the CI system that runs this: they would name a part.
      env: { PATH: process.env['PATH'] ?? '' },
    });
  expect(run('lint', 'a.yaml', '--ruleset', 'fintech')).toContain('PASS');
  expect(run('diff', 'a.yaml', 'b.yaml')).toContain('PASS');
  expect(run('rules')).toContain('auth-http-basic');
});

test('the build context has all that is copied from it, and the image runs as nobody special', () => {
  const kept = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(kept[0]).toBe('*');
  const names = [build, image].flatMap(copiesOf).flatMap(({ isBuilt, from }) => (isBuilt ? [] : from));
  for (const name of names) {
    expect(kept).toContain(`!${name}`);
    expect(existsSync(name)).toBe(true);
  }
  expect(image).toMatch(/^USER 1000:1000$/m);
  expect(image).not.toMatch(/^USER (?:root|0)/m);
});
