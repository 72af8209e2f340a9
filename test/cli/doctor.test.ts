import { describe, expect, test } from 'vitest';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, folder } from '../support/cli.ts';

const env = { ALICE: 'alice-token', BOB: 'bob-token', OLD: 'hunter2-old' };
const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];

describe('doctor', () => {
  test('says what is there, one line each, and ends with 0', async () => {
    const { url } = await cardsServer();
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['doctor', '--target', url, ...callers], { cwd, env });
    expect(ran.stdout.split('\n').map((line) => line.slice(0, 8))).toEqual([
      'ok      ',
      'ok      ',
      'ok      ',
      'ok      ',
      '',
    ]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  });

  test('ends with 3 where something is not, and tells no secret', async () => {
    const { url } = await cardsServer();
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['doctor', '--target', url, ...callers, '--identity', 'old=env:OLD'], { cwd, env });
    expect(ran.stdout).toContain('failed  identity old is not let in: ');
    expect(ran.stdout).not.toContain('hunter2');
    expect(ran.code).toBe(3);
    const asJson = await cli(['doctor', '--target', url, '--identity', 'old=env:OLD', '-f', 'json'], { cwd, env });
    expect(JSON.parse(asJson.stdout)).toMatchObject([
      { about: 'target', result: 'ok', document: 'openapi' },
      { about: 'identity', result: 'failed' },
      { about: 'distinct', result: 'note' },
    ]);
    expect(asJson.code).toBe(3);
  });

  test('tells a target that is down', async () => {
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['doctor', '--target', 'http://127.0.0.1:9', ...callers], { cwd, env });
    expect(ran.stdout).toMatch(
      /^failed  the target does not answer: the connection was refused .*: start the target, or correct --target\n$/,
    );
    expect(ran.code).toBe(3);
  });

  test.each([
    [['doctor'], 'doctor needs a target'],
    [['doctor', '--target', 'staging'], '--target takes an address'],
    [['doctor', '--target', 'http://127.0.0.1:9', '--ca', 'nowhere.pem'], '--ca names no file with a certificate'],
    [['doctor', '--target', 'http://127.0.0.1:9', '--auth-file', 'nowhere.yaml'], '--auth-file: there is no such file'],
  ])('is a mistake as %j', async (args, message) => {
    const ran = await cli(args, { cwd: folder({ 'openapi.yaml': cardsApi }), env: {} });
    expect(ran.stderr).toContain(message);
    expect(ran.code).toBe(2);
  });
});

test('probe tells in its report that a certificate was not looked at', async () => {
  const cwd = folder({ 'openapi.yaml': cardsApi });
  const args = ['probe', '--target', 'https://127.0.0.1:9', '--insecure', ...callers, '-f', 'json'];
  const ran = await cli(args, { cwd, env });
  expect(ran.code).toBe(3);
  expect((JSON.parse(ran.stdout) as { notes: string[] }).notes.join()).toContain(
    '--insecure: the certificate of the target was not verified',
  );
});
