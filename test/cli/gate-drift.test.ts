import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, cliJson, openapi } from '../support/cli.ts';
import { repository, type Files } from '../support/repository.ts';

interface Place {
  readonly uri: string;
  readonly startLine: number;
}
interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly at: Place;
}

/** `file:line: message` of what loosens the gate between the two, and whether the gate failed. */
async function loosened(before: Readonly<Record<string, string>>, after: Files): Promise<readonly string[]> {
  const cwd = repository({ 'openapi.yaml': openapi(), ...before }, after);
  const { apis, code } = await cliJson(['scan', '--base', 'main'], cwd);
  const told = apis.flatMap(({ findings }) => findings as readonly unknown[] as readonly Told[]);
  const own = told.filter(({ rule }) => rule === 'gate-loosened');
  expect(own.map(({ severity }) => severity)).toEqual(own.map(() => 'high'));
  expect(code).toBe(own.length > 0 ? 1 : 0);
  return own.map(({ at, message }) => `${at.uri}:${at.startLine}: ${message}`);
}

const config = (text: string): Record<string, string> => ({ 'sallyport.yaml': `version: 1\n${text}` });

describe('settings of the config', () => {
  test.each([
    ['fail-on: medium\n', 'fail-on: critical\n', ['2: The gate fails at critical and no longer at medium.']],
    ['', 'fail-on: none\n', ['2: The gate fails at none and no longer at high.']],
    ['rules: {}\n', 'rules:\n  off: [auth-http-basic]\n', ['3: Rule auth-http-basic is switched off.']],
    [
      'rules: { severity: { auth-http-basic: critical } }\n',
      'rules:\n  severity:\n    auth-http-basic: info\n',
      ['4: Rule auth-http-basic is info and was critical.'],
    ],
    [
      'rules: {}\n',
      "rules:\n  overrides:\n    - { paths: ['legacy/*'], rules: { auth-http-basic: off } }\n",
      ['4: An override lowers auth-http-basic for some operations or files.'],
    ],
    [
      'rules:\n  overrides:\n    - { rules: { auth-http-basic: critical } }\n',
      'rules: {}\n',
      ['2: An override that raised auth-http-basic is gone.'],
    ],
    [
      'ignore: []\n',
      'ignore:\n  - { rule: auth-http-basic, reason: x, expires: 2027-01-31 }\n',
      ['3: The exception for auth-http-basic is new.'],
    ],
    [
      'ignore:\n  - { rule: auth-http-basic, operation: GET /a, reason: x, expires: 2027-01-31 }\n',
      'ignore:\n  - { rule: auth-http-basic, reason: x, expires: 2027-01-31 }\n',
      ['3: The exception for auth-http-basic is wider or one more.'],
    ],
    [
      'ignore:\n  - { rule: auth-http-basic, reason: x, expires: 2027-01-31 }\n',
      'ignore:\n  - { rule: auth-http-basic, reason: y, expires: 2028-01-31 }\n',
      ['3: The exception for auth-http-basic ends later.'],
    ],
    [
      'policy: { require: [{ sensitivity: [restricted], https: true, scopes: true }] }\n',
      'policy:\n  require:\n    - { sensitivity: [restricted], https: true }\n',
      ['3: A demand of the policy is gone or asks less: scopes, https of restricted.'],
    ],
    [
      'policy: { require: [{ https: true }] }\n',
      'policy:\n  audience: private\n  require: [{ https: true }]\n',
      ['3: Operations count as private and no longer as public.'],
    ],
    [
      'deprecation: { stable-days: 180, beta-days: 30 }\n',
      'deprecation:\n  stable-days: 90\n  beta-days: 30\n',
      ['3: What is stable may end 90 days after it is deprecated, and not 180.'],
    ],
  ])('%j -> %j', async (before, after, told) => {
    expect(await loosened(config(before), config(after))).toEqual(told.map((line) => `sallyport.yaml:${line}`));
  });

  test.each([
    ['fail-on: critical\n', 'fail-on: low\n'],
    ['rules: { off: [auth-http-basic] }\n', 'rules: { severity: { auth-http-basic: high } }\n'],
    ['rules: { extends: [recommended] }\n', 'rules: { extends: [strict, recommended] }\n'],
    [
      'ignore: [{ rule: auth-http-basic, reason: x, expires: 2027-01-31 }]\n',
      'ignore: [{ rule: auth-http-basic, operation: GET /a, reason: other words, expires: 2027-01-31 }]\n',
    ],
    [
      'policy: { require: [{ sensitivity: [restricted], https: true }] }\n',
      'policy: { require: [{ sensitivity: [restricted, confidential], https: true, scopes: true }] }\n',
    ],
    ['deprecation: { stable-days: 90 }\n', 'deprecation: { stable-days: 180 }\n'],
    ['# a comment\nspecs: [{ path: openapi.yaml }]\n', 'specs: [{ path: openapi.yaml, name: bank }]\n'],
  ])('%j -> %j is no loosening', async (before, after) => {
    expect(await loosened(config(before), config(after))).toEqual([]);
  });

  test('a weaker ruleset is told with how many rules it leaves out', async () => {
    const told = await loosened(config('rules: { extends: [strict] }\n'), config('rules:\n  extends: [recommended]\n'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^sallyport\.yaml:3: \d+ rules no longer run, as the rulesets are weaker: /);
  });

  test('a config that comes or goes is judged as well', async () => {
    expect(await loosened({}, config('fail-on: none\n'))).toEqual([
      'sallyport.yaml:2: The gate fails at none and no longer at high.',
    ]);
    expect(await loosened(config('fail-on: low\n'), { 'sallyport.yaml': undefined })).toEqual([
      'sallyport.yaml:2: The gate fails at high and no longer at low.',
    ]);
  });
});

test('the file of exceptions', async () => {
  expect(
    await loosened(
      { '.sallyport-ignore.yaml': '- { rule: auth-http-basic, reason: x, expires: 2027-01-31 }\n' },
      {
        '.sallyport-ignore.yaml':
          '- { rule: auth-http-basic, reason: x, expires: 2027-01-31 }\n- { rule: tls-server-http, reason: x, expires: 2027-01-31 }\n',
      },
    ),
  ).toEqual(['.sallyport-ignore.yaml:2: The exception for tls-server-http is new.']);
});

describe('exceptions in documents', () => {
  const excepted = (reason: string): string =>
    openapi({ http: true }).replace(
      '    get:\n',
      `    get:\n      x-sallyport-ignore: [{ rule: tls-server-http, reason: ${reason}, expires: 2027-01-31 }]\n`,
    );

  test('are told on their line', async () => {
    const told = await loosened({ 'openapi.yaml': openapi({ http: true }) }, { 'openapi.yaml': excepted('moving') });
    expect(told).toEqual(['openapi.yaml:8: The document takes itself out of tls-server-http by this change.']);
    expect(await loosened({ 'openapi.yaml': excepted('moving') }, { 'openapi.yaml': excepted('other words') })).toEqual(
      [],
    );
  });

  test('are told once', async () => {
    const cwd = repository({ 'openapi.yaml': openapi({ http: true }) }, { 'openapi.yaml': excepted('moving') });
    const { apis } = await cliJson(['scan', '--base', 'main'], cwd);
    expect(apis.flatMap(({ findings }) => findings.map(({ rule, gates }) => `${rule} ${gates}`)).toSorted()).toEqual([
      'gate-loosened true',
      'tls-server-http false',
    ]);
  });

  test('count only where the base has them', async () => {
    const root = 'x-sallyport-ignore: [{ rule: tls-server-http, reason: moving, expires: 2027-01-31 }]\n';
    const cwd = repository({ 'openapi.yaml': openapi() }, { 'openapi.yaml': openapi({ http: true }) + root });
    const rules = ['--rule', 'tls-server-http'];
    expect((await cli(['lint', ...rules], { cwd })).code).toBe(0);
    expect((await cli(['lint', '--base', 'main', ...rules], { cwd })).code).toBe(1);
    expect((await cli(['lint', '--base', 'main', '--config-from', 'head', ...rules], { cwd })).code).toBe(0);
  });
});

describe('with a base', () => {
  test("the base's settings count, unless the head's are asked for", async () => {
    const cwd = repository(
      { 'openapi.yaml': openapi(), ...config('fail-on: high\n') },
      {
        'openapi.yaml': openapi({ http: true }),
        ...config('fail-on: none\nignore: [{ rule: tls-server-http, reason: x, expires: 2027-01-31 }]\n'),
      },
    );
    const base = await cliJson(['lint', '--base', 'main'], cwd);
    expect(base.code).toBe(1);
    expect(base.verdict.suppressed).toEqual([]);
    const head = await cliJson(['lint', '--base', 'main', '--config-from', 'head'], cwd);
    expect(head.code).toBe(0);
    expect(head.verdict.suppressed).toHaveLength(1);
  });

  test('a base whose config cannot be read leaves the defaults, and says so', async () => {
    const cwd = repository(
      { 'openapi.yaml': openapi(), 'sallyport.yaml': 'version: 7\n' },
      { 'openapi.yaml': openapi({ http: true }), ...config('fail-on: none\n') },
    );
    const { code, notes } = await cliJson(['scan', '--base', 'main'], cwd);
    expect(code).toBe(1);
    expect(notes).toContain('The config cannot be read in main: the gate has its own defaults in place of it.');
  });

  test('SARIF places it in the config', async () => {
    const cwd = repository({ 'openapi.yaml': openapi(), ...config('') }, config('fail-on: none\n'));
    await cli(['scan', '--base', 'main', '-o', 'results.sarif'], { cwd });
    const sarif = readFileSync(path.join(cwd, 'results.sarif'), 'utf8');
    expect(sarif).toMatch(/"uri": "sallyport\.yaml"/);
  });

  test('no config of the head is compared where the user names another', async () => {
    const cwd = repository({ 'openapi.yaml': openapi(), ...config('') }, config('fail-on: none\n'));
    expect((await cli(['scan', '--base', 'main', '--no-config'], { cwd })).code).toBe(0);
    expect((await cli(['scan', '--base', 'main', '--skip-rule', 'gate-loosened'], { cwd })).code).toBe(0);
  });

  test('explain knows the rule', async () => {
    const { code, stdout } = await cli(['explain', 'gate-loosened'], { cwd: repository({}) });
    expect(code).toBe(0);
    expect(stdout).toContain('--config-from head');
  });
});
