import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { cardsApi } from '../support/cards-server.ts';
import { folder, openapi, runCli } from '../support/cli.ts';

test('the process has the exit code, reads standard input and keeps its streams apart', async () => {
  const ran = await runCli(['lint', '-'], { cwd: folder(), stdin: openapi({ http: true }) });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('FAIL: 1 high');
  // On a busy machine the progress of what takes longer than a second stands there, and nothing else.
  expect(ran.stderr.replace(/^[a-z]+ .* \(\d+ s\)\n/gm, '')).toBe('');
});

test('help that was asked for is no mistake, and help in place of a command is', async () => {
  const cwd = folder();
  expect(await runCli(['help', 'lint'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect(await runCli(['har', 'help', 'redact'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect(await runCli(['har'], { cwd })).toMatchObject({ code: 2, stdout: '' });
});

test('Ctrl-C in the middle writes partial reports', async () => {
  const cwd = folder({ 'openapi.yaml': cardsApi.replace('https:', 'http:') });
  let interrupt: (() => void) | undefined;
  // A target that never answers: the run is in the middle as soon as a request arrives.
  const server = createServer(() => interrupt?.());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ['scan', 'openapi.yaml', '--target', target, '--identity', 'a=env:A', '-o', 'r.json', '-o', 'r.sarif'];
  const ran = await runCli(args, {
    cwd,
    env: { A: 'canary-token' },
    onStart: (kill) => (interrupt = () => kill('SIGINT')),
  });
  expect(ran.code).toBe(130);
  const report = JSON.parse(readFileSync(path.join(cwd, 'r.json'), 'utf8')) as {
    readonly complete: boolean;
    readonly apis: readonly { readonly findings: readonly { readonly rule: string }[] }[];
  };
  expect(report.complete).toBe(false);
  expect(report.apis[0]?.findings.map(({ rule }) => rule)).toContain('tls-credentials-cleartext');
  expect(readFileSync(path.join(cwd, 'r.sarif'), 'utf8')).toContain('"executionSuccessful": false');
  expect(ran.stdout + ran.stderr).not.toContain('canary');
});

test('bin/sallyport.js without the build says so in one line', async () => {
  const cwd = folder();
  mkdirSync(path.join(cwd, 'bin'));
  copyFileSync(
    fileURLToPath(new URL('../../bin/sallyport.js', import.meta.url)),
    path.join(cwd, 'bin', 'sallyport.mjs'),
  );
  await expect(promisify(execFile)(process.execPath, [path.join(cwd, 'bin', 'sallyport.mjs')])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'sallyport is not built: run npm ci (or npm run build)\n',
  });
});
