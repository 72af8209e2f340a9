import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { codeOwners } from '../../src/load/owners.ts';
import { cli, folder, openapi } from '../support/cli.ts';
import { assertJUnit } from '../support/junit.ts';

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

async function ownersOf(text: string, file = 'CODEOWNERS'): Promise<(path: string) => string | undefined> {
  return codeOwners(folder({ [file]: text }));
}

test('of CODEOWNERS the last pattern counts, and one without owners gives the file to nobody', async () => {
  const owner = await ownersOf('* @all\n*.yaml @yaml\n/specs/old/ \n!specs/not.yaml @none\n/a\\ b.yaml @space\n');
  expect(['x.txt', 'specs/x.yaml', 'specs/old/x.yaml', 'specs/not.yaml', 'a b.yaml', '../x'].map(owner)).toEqual([
    '@all',
    '@yaml',
    undefined,
    '@yaml',
    '@space',
    undefined,
  ]);
});

test.each([
  // What lies in a folder itself, as GitHub's and GitLab's pages say of docs/*.
  ['docs/* @d', { 'docs/a.yaml': '@d', 'docs/more/a.yaml': undefined, 'src/docs/a.yaml': undefined }],
  ['docs/** @d', { 'docs/a.yaml': '@d', 'docs/more/a.yaml': '@d' }],
  ['/apps/*/specs/ @s', { 'apps/a/specs/v1/x.yaml': '@s', 'apps/a/b/specs/x.yaml': undefined }],
  ['**/api/* @a', { 'api/x.yaml': '@a', 'a/b/api/x.yaml': '@a', 'a/api/b/x.yaml': undefined }],
  ['apps/ @a', { 'x/apps/y/z.yaml': '@a', apps: undefined }],
  ['/apps/ @a', { 'apps/z.yaml': '@a', 'x/apps/z.yaml': undefined }],
  ['*.yaml @y', { 'a/b/c.yaml': '@y', 'a.yml': undefined }],
  // Both tell capitals apart.
  ['Specs/ @s', { 'Specs/x.yaml': '@s', 'specs/x.yaml': undefined }],
  ['specs/\\#x.yaml @hash', { 'specs/#x.yaml': '@hash' }],
  ['*.yaml\t@a  api@bank.example # who else', { 'x.yaml': '@a api@bank.example' }],
  ['\uFEFF*.yaml @mark\r\n', { 'x.yaml': '@mark' }],
])('%j', async (text, wanted) => {
  const owner = await ownersOf(text);
  expect(Object.fromEntries(Object.keys(wanted).map((file) => [file, owner(file)]))).toEqual(wanted);
});

test('sections of GitLab each have a say, with owners for lines that name none', async () => {
  const text = `* @all
[API] @api-team @api-lead
specs/
specs/pay/ @pay
!specs/pay/generated/

^[Docs and more][2] @docs
*.md
specs/pay/

[api]
specs/late.yaml @late
[Nobody]
specs/pay/x.yaml
`;
  const owner = await ownersOf(text, '.gitlab/CODEOWNERS');
  expect(
    ['x.txt', 'specs/a.yaml', 'specs/pay/x.yaml', 'specs/pay/generated/x.yaml', 'a.md', 'specs/late.yaml'].map(owner),
  ).toEqual(['@all', '@all @api-team @api-lead', '@all @pay @docs', '@all @docs', '@all @docs', '@all @late']);
});

test('no pattern makes it slow, and owners are cut', async () => {
  const owner = await ownersOf(`${'*a'.repeat(200)}*b ${'@team '.repeat(1_000)}\n${'@one '.repeat(3)}\n`);
  expect(owner('a'.repeat(2_000))).toBeUndefined();
  expect((await ownersOf(`* ${Array.from({ length: 500 }, (_, at) => `@team-${at}`).join(' ')}`))('x')).toHaveLength(
    200,
  );
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
  const { stdout: json } = await cli(['lint', '-f', 'json'], { cwd });
  expect((JSON.parse(json) as { owners: unknown }).owners).toEqual([
    { owner: '@bank/from-document', documents: 1, findings: 1, failing: 1 },
    { owner: '@bank/b', documents: 1, findings: 0, failing: 0 },
  ]);
  expect((await cli(['lint', '-f', 'html'], { cwd })).stdout).toContain('<h2 id="owners">By owner</h2>');
});

test('SARIF and JUnit have a summary by owner', async () => {
  const cwd = folder({
    'a.yaml': http,
    'b.yaml': withOwner,
    'c.yaml': http,
    CODEOWNERS: 'a.yaml @bank/"a"\n',
  });
  await cli(['lint', '-o', 'out.json', '-o', 'out.sarif', '-o', 'out.xml'], { cwd });
  const read = (file: string): string => readFileSync(path.join(cwd, file), 'utf8');
  const { owners } = JSON.parse(read('out.json')) as { readonly owners: readonly { readonly owner: string }[] };
  expect(owners.map(({ owner }) => owner).sort()).toEqual(['@bank/"a"', '@bank/from-document', 'nobody']);
  const sarif = JSON.parse(read('out.sarif')) as {
    readonly runs: readonly { readonly properties: { readonly owners: unknown } }[];
  };
  expect(sarif.runs.map(({ properties }) => properties.owners)).toEqual([owners, owners, owners]);
  const xml = read('out.xml');
  await assertJUnit(xml);
  expect(xml).toMatch(/name="Findings by owner"[^>]* tests="0"/);
  expect(xml).toMatch(
    /<property name="owner @bank\/&quot;a&quot;" value="1 document, 1 finding, 1 of them fails the gate"\/>/,
  );
});
