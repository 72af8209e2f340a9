import { describe, expect, test } from 'vitest';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, cliJson, folder, openapi } from '../support/cli.ts';
import { har } from '../support/har.ts';

const api = 'https://api.example.com';
const token = 'canary-4f1c9d2e8b7a6350';
const card = { id: '5f0c1b7e-9a1d-4c55-8a37-0d6c2f1be9a1', owner: 'alice' };

describe('a capture', () => {
  test('is judged against the document that it fits, in any order of arguments', async () => {
    const cwd = folder({
      'cards.yaml': cardsApi,
      'other.yaml': openapi({ title: 'Other' })
        .replace('/cards/{cardId}', '/things/{cardId}')
        .replace('api.', 'other.'),
      'a.har': har([
        { url: `${api}/cards`, token, body: [card] },
        { url: `${api}/cards/${card.id}`, token, body: card },
        { method: 'POST', url: `${api}/internal/export`, token, body: [card] },
      ]),
    });
    for (const args of [
      ['a.har', 'other.yaml', 'cards.yaml'],
      ['cards.yaml', 'other.yaml', 'a.har'],
    ]) {
      const { apis, code } = await cliJson(['scan', ...args], cwd);
      const found = apis.map(({ name, findings }) => `${name}: ${findings.map(({ rule }) => rule).join()}`);
      expect(new Set(found)).toEqual(new Set(['cards: shadow-endpoint', 'other: ']));
      expect(code).toBe(1);
    }
  });

  test('whose calls belong to several documents is shared out', async () => {
    const cwd = folder({
      'cards.yaml': cardsApi,
      'rates.yaml': openapi({ title: 'Rates' })
        .replace('/cards/{cardId}', '/rates/{cardId}')
        .replace('type: apiKey, in: header, name: X-Key', 'type: http, scheme: bearer'),
      'a.har': har([
        { url: `${api}/cards`, token, body: [card] },
        { url: `${api}/cards/${card.id}`, token, body: card },
        { url: `${api}/rates/${card.id}`, token },
      ]),
    });
    const { apis, code } = await cliJson(['scan'], cwd);
    expect(apis.flatMap(({ findings }) => findings)).toEqual([]);
    expect(code).toBe(0);
    expect(
      (await cliJson(['scan', 'cards.yaml', 'rates.yaml', 'a.har'], cwd)).apis.flatMap(({ findings }) => findings),
    ).toEqual([]);
  });

  test('alone is an input', async () => {
    const cwd = folder({ 'a.har': har([{ url: `${api}/cards?access_token=${token}`, body: [card] }]) });
    const { apis, code } = await cliJson(['scan', 'a.har'], cwd);
    expect(apis.map(({ name, findings }) => [name, findings.map(({ rule }) => rule)])).toEqual([
      ['a.har', ['secret-in-url']],
    ]);
    expect(code).toBe(1);
  });

  test('that fits no document is an API of its own', async () => {
    const cwd = folder({ 'cards.yaml': cardsApi, 'a.har': har([{ url: 'https://elsewhere.example/x/y', token }]) });
    const { apis } = await cliJson(['scan', 'cards.yaml', 'a.har'], cwd);
    expect(apis.map(({ name }) => name)).toEqual(['cards', 'a.har']);
  });

  test('of the config is found without arguments, documents are looked for', async () => {
    const cwd = folder({
      'cards.yaml': cardsApi,
      'captures/a.har': har([
        { method: 'POST', url: `${api}/shadow`, token },
        { url: `${api}/cards`, token, body: [card] },
      ]),
      'sallyport.yaml': 'version: 1\ncaptures: [captures/a.har]\n',
    });
    expect((await cliJson(['scan'], cwd)).apis[0]?.findings.map(({ rule }) => rule)).toEqual(['shadow-endpoint']);
  });

  test('that is cut in half keeps its whole entries, and says so', async () => {
    const whole = har([
      { method: 'POST', url: `${api}/shadow`, token },
      { url: `${api}/cards`, token, body: [card] },
      { url: `${api}/cards`, token },
    ]);
    const cwd = folder({ 'cards.yaml': cardsApi, 'a.har': whole.slice(0, whole.length - 200) });
    const { apis, notes } = await cliJson(['scan', 'cards.yaml', 'a.har'], cwd);
    expect(apis[0]?.findings.map(({ rule }) => rule)).toEqual(['shadow-endpoint']);
    expect(notes.join()).toContain('a.har');
  });

  test('that is none does not stop the rest', async () => {
    const cwd = folder({ 'cards.yaml': cardsApi, 'a.har': 'not a capture' });
    const ran = await cli(['scan', 'cards.yaml', 'a.har'], { cwd });
    expect(ran.stderr).toMatch(/^a\.har(:\d+:\d+)?: /);
    expect(ran.stdout).toContain('cards: 2 operations');
    expect(ran.code).toBe(2);
  });

  test('that is none, alone, is exit 2 without a report', async () => {
    const ran = await cli(['scan', 'a.har', '-o', 'r.sarif'], { cwd: folder({ 'a.har': '{"log": 1' }) });
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^a\.har(:\d+:\d+)?: /) as string });
  });

  test('leaves no secret in any report', async () => {
    const cwd = folder({
      'cards.yaml': cardsApi,
      'a.har': har([
        { url: `${api}/cards?access_token=${token}`, token, body: [{ ...card, pan: '4242424242424242' }] },
        { method: 'POST', url: `${api}/shadow/${token}`, token, body: { cvv: '737', password: token } },
      ]),
    });
    for (const format of ['text', 'json', 'sarif', 'junit']) {
      const { stdout, stderr, code } = await cli(['scan', 'cards.yaml', 'a.har', '-v', '-f', format], { cwd });
      expect(code).toBe(1);
      expect(stdout + stderr).not.toContain(token);
      expect(stdout + stderr).not.toContain('4242424242424242');
    }
  });

  test('and probes that show the same say it once', async () => {
    const { url } = await cardsServer();
    const cwd = folder({
      'cards.yaml': cardsApi,
      'a.har': har([
        { method: 'POST', url: `${api}/shadow`, token },
        { url: `${api}/cards`, token, body: [card] },
      ]),
    });
    const args = [
      'scan',
      'cards.yaml',
      'a.har',
      '--target',
      url,
      '--identity',
      'a=env:A',
      '--identity',
      'b=env:B',
      '-f',
      'json',
    ];
    const { stdout } = await cli(args, { cwd, env: { A: 'alice-token', B: 'bob-token' } });
    const { apis } = JSON.parse(stdout) as {
      apis: { findings: { rule: string }[]; outcomes: { others: { rule: string; subject: string }[] } }[];
    };
    expect(apis[0]?.findings.map(({ rule }) => rule)).toEqual(['shadow-endpoint']);
    const others = (apis[0]?.outcomes.others ?? []).map(({ rule, subject }) => `${rule} ${subject}`);
    expect(new Set(others).size).toBe(others.length);
  });
});

describe('discover', () => {
  const capture = har([
    { url: `${api}/cards/5f0c1b7e-9a1d-4c55-8a37-0d6c2f1be9a1`, token, body: card },
    { url: `${api}/cards/b3f7f0d4-1c2e-4a8e-b1a9-77d0c4e5a6f2`, token, body: card },
    { method: 'POST', url: `${api}/internal/export`, body: [card], status: 201 },
  ]);

  test('lists operations with what was seen', async () => {
    const { code, stdout } = await cli(['discover', 'a.har', '-f', 'json'], { cwd: folder({ 'a.har': capture }) });
    expect(code).toBe(0);
    const { operations } = JSON.parse(stdout) as { operations: readonly object[] };
    expect(operations).toMatchObject([
      {
        method: 'GET',
        path: expect.stringMatching(/^\/cards\/\{\w+\}$/) as string,
        statuses: ['200'],
        credentials: 'always',
      },
      { method: 'POST', path: '/internal/export', servers: [api], statuses: ['201'], credentials: 'never' },
    ]);
    expect(stdout).not.toContain(token);
  });

  test('--against puts first what the document does not know', async () => {
    const cwd = folder({ 'a.har': capture, 'cards.yaml': cardsApi });
    const { code, stdout } = await cli(['discover', 'a.har', '--against', 'cards.yaml'], { cwd });
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 4)).toMatchObject([
      expect.stringMatching(/^shadow {6}POST \/internal\/export .*a\.har:1:\d+$/),
      expect.stringMatching(/^documented {2}GET \/cards\/\{\w+\} /),
      '',
      '2 operations, 1 of them not in the document',
    ]);
  });

  test.each([
    [['discover', 'cards.yaml'], 'no capture is named'],
    [['discover', 'a.har', '--against', 'a.har'], '--against takes an OpenAPI document'],
    [['discover', 'none.har'], 'there is no such file'],
  ])('%j is a mistake', async (args, said) => {
    const ran = await cli(args, { cwd: folder({ 'a.har': capture, 'cards.yaml': cardsApi }) });
    expect(ran.stderr).toContain(said);
    expect(ran.code).toBe(2);
  });
});

test('templates of the config name what a capture alone cannot', async () => {
  const entries = har([{ url: `${api}/users/jane?access_token=${token}`, body: { plan: 'basic' } }]);
  const operationWith = async (config: string): Promise<unknown> => {
    const { stdout } = await cli(['scan', 'a.har', '-f', 'json'], {
      cwd: folder({ 'a.har': entries, 'sallyport.yaml': config }),
    });
    const { apis } = JSON.parse(stdout) as { apis: { findings: { rule: string; operation?: string }[] }[] };
    return apis.flatMap(({ findings }) => findings).find(({ rule }) => rule === 'secret-in-url')?.operation;
  };
  expect(await operationWith('version: 1\n')).toBe('GET /users/jane');
  expect(await operationWith("version: 1\ntemplates: ['/users/{login}']\n")).toBe('GET /users/{login}');
});
