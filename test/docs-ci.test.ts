/** docs/ci: what the pages tell a CI system to run is what the program knows, and what they link to is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { workflowOf } from '../src/cli/init/files.ts';
import { cli, folder, openapi } from './support/cli.ts';

const pages = readdirSync('docs/ci').map((name) => `docs/ci/${name}`);
const textOf = (page: string): string => readFileSync(page, 'utf8');

/** Commands of all pages, with what their systems would put in place of the variables. */
const commands = pages.flatMap((page) =>
  [...textOf(page).matchAll(/npx (?:--yes )?sallyport@<version> ([^\n'`]+)/g)].map(
    ([, args = '']) => [page, args] as const,
  ),
);

describe.each(pages)('%s', (page) => {
  it('has only YAML that can be read', () => {
    for (const [, text = ''] of textOf(page).matchAll(/```yaml\n([\s\S]*?)```/g))
      expect(parse(text)).toBeTypeOf('object');
  });

  it('links to what is there', () => {
    for (const [, link = ''] of textOf(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect(existsSync(path.join(path.dirname(page), link)), link).toBe(true);
  });
});

it.each(commands)('%s: %s', async (_page, args) => {
  const cwd = folder({ 'openapi.yaml': openapi(), 'base/openapi.yaml': openapi() });
  const words = args
    .replace(/"/g, '')
    .replace(/origin\/\S+/, 'base')
    .replace(/\$+[A-Z_]+/g, '0')
    .trim()
    .split(' ');
  if (words[0] === 'merge') {
    for (const part of ['1/2', '2/2'])
      await cli(['lint', 'openapi.yaml', '--shard', part, '--exit-zero', '-o', `parts/${part[0]}.json`], { cwd });
  }
  const { code, stderr } = await cli(words, { cwd, env: { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '1' } });
  expect(stderr).not.toMatch(/unknown|no such|knows no/);
  expect(code).toBe(0);
});

it('has commands to run', () => expect(commands.length).toBeGreaterThan(6));

it('the job on the page for GitLab is the one that init writes', () => {
  const [, page = ''] = /```yaml\n([\s\S]*?)```/.exec(textOf('docs/ci/gitlab.md')) ?? [];
  const written = (workflowOf('gitlab', { isLocked: false })?.text ?? '').replace(
    /sallyport@[\d.]+/,
    'sallyport@<version>',
  );
  expect(parse(page)).toEqual(parse(written));
});
