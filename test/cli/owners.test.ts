import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { codeOwners } from '../../src/load/owners.ts';
import { cli, folder, openapi } from '../support/cli.ts';

const http = openapi({ http: true });
const withOwner = http.replace('openapi: 3.0.3\n', 'openapi: 3.0.3\nx-owner: "@bank/from-document"\n');

interface Report {
  readonly apis: readonly { readonly name: string; readonly owner?: string }[];
}

async function ownersIn(
  files: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { stdout } = await cli(['lint', '-f', 'json'], { cwd: folder(files) });
  return Object.fromEntries((JSON.parse(stdout) as Report).apis.map(({ name, owner }) => [name, owner]));
}

test('the config names an owner, else the document, else CODEOWNERS', async () => {
  const files = {
    'specs/config.yaml': withOwner,
    'specs/document.yaml': withOwner,
    'specs/codeowners.yaml': http,
    'other.yaml': http,
    'sallyport.yaml': `version: 1
specs:
  - { path: specs/config.yaml, owner: '@bank/from-config' }
  - { path: specs/document.yaml }
  - { path: specs/codeowners.yaml }
  - { path: other.yaml }
`,
    '.github/CODEOWNERS': '# comment\n/specs/ @bank/from-codeowners api@bank.example # who else\n',
  };
  expect(await ownersIn(files)).toEqual({
    'specs/config': '@bank/from-config',
    'specs/document': '@bank/from-document',
    'specs/codeowners': '@bank/from-codeowners api@bank.example',
    other: undefined,
  });
});

test('of CODEOWNERS the last pattern counts, and one without owners gives the file to nobody', async () => {
  const owners = '* @all\n*.yaml @yaml\n/specs/old/ \n!specs/not.yaml @none\n[Section]\n/a\\ b.yaml @space\n';
  const owner = await codeOwners(folder({ CODEOWNERS: owners }));
  expect(['x.txt', 'specs/x.yaml', 'specs/old/x.yaml', 'specs/not.yaml', 'a b.yaml', '../x'].map(owner)).toEqual([
    '@all',
    '@yaml',
    undefined,
    '@yaml',
    '@space',
    undefined,
  ]);
});

test('a CODEOWNERS that is a link is not followed', async () => {
  const outside = folder({ secret: '* root:x:0:0\n', 'repo/openapi.yaml': http });
  const cwd = path.join(outside, 'repo');
  symlinkSync(path.join(outside, 'secret'), path.join(cwd, 'CODEOWNERS'));
  const { stdout } = await cli(['lint', '-f', 'json'], { cwd });
  expect(stdout).not.toContain('root:x');
});

test('every report names the owner', async () => {
  const cwd = folder({ 'openapi.yaml': withOwner, 'v1.yaml': openapi() });
  mkdirSync(path.join(cwd, 'out'));
  // What GitLab's DAST report holds is of probes and traffic, and this run has neither: test/unit/report/evidence.test.ts.
  for (const format of formats.filter((each) => each !== 'gitlab-dast')) {
    const { stdout } = await cli(['diff', 'v1.yaml', 'openapi.yaml', '-f', format], { cwd });
    expect([format, stdout.replaceAll('\u2060', '').includes('@bank/from-document')]).toEqual([format, true]);
  }
});

test('a summary by owner says who has most to do', async () => {
  const cwd = folder({ 'a.yaml': withOwner, 'b.yaml': openapi() });
  writeFileSync(path.join(cwd, 'CODEOWNERS'), 'b.yaml @bank/b\n');
  const { stdout } = await cli(['lint', '-f', 'text'], { cwd });
  expect(stdout).toContain(
    '- owner @bank/from-document: 1 finding, 1 fails the gate\n  - owner @bank/b: 0 findings, 0 fail',
  );
  expect((await cli(['lint', '-f', 'markdown'], { cwd })).stdout).toContain(
    '| owner | documents | findings | fail the gate |',
  );
  expect((await cli(['lint', '-f', 'html'], { cwd })).stdout).toContain('<h2>By owner</h2>');
});
