import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cli, cliJson, folder } from '../../support/cli.ts';

const document = `openapi: 3.0.3
info: { title: x, version: '1' }
servers: [{ url: 'http://api.example.com' }]
paths: {}
`;
const files = (ignores: string): Record<string, string> => ({
  'legacy/a.yaml': document,
  '.sallyport-ignore.yaml': ignores,
});

test.each([
  ["- { rule: tls-server-http, path: 'legacy/*', reason: being retired, expires: 2999-01-31 }\n", 1, 0],
  ["- { rule: tls-server-http, path: 'new/*', reason: being retired }\n", 0, 1],
  ['- { rule: tls-server-http, reason: over, expires: 2020-01-31 }\n', 0, 1],
  ['[]\n', 0, 1],
])('%j takes out %i, and the run ends with %i', async (ignores, suppressed, code) => {
  const run = await cliJson(['lint', 'legacy'], folder(files(ignores)));
  expect(run.verdict.suppressed).toHaveLength(suppressed);
  expect(run.code).toBe(code);
});

test('mistakes are told with their line', async () => {
  const { code, stderr } = await cli(['lint', 'legacy'], {
    cwd: folder(files('- { rule: tls-server-htp, reason: x }\n- { rule: tls-server-http }\n')),
  });
  expect(code).toBe(2);
  expect(stderr).toContain('.sallyport-ignore.yaml:1:');
  expect(stderr).toContain('did you mean tls-server-http?');
  expect(stderr).toContain('the key reason is missing');
});

test('a link in its place is not followed', async () => {
  const cwd = folder({ 'legacy/a.yaml': document, 'other.yaml': '- { rule: tls-server-http, reason: x }\n' });
  symlinkSync(path.join(cwd, 'other.yaml'), path.join(cwd, '.sallyport-ignore.yaml'));
  expect((await cli(['lint', 'legacy'], { cwd })).code).toBe(2);
});

test('--no-config leaves it out', async () => {
  const cwd = folder(files('- { rule: tls-server-http, reason: x }\n'));
  expect((await cli(['lint', 'legacy', '--no-config'], { cwd })).code).toBe(1);
});
