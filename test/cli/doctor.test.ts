import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
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

  test('writes nothing: seeds are tried with --make alone', async () => {
    const server = await cardsServer();
    const config = 'version: 1\nseeds:\n  - { call: POST /cards, body: { n: 1 }, id: { cardId: $.id } }\n';
    const cwd = folder({ 'openapi.yaml': cardsApi, 'sallyport.yaml': config });
    const args = ['doctor', '--target', server.url, ...callers];
    const ran = await cli(args, { cwd, env });
    expect(ran.stdout).toContain('note    seeds: POST /cards was not tried, as it writes: --make ');
    expect(ran.code).toBe(0);
    expect(server.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
    const made = await cli([...args, '--make'], { cwd, env });
    expect(made.stdout).toContain('seeds[0].id.cardId: ');
    expect(made.stdout).not.toContain('not tried');
  });

  test('tells objects that two callers own', async () => {
    const { url } = await cardsServer({ leaky: true });
    const owns = 'owns: { cardId: 5f0c1b7e-9a1d-4c55-8a37-0d6c2f1be9a1 }';
    const config = `version: 1\nidentities:\n  alice: { token: "\${SALLYPORT_A}", ${owns} }\n  bob: { token: "\${SALLYPORT_B}", ${owns} }\n`;
    const cwd = folder({ 'openapi.yaml': cardsApi, 'sallyport.yaml': config });
    const secrets = { SALLYPORT_A: 'alice-token', SALLYPORT_B: 'bob-token' };
    const ran = await cli(['doctor', '--target', url], { cwd, env: secrets });
    expect(ran.stdout).toContain(
      "failed  identities.alice.owns.cardId and identities.bob.owns.cardId are one object: give identities.bob.owns.cardId the id of an object that is not alice's",
    );
    expect(ran.code).toBe(3);
  });

  test.each([
    ['one user', () => 'u1', 'note    alice and bob may be one user: GET /me answers both the same: '],
    ['two', (token: string) => token, 'ok      alice, bob are different users'],
  ])('tells by what the target says of its callers that they are %s', async (_what, idOf, expected) => {
    const server = createServer(({ headers: { authorization } }, response) => {
      response.writeHead(authorization === undefined ? 401 : 200, { 'content-type': 'application/json' });
      response.end(authorization === undefined ? '{}' : JSON.stringify({ id: idOf(authorization.slice(7, 10)) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const me = `openapi: 3.0.3
info: { title: Me, version: '1' }
security: [{ bearer: [] }]
paths: { /me: { get: { responses: { '200': { description: ok } } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`;
    const ran = await cli(['doctor', '--target', url, ...callers], { cwd: folder({ 'openapi.yaml': me }), env });
    expect(ran.stdout).toContain(expected);
    expect(ran.code).toBe(0);
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
