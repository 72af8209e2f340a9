import { expect, it } from 'vitest';
import { bundle } from '../../../src/load/bundle.ts';
import { findInputs } from '../../../src/load/inputs.ts';
import { folderOf, optionsIn, refusal } from './workspace.ts';

const document = (ref: string, version = '3.0.3'): string =>
  `openapi: ${version}\ninfo: { title: x, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { $ref: '${ref}' } } }\n`;
async function bundled(files: Readonly<Record<string, string>>): Promise<unknown> {
  const folder = folderOf(files);
  const options = await optionsIn(folder);
  const [input] = (await findInputs(['openapi.yaml'], options)).inputs;
  if (input === undefined) throw new Error('no input');
  return bundle(input, options);
}

it('puts the files of the repository into one document', async () => {
  const api = await bundled({
    'openapi.yaml': document('schemas/a.yaml'),
    'schemas/a.yaml': 'type: object\nproperties: { b: { $ref: b.yaml } }\n',
    'schemas/b.yaml': 'type: string\n',
  });
  expect(api).toMatchObject({
    components: { schemas: { A: { type: 'object', properties: { b: { type: 'string' } } } } },
  });
});

it.each([
  ['../../../../../../etc/passwd'],
  ['/etc/passwd'],
  ['file:///etc/passwd'],
  ['http://127.0.0.1:9/a.yaml'],
  ['.git/config'],
])('reads nothing from %s', async (ref) => {
  const answer = await bundled({ 'openapi.yaml': document(ref) }).then(
    (api) => JSON.stringify(api),
    (error: unknown) => String(error),
  );
  expect(answer).not.toContain('root:');
  expect(answer).toMatch(/cannot be bundled|\$ref/);
});

it('says what it does not know', async () => {
  expect(await refusal(bundled({ 'openapi.yaml': document('#/components/schemas/A', '3.2.0') }))).toMatch(
    /^refused: it cannot be bundled: .*3\.2/,
  );
});
