import { describe, expect, test } from 'vitest';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, folder, type Ran } from '../support/cli.ts';

const env = { ALICE: 'alice-token', BOB: 'bob-token' };
const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];

interface Report {
  readonly complete: boolean;
  readonly notes: readonly string[];
  readonly incomplete: readonly { readonly what: string; readonly message: string }[];
  readonly apis: readonly {
    readonly probed?: {
      readonly operations: number;
      readonly decided: number;
      readonly requests: number;
      readonly byProbe?: Readonly<Record<string, number>>;
    };
    readonly findings: readonly { readonly rule: string; readonly certainty: string; readonly gates: boolean }[];
    readonly outcomes: { readonly others: readonly { readonly rule: string; readonly reason?: string }[] };
  }[];
}
function parsed({ stdout }: Ran): Report {
  return JSON.parse(stdout) as Report;
}

describe('a target', () => {
  test('that gives away objects fails the gate with a proof', async () => {
    const { url } = await cardsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['scan', '--target', url, ...callers, '-f', 'json'], { cwd, env });
    expect(parsed(ran).apis[0]?.findings.filter(({ gates }) => gates)).toMatchObject([
      { rule: 'bola-read-path', certainty: 'proven' },
    ]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).not.toContain('alice-token');
    expect((await cli(['probe', '--target', url, ...callers, '--exit-zero'], { cwd, env })).code).toBe(0);
  });

  test('that does not passes, with SALLYPORT_TARGET and a token in a file as well', async () => {
    const { url } = await cardsServer();
    const cwd = folder({ 'openapi.yaml': cardsApi, 'bob.token': 'bob-token\n' });
    const args = ['probe', '--identity', 'alice=env:ALICE', '--identity', 'bob=file:bob.token', '-f', 'json'];
    const ran = await cli(args, { cwd, env: { ...env, SALLYPORT_TARGET: url } });
    const { complete, apis, notes } = parsed(ran);
    expect(apis[0]?.findings).toEqual([]);
    expect(apis[0]?.probed).toMatchObject({ operations: 2, decided: 2 });
    expect(complete).toBe(true);
    expect(notes.join('\n')).toMatch(
      /^Not tested with --profile read-only: \d+ probes of API1, API[\w, ]+ \(use --profile standard\): [a-z-]+, /m,
    );
    expect(ran.code).toBe(0);
  });

  test('hears our name and a run id, unless a flag says no', async () => {
    const { url, headers } = await cardsServer();
    const cwd = folder({ 'openapi.yaml': cardsApi });
    await cli(['probe', '--target', url, ...callers], { cwd, env });
    expect(headers()['user-agent']).toMatch(/^sallyport\/\d/);
    expect(headers()['x-sallyport-run']).toMatch(/^[0-9a-f-]{36}$/);
    await cli(['probe', '--target', url, ...callers, '--no-run-id'], { cwd, env });
    expect(headers()['x-sallyport-run']).toBeUndefined();
  });

  test('that is the empty text, as CI gives secrets to forks, is none', async () => {
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['scan', '--target', '', ...callers], { cwd, env: { SALLYPORT_TARGET: '' } });
    expect(ran.stdout).toContain('Nothing was probed: there are identities, but no --target.');
    expect(ran.code).toBe(0);
    expect((await cli(['probe', '--target', '', ...callers], { cwd })).code).toBe(2);
  });

  test('that the document names as the one of customers is refused, unless somebody says that he may', async () => {
    const cwd = folder({ 'openapi.yaml': cardsApi.replace(/url: \S+/, 'url: https://api.bank.invalid') });
    const args = ['probe', '--target', 'https://api.bank.invalid', ...callers];
    const ran = await cli(args, { cwd, env });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--i-am-authorised');
    expect((await cli([...args, '--i-am-authorised'], { cwd, env })).code).toBe(3);
  });

  test('costs what the report says by probe', async () => {
    const { url, requests } = await cardsServer({ leaky: true });
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['probe', '--target', url, ...callers, '-f', 'json'], { cwd, env });
    const { byProbe = {}, requests: all } = parsed(ran).apis[0]?.probed ?? { requests: 0 };
    expect(byProbe['bola-read-path']).toBeGreaterThan(5);
    expect(byProbe['look']).toBeGreaterThan(0);
    expect(Object.values(byProbe).reduce((sum, count) => sum + count)).toBe(all);
    expect(requests).toHaveLength(all);
    expect((await cli(['probe', '--target', url, ...callers, '-v'], { cwd, env })).stdout).toMatch(
      /\d+ requests: .*bola-read-path \d+/,
    );
  });

  test('of a dry run is sent nothing, and no secret is needed', async () => {
    const { url, requests } = await cardsServer();
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['scan', '--target', url, ...callers, '--dry-run'], { cwd });
    expect(requests).toEqual([]);
    expect(ran.stdout).toContain(`GET ${url}/cards`);
    expect(ran.code).toBe(0);
  });
});

describe('a run is incomplete, exit 3,', () => {
  test('where nobody listens', async () => {
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const ran = await cli(['scan', '--target', 'http://127.0.0.1:9', ...callers, '-f', 'json'], { cwd, env });
    const { complete, incomplete, apis } = parsed(ran);
    expect(ran.code).toBe(3);
    expect(complete).toBe(false);
    expect(incomplete).toMatchObject([{ what: 'target-down' }]);
    expect(apis[0]?.outcomes.others.find(({ rule }) => rule === 'bola-read-path')?.reason).toBeDefined();
  });

  test('where every read is an unknown path', async () => {
    const { url } = await cardsServer({ dead: true });
    const ran = await cli(['scan', '--target', url, ...callers], { cwd: folder({ 'openapi.yaml': cardsApi }), env });
    expect(ran.stdout).toContain('404');
    expect(ran.stdout).toContain('INCOMPLETE');
    expect(ran.code).toBe(3);
  });

  test('where an identity cannot log in', async () => {
    const { url } = await cardsServer();
    const login = '{ call: POST /login, body: { password: "${SALLYPORT_A}" }, token: { body: $.token } }';
    const cwd = folder({
      'openapi.yaml': cardsApi,
      'sallyport.yaml': `version: 1\nidentities: { alice: { login: ${login} } }\n`,
    });
    const ran = await cli(['scan', '--target', url, '-f', 'json'], { cwd, env: { SALLYPORT_A: 'canary' } });
    expect(parsed(ran).incomplete).toMatchObject([{ what: 'identity' }]);
    expect(ran.stdout).not.toContain('canary');
    expect(ran.code).toBe(3);
  });

  test('where too few operations were decided', async () => {
    const { url } = await cardsServer();
    const cwd = folder({
      'openapi.yaml': cardsApi,
      'sallyport.yaml': 'version: 1\ncoverage: { min: 1 }\nbudget: { requests: 4 }\n',
    });
    const ran = await cli(['scan', '--target', url, ...callers, '-f', 'json'], { cwd, env });
    expect(parsed(ran).incomplete).toMatchObject([{ what: 'coverage' }]);
    expect(ran.code).toBe(3);
  });

  test('but findings of the other wings fail the gate all the same', async () => {
    const cwd = folder({ 'openapi.yaml': cardsApi.replace('https:', 'http:') });
    expect((await cli(['scan', '--target', 'http://127.0.0.1:9', ...callers], { cwd, env })).code).toBe(1);
  });
});
