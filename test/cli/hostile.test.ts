import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cli, folder, openapi } from '../support/cli.ts';

test('no report and no message has raw control characters of a document', async () => {
  const cwd = folder({
    'openapi.yaml': openapi({ http: true }).replace(
      '/rates/{cardId}:',
      String.raw`"/x\e]8;;http://evil\a\r\n::stop-commands::x\u202e/rates/{cardId}":`,
    ),
  });
  for (const format of ['text', 'json', 'sarif', 'junit']) {
    const { stdout, stderr } = await cli(['lint', '-f', format, '-v', '--color', 'never'], { cwd });
    expect(stdout).toContain('evil');
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(stdout).not.toMatch(/^::/m);
  }
});

test('nothing that a config or a document names is contacted', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const document = openapi()
    .replace('https://api.example.com', host)
    .replace("'200': { description: ok }", `'200': { $ref: '${host}/other.yaml#/a' }`);
  const cwd = folder({
    'openapi.yaml': document,
    'sallyport.yaml': `version: 1
identities:
  a: { login: { call: 'POST ${host}/login', body: { password: '\${SALLYPORT_A}' }, token: { body: $.token } } }
`,
  });
  const env = { SALLYPORT_A: 'secret' };
  expect((await cli(['scan'], { cwd, env })).code).toBe(0);
  // Port 9 is the discard service: nobody listens there.
  const probed = await cli(['scan', '--target', 'http://127.0.0.1:9'], { cwd, env });
  expect(probed.stdout.replace(/\s+/g, ' ')).toContain('--allow-host');
  expect(probed.code).toBe(3);
  expect(requests).toBe(0);
  expect(probed.stdout + probed.stderr).not.toContain('secret');
});

test('a config cannot read a file outside of the repository through a link', async () => {
  const outside = folder({ 'secret.yaml': openapi({ title: 'canary', http: true }) });
  const cwd = path.join(outside, 'repo');
  mkdirSync(cwd);
  symlinkSync(path.join(outside, 'secret.yaml'), path.join(cwd, 'openapi.yaml'));
  writeFileSync(path.join(cwd, 'sallyport.yaml'), 'version: 1\nspecs: [{ path: openapi.yaml }]\n');
  const { code, stdout, stderr } = await cli(['lint'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toBe('sallyport.yaml:2:11: only files of the repository may be named here\n');
  expect(stdout).toBe('');
});

test('a rule that an exception in the config names must exist', async () => {
  const cwd = folder({
    'openapi.yaml': openapi(),
    'sallyport.yaml': 'version: 1\nignore: [{ rule: all, reason: x }]\n',
  });
  expect((await cli(['lint'], { cwd })).code).toBe(2);
});
