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
  ["- { rule: tls-server-http, path: 'new/*', reason: being retired, expires: 2999-01-31 }\n", 0, 1],
  ['- { rule: tls-server-http, reason: over, expires: 2020-01-31 }\n', 0, 1],
  ['[]\n', 0, 1],
])('%j takes out %i, and the run ends with %i', async (ignores, suppressed, code) => {
  const run = await cliJson(['lint', 'legacy'], folder(files(ignores)));
  expect(run.verdict.suppressed).toHaveLength(suppressed);
  expect(run.code).toBe(code);
});

test('mistakes are told with their line', async () => {
  const { code, stderr } = await cli(['lint', 'legacy'], {
    cwd: folder(files('- { rule: tls-server-htp, reason: x, expires: 2999-01-31 }\n- { rule: tls-server-http }\n')),
  });
  expect(code).toBe(2);
  expect(stderr).toContain('.sallyport-ignore.yaml:1:');
  expect(stderr).toContain('did you mean tls-server-http?');
  expect(stderr).toContain('.sallyport-ignore.yaml:2:3: the key reason is missing');
  expect(stderr).toContain(
    '.sallyport-ignore.yaml:2:3: the key expires is missing\n  name the last day that it counts: expires: 2027-01-31\n',
  );
});

test('a link in its place is not followed', async () => {
  const cwd = folder({
    'legacy/a.yaml': document,
    'other.yaml': '- { rule: tls-server-http, reason: x, expires: 2999-01-31 }\n',
  });
  symlinkSync(path.join(cwd, 'other.yaml'), path.join(cwd, '.sallyport-ignore.yaml'));
  expect((await cli(['lint', 'legacy'], { cwd })).code).toBe(2);
});

test('--no-config leaves it out', async () => {
  const cwd = folder(files('- { rule: tls-server-http, reason: x, expires: 2999-01-31 }\n'));
  expect((await cli(['lint', 'legacy', '--no-config'], { cwd })).code).toBe(1);
});

test.each(['2027-02-31', '31.01.2027', 'never', '2027'])('%s is no day', async (expires) => {
  const { code, stderr } = await cli(['lint', 'legacy'], {
    cwd: folder(files(`- { rule: tls-server-http, reason: x, expires: '${expires}' }\n`)),
  });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('.sallyport-ignore.yaml:1:') as string,
  });
  expect(stderr).toContain('a day such as 2027-01-31 belongs here');
});

const inline = (entry: string): string => document.replace('paths: {}', `x-sallyport-ignore: ${entry}\npaths: {}`);

test.each([
  ['[{ rule: tls-server-http, reason: being retired, expires: 2999-01-31 }]', 0],
  ['{ rule: tls-server-http, reason: being retired, expires: 2999-01-31 }', 0],
  ['[{ rule: tls-server-http, reason: being retired, expires: 2020-01-31 }]', 1],
])('in the document: %s ends with %i', async (entry, code) => {
  expect((await cliJson(['lint', 'a.yaml'], folder({ 'a.yaml': inline(entry) }))).code).toBe(code);
});

test.each([
  ['[{ rule: tls-server-http, reason: x }]', 'a.yaml:4:22: the key expires is missing\n  name the last day'],
  ['{ rule: tls-server-http, expires: 2999-01-31 }', 'a.yaml:4:1: the key reason is missing\n  say why'],
  ['[{ rule: tls-server-htp, reason: x, expires: 2999-01-31 }]', 'did you mean tls-server-http?'],
  ['[{ rule: tls-server-http, reason: x, expires: 2027-02-31 }]', 'a day such as 2027-01-31 belongs here'],
  ['[{ rule: tls-server-http, reason: x, expire: 2999-01-31 }]', 'did you mean expires?'],
  ['[{ rule: tls-server-http, operation: GET /x, reason: x, expires: 2999-01-31 }]', 'unknown key operation'],
  ['tls-server-http', 'an object with rule, reason, expires, owner, created belongs here'],
])('in the document: %s is a mistake', async (entry, message) => {
  const { code, stderr } = await cli(['lint', 'a.yaml'], { cwd: folder({ 'a.yaml': inline(entry) }) });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
