import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { callersOf } from '../../../src/cli/config/callers.ts';
import { flowsOf } from '../../../src/cli/config/flows.ts';
import { emptyConfig, type Config } from '../../../src/cli/config/config.ts';
import { readConfig } from '../../../src/cli/config/read-config.ts';
import { errorLines, userErrorsOf } from '../../../src/cli/user-error.ts';
import { folder } from '../../support/cli.ts';

/** The config of a repository that holds this text, or what is said of it. */
async function read(text: string): Promise<Config> {
  const root = folder({ 'sallyport.yaml': text });
  return readConfig({ cwd: root, root, file: undefined });
}
async function mistakes(text: string): Promise<string> {
  return read(text).then(
    () => 'no mistake',
    (error: unknown) =>
      (userErrorsOf(error) ?? [{ message: String(error), name: '', code: 'flag' as const }]).map(errorLines).join(''),
  );
}

describe('a sound config', () => {
  const whole = `version: 1
specs: [{ path: specs/cards.yaml, name: cards }, { path: specs/other.yaml }]
captures: [captures/a.har]
identities:
  alice:
    role: customer
    tenant: t1
    scheme: bearerAuth
    register: { call: POST /auth/register, body: { password: '\${SALLYPORT_PW}' } }
    login: { call: POST /auth/login, body: { user: a, password: '\${SALLYPORT_PW}' }, token: { body: $.token } }
    owns: { cardId: c_1 }
  bob: { token: '\${SALLYPORT_B}' }
  carol: { basic: { user: carol, password: '\${SALLYPORT_C}' } }
seeds: [{ call: POST /cards, body: { nickname: '\${seed}' }, id: { cardId: $.card.id } }]
policy: { public: [GET /rates], shared: [], privileged: [GET /admin/*] }
never: [POST /admin/reset]
budget: { requests: 50, rate: 2.5 }
coverage: { min: 0.5 }
fail-on: medium
rules: { extends: [strict], off: [limit-array-items], severity: { tls-server-http: low } }
ignore: [{ rule: tls-server-http, operation: GET /y, reason: legacy, expires: 2027-01-31 }]
baseline: .sallyport/baseline.json
templates: ['/cards/{cardId}']
`;

  test('is cut up for the stages', async () => {
    const { inputs, rules, gate, probing } = await read(whole);
    expect(inputs.files.map(({ file }) => path.basename(file))).toEqual(['cards.yaml', 'other.yaml', 'a.har']);
    expect([...inputs.names.values()]).toEqual(['cards']);
    expect(rules.off).toEqual(['limit-array-items']);
    expect([...rules.severities]).toEqual([['tls-server-http', 'low']]);
    expect(gate.failOn).toBe('medium');
    expect(gate.ignores).toEqual([
      {
        rule: 'tls-server-http',
        operation: 'GET /y',
        reason: 'legacy',
        expires: '2027-01-31',
        at: { source: 'sallyport.yaml', path: '/ignore/0' },
      },
    ]);
    expect(path.basename(gate.baseline ?? '')).toBe('baseline.json');
    expect(probing).toMatchObject({ requestsMax: 50, ratePerSecond: 2.5, coverageMin: 0.5 });
    expect(probing.policy).toEqual({
      public: ['GET /rates'],
      shared: [],
      privileged: ['GET /admin/*'],
      sensitive: [],
      never: ['POST /admin/reset'],
    });
    expect(probing.seeds).toEqual([
      { call: 'POST /cards', body: { nickname: '${seed}' }, id: { cardId: '$.card.id' } },
    ]);
  });

  test('gives callers their secrets from the environment alone', async () => {
    const { probing } = await read(whole);
    const env = { SALLYPORT_PW: 'pw', SALLYPORT_B: 'tok', SALLYPORT_C: 'c' };
    const [alice, bob, carol] = callersOf(probing.identities, { env, allowed: [] });
    expect(alice).toEqual({
      name: 'alice',
      role: 'customer',
      tenant: 't1',
      scheme: 'bearerAuth',
      register: { call: 'POST /auth/register', body: { password: 'pw' } },
      login: { call: 'POST /auth/login', body: { user: 'a', password: 'pw' }, token: { body: '$.token' } },
      owns: { cardId: 'c_1' },
    });
    expect(bob).toEqual({ name: 'bob', token: 'tok' });
    expect(carol).toEqual({ name: 'carol', basic: { user: 'carol', password: 'c' } });
  });
});

test('further credentials and calls of a session take variables, and what a session has stays for the target', async () => {
  const { probing } = await read(`version: 1
identities:
  alice:
    login: { call: POST /login, token: { body: $.token, refresh: $.more.refresh } }
    logout: { call: POST /logout, body: { refresh: '\${refresh}', pin: '\${SALLYPORT_PIN}' } }
    refresh: { call: POST /refresh, body: { token: '\${refresh}' }, token: { body: $.token } }
    scopes: ['cards:read']
    others: { expired: '\${SALLYPORT_OLD}' }
    jwks: /keys
`);
  const env = { SALLYPORT_PIN: '1234', SALLYPORT_OLD: 'old' };
  expect(callersOf(probing.identities, { env, allowed: [] })).toEqual([
    {
      name: 'alice',
      scopes: ['cards:read'],
      jwks: '/keys',
      login: { call: 'POST /login', token: { body: '$.token', refresh: '$.more.refresh' } },
      logout: { call: 'POST /logout', body: { refresh: '${refresh}', pin: '1234' } },
      refresh: { call: 'POST /refresh', body: { token: '${refresh}' }, token: { body: '$.token' } },
      others: { expired: 'old' },
    },
  ]);
});

test('flows take variables in their values and in the secret of a webhook, and names of values stay', async () => {
  const { probing } = await read(`version: 1
policy: { sensitive: ['POST /transfers'] }
flows:
  otp:
    steps: { verify: { call: POST /otp/verify, body: { code: '\${code}' } } }
    values: { code: '\${SALLYPORT_CODE}' }
    effect: { call: 'GET /wallets/\${wallet}', at: $.balance }
  webhook:
    steps: { deliver: { call: POST /hooks } }
    sign: { header: X-Sig, algorithm: hmac-sha256, secret: '\${SALLYPORT_HOOK}', prefix: 'v1=' }
`);
  expect(probing.policy.sensitive).toEqual(['POST /transfers']);
  const env = { SALLYPORT_CODE: '123456', SALLYPORT_HOOK: 'whsec' };
  expect(flowsOf(probing.flows, { env, allowed: [] })).toEqual({
    otp: {
      steps: { verify: { call: 'POST /otp/verify', body: { code: '${code}' } } },
      values: { code: '123456' },
      effect: { call: 'GET /wallets/${wallet}', at: '$.balance' },
    },
    webhook: {
      steps: { deliver: { call: 'POST /hooks' } },
      values: {},
      sign: { header: 'X-Sig', algorithm: 'hmac-sha256', secret: 'whsec', prefix: 'v1=' },
    },
  });
  expect(() => flowsOf(probing.flows, { env: {}, allowed: [] })).toThrow(
    expect.objectContaining({
      errors: [
        expect.objectContaining({ message: 'flows.otp.values.code: variable SALLYPORT_CODE is not set' }),
        expect.objectContaining({ message: 'flows.webhook.sign.secret: variable SALLYPORT_HOOK is not set' }),
      ],
    }),
  );
  expect(flowsOf(probing.flows, undefined)['otp']?.values).toEqual({ code: '${SALLYPORT_CODE}' });
});

test('no config is an empty one, and --no-config reads none', async () => {
  const root = folder();
  expect(await readConfig({ cwd: root, root, file: undefined })).toEqual(emptyConfig);
  const broken = folder({ 'sallyport.yaml': 'version: [' });
  expect(await readConfig({ cwd: broken, root: broken, file: false })).toEqual(emptyConfig);
});

describe('mistakes are told with line, column and the nearest name', () => {
  test.each([
    ['version: 1\nspecz: []\n', 'sallyport.yaml:2:1: unknown key specz\n  did you mean specs?\n'],
    ['version: 1\nbudget:\n  request: 3\n', 'sallyport.yaml:3:3: unknown key request\n  did you mean requests?\n'],
    ['version: 2\n', 'sallyport.yaml:1:1: version: 1 belongs here\n'],
    ['fail-on: high\n', 'the key version is missing\n  write version: 1 at the top\n'],
    ['version: 1\nfail-on: severe\n', 'one of critical, high, medium, low, info, none belongs here\n'],
    [
      "version: 1\nidentities: { a: { token: '$TOKEN_A' } }\n",
      'a variable is written with braces here\n  as ${SALLYPORT_...}\n',
    ],
    [
      'version: 1\nfail-on: hihg\n',
      'sallyport.yaml:2:1: one of critical, high, medium, low, info, none belongs here\n  did you mean high?\n',
    ],
    [
      'version: 1\nrules: { off: [tls-server-htp] }\n',
      'there is no rule tls-server-htp\n  did you mean tls-server-http?\n',
    ],
    ['version: 1\nrules: { severity: { tls-server-http: hgh } }\n', 'did you mean high?'],
    ['version: 1\nrules: { severity: { nonsense-rule-id: high } }\n', 'there is no rule nonsense-rule-id'],
    ['version: 1\nignore: [{ rule: tls-server-http }]\n', 'the key reason is missing'],
    ['version: 1\nignore: [{ rule: tls-server-http, reason: x }]\n', 'the key expires is missing\n  name the last day'],
    [
      'version: 1\nignore: [{ rule: tls-server-http, reason: x, expires: soon }]\n',
      'a day such as 2027-01-31 belongs here',
    ],
    [
      'version: 1\nidentities: { a: { token: x, cookie: y } }\n',
      'exactly one of login, token, apiKey, basic, cookie, oauth2 belongs here',
    ],
    [
      'version: 1\nidentities: { a: { role: x } }\n',
      'exactly one of login, token, apiKey, basic, cookie, oauth2 belongs here',
    ],
    ['version: 1\nbudget: { rate: 0 }\n', 'a number from 0.1 to 1000 belongs here'],
    ['version: 1\nspecs: openapi.yaml\n', 'a list belongs here'],
    ['version: 1\nversion: 1\n', 'sallyport.yaml:2:1: '],
    ['version: 1\nspecs: [\n', 'sallyport.yaml:'],
    ['', 'the file is empty'],
    ['[1, 2]\n', 'an object with version, specs'],
    ['version: 1\nnever: ["get /x"]\n', 'an operation such as GET /cards/* belongs here'],
    ['version: 1\n__proto__: { a: 1 }\n', 'unknown key __proto__'],
    ['version: 1\ntarget: https://evil.example\n', 'the target is never taken from a file'],
  ])('%j', async (text, said) => {
    expect(await mistakes(text)).toContain(said);
  });

  test('all at once', async () => {
    expect(
      (await mistakes('version: 1\nspecz: []\nfail-on: x\n'))
        .split('\n')
        .filter((line) => line.startsWith('sallyport.yaml')),
    ).toHaveLength(2);
  });
});

describe('the config is written by strangers', () => {
  test.each([
    ['baseline: "${HOME}/x"'],
    ['specs: [{ path: "${SALLYPORT_A}" }]'],
    ['never: ["GET /${SALLYPORT_A}"]'],
    ['seeds: [{ call: POST /x, body: { a: "${SALLYPORT_A}" }, id: { x: $.id } }]'],
    ['identities: { a: { role: "${SALLYPORT_A}", token: x } }'],
    ['identities: { a: { owns: { id: "${SALLYPORT_A}" }, token: x } }'],
    ['identities: { a: { login: { call: "POST /${SALLYPORT_A}", token: { body: $.t } } } }'],
  ])('variables are refused outside of credentials: %s', async (line) => {
    expect(await mistakes(`version: 1\n${line}\n`)).toMatch(/variables are expanded|belongs here/);
  });

  test.each([
    ['${HOME}', 'variable HOME may not be read by a config'],
    ['${AWS_SECRET_ACCESS_KEY}', 'allow it with --allow-env AWS_SECRET_ACCESS_KEY'],
    ['${SALLYPORT_UNSET}', 'identities.a.token: variable SALLYPORT_UNSET is not set'],
    ['${SALLYPORT_EMPTY}', 'variable SALLYPORT_EMPTY is not set'],
    ['${SALLYPORT_A:-x}', 'a variable is written ${NAME}'],
    ['${SALLYPORT_A', 'a variable is written ${NAME}'],
    ['${__proto__}', 'may not be read'],
  ])('%s is not expanded', async (token, said) => {
    const { probing } = await read(`version: 1\nidentities: { a: { token: '${token}' } }\n`);
    const env = { HOME: '/root', AWS_SECRET_ACCESS_KEY: 'k', SALLYPORT_A: 'a', SALLYPORT_EMPTY: '' };
    let lines = '';
    try {
      callersOf(probing.identities, { env, allowed: [] });
    } catch (error) {
      lines = (userErrorsOf(error) ?? []).map(errorLines).join('');
    }
    expect(lines).toContain(said);
    expect(lines).toContain('sallyport.yaml:2:');
  });

  test('--allow-env names the others', async () => {
    const { probing } = await read("version: 1\nidentities: { a: { token: '${STAGING_TOKEN}' } }\n");
    const [a] = callersOf(probing.identities, { env: { STAGING_TOKEN: 't' }, allowed: ['STAGING_TOKEN'] });
    expect(a?.token).toBe('t');
  });

  test.each([
    ['specs: [{ path: /etc/passwd }]'],
    ['specs: [{ path: ../outside.yaml }]'],
    ['specs: [{ path: "http://169.254.169.254/openapi.yaml" }]'],
    ['captures: ["https://evil.example/a.har"]'],
    ['baseline: ../../.bashrc'],
  ])('it names files of the repository alone: %s', async (line) => {
    expect(await mistakes(`version: 1\n${line}\n`)).toContain('only files of the repository may be named here');
  });

  test('a link in its place is not followed', async () => {
    const root = folder({ 'secret.txt': 'root:x:0:0\n' });
    mkdirSync(path.join(root, 'repo'));
    symlinkSync(path.join(root, 'secret.txt'), path.join(root, 'repo', 'sallyport.yaml'));
    await expect(
      readConfig({ cwd: path.join(root, 'repo'), root: path.join(root, 'repo'), file: undefined }),
    ).rejects.toThrow('is a link');
  });

  test('control characters in it are written out', async () => {
    expect(await mistakes('version: 1\n"\\e]8;;x": 1\n')).toContain('unknown key \\u{1b}]8;;x');
  });

  test('a huge one is not read', async () => {
    const root = folder();
    writeFileSync(path.join(root, 'sallyport.yaml'), '#'.repeat(1024 * 1024 + 1));
    await expect(readConfig({ cwd: root, root, file: undefined })).rejects.toThrow('larger than 1024 KB');
  });
});
