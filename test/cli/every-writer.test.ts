/** What holds of every report whatever it is about: no secret, no live text, the same bytes. That none has a say in the exit code: exit-matrix.test.ts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { main } from '../../src/cli/main.ts';
import { bugLines } from '../../src/cli/user-error.ts';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, folder, openapi } from '../support/cli.ts';
import { har } from '../support/har.ts';
import { repository } from '../support/repository.ts';

const allOutputs = formats.flatMap((format) => ['-o', `${format}=out/${format}`]);

function filesBelow(cwd: string, found: string[] = []): readonly string[] {
  for (const name of readdirSync(cwd)) {
    const file = path.join(cwd, name);
    if (name === '.git') continue;
    if (statSync(file).isDirectory()) filesBelow(file, found);
    else found.push(file);
  }
  return found;
}

describe('one token and one card number, wherever they stand', () => {
  const token = 'tok-5b8f1c7e9a2d4460b3f6';
  const pan = '5425233430109903';
  const masks = [token, pan, Buffer.from(token).toString('base64'), encodeURIComponent(token)];

  function assertNone(texts: readonly string[]): void {
    for (const text of texts) for (const mask of masks) expect(text.includes(mask)).toBe(false);
  }

  test('stand in no report, no message, no baseline and no redacted capture', async () => {
    const url = 'https://api.example.com';
    const cwd = folder({
      'openapi.yaml': openapi(),
      'traffic.har': har([
        { url: `${url}/cards/${pan}?access_token=${token}&pan=${pan}`, token, body: { pan, token, nested: [{ pan }] } },
        { url: `${url}/cards/1`, token, method: 'POST', body: `card ${pan} of ${token}`, status: 500 },
        { url: `${url}/x;jsessionid=${token}`, body: { [pan]: { session: token } } },
        { url: `http://api.example.com/cards/2#${token}`, token, body: [pan, token] },
      ]),
    });
    const said: string[] = [];
    const ran = async (...args: readonly string[]): Promise<void> => {
      const { stdout, stderr } = await cli(args, { cwd });
      said.push(stdout, stderr);
    };
    await ran('scan', 'openapi.yaml', 'traffic.har', '-v', ...allOutputs);
    expect(readFileSync(path.join(cwd, 'out/json'), 'utf8')).toContain('"kind": "exchange"');
    await ran('scan', 'openapi.yaml', 'traffic.har', '--sarif-full', '-o', 'out/full.sarif');
    for (const format of formats) await ran('report', 'out/json', '-f', format, '-v');
    await ran('baseline', 'create', 'out/json', '--baseline', 'out/baseline.json', '--allow-critical');
    await ran('baseline', 'show', '--baseline', 'out/baseline.json');
    await ran('har', 'redact', 'traffic.har', '-o', 'out/redacted.har');
    await ran('discover', 'traffic.har', '--catalogue', 'out/catalogue.json', '-o', 'out/discovered.yaml');
    const written = filesBelow(path.join(cwd, 'out')).map((file) => readFileSync(file, 'utf8'));
    expect(written.length).toBeGreaterThan(formats.length + 3);
    assertNone([...said, ...written]);
  });

  test('stand in nothing that is made of a live target that gives them away', async () => {
    const { url } = await cardsServer({ leaky: true });
    const proxy = createServer((request, response) => {
      void (async () => {
        // fetch sends no TRACE.
        if (request.method === 'TRACE') {
          response.writeHead(405).end();
          return;
        }
        const headers = { authorization: (request.headers.authorization ?? '').replace(token, 'alice-token') };
        const answer = await fetch(url + (request.url ?? ''), { method: request.method ?? 'GET', headers });
        const text = (await answer.text()).replaceAll('"owner"', `"pan":"${pan}","echo":"${token}","owner"`);
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          'x-echo': token,
          'set-cookie': `s=${token}`,
        });
        response.end(text);
      })();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const target = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const cwd = folder({ 'openapi.yaml': cardsApi });
    const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];
    const env = { ALICE: token, BOB: 'bob-token' };
    const args = ['scan', '--target', target, ...callers, '-v'];
    const runs = [
      await cli([...args, ...allOutputs], { cwd, env }),
      await cli([...args, '--sarif-full', '-f', 'sarif'], { cwd, env }),
      await cli([...args, '--dry-run'], { cwd, env }),
    ];
    expect(readFileSync(path.join(cwd, 'out/json'), 'utf8')).toContain('"bola-read-path"');
    const written = filesBelow(path.join(cwd, 'out')).map((file) => readFileSync(file, 'utf8'));
    assertNone([...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...written]);
  });

  test('stand in no trace of a crash, whatever the run was given', async () => {
    const cwd = folder({ 'openapi.yaml': cardsApi, 'alice.token': `${token}\n` });
    let err = '';
    const code = await main(
      ['scan', '--target', 'http://127.0.0.1:9', '--identity', 'alice=file:alice.token', '--identity', 'bob=env:BOB'],
      {
        stdin: Readable.from([]),
        stdout: { write: () => undefined, isTTY: false },
        stderr: { write: (text) => void (err += text), isTTY: false },
        env: { BOB: token, PAN: pan },
        cwd,
        // Asked for after all secrets were read.
        now: () => {
          throw new TypeError('the clock stands still');
        },
        signal: new AbortController().signal,
      },
    );
    expect(code).toBe(4);
    expect(err).toContain('the clock stands still');
    assertNone([err]);
  });

  test('of a crash no more is printed than its first 300 characters and its frames', () => {
    const error = new Error(`${'x'.repeat(300)}${token}`, { cause: new Error(`${'y'.repeat(300)}${pan}`) });
    assertNone([bugLines(error), bugLines(`${'z'.repeat(300)}${token}`)]);
  });
});

describe('an API that means ill', () => {
  const evil = [
    '\u001b]8;;http://evil\u0007click\u001b[31m',
    '\r\n::stop-commands::x',
    '</script><script>alert(1)</script>',
    '@everyone #1 | a | b |',
    '\u202egnp.exe',
    '##[error]x',
    '=cmd|x!A1',
  ].join(' ');

  async function evilServer(): Promise<string> {
    const long = JSON.stringify({ [evil]: evil, items: [evil], padding: 'x'.repeat(10 * 1024 * 1024) });
    const server = createServer((request, response) => {
      const isLong = request.url === '/cards';
      response.writeHead(isLong ? 200 : 500, {
        'content-type': isLong ? 'application/json' : 'text/html',
        'x-evil': encodeURIComponent(evil),
      });
      response.end(isLong ? long : `<pre>Error: ${evil}\n    at /srv/app.js:1:1</pre>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('gets nothing through any writer: keys, values, paths, titles, 10 MB of body', async () => {
    const target = await evilServer();
    const document = cardsApi
      .replace('title: Cards', `title: ${JSON.stringify(evil)}`)
      .replace('  /cards/{cardId}:', `  ${JSON.stringify(`/cards/{cardId}/${evil}`)}:`)
      .replace('openapi: 3.0.3', `openapi: 3.0.3\nx-owner: ${JSON.stringify(evil)}`);
    const cwd = folder({
      'openapi.yaml': document,
      'traffic.har': har([{ url: `${target}/cards?q=${encodeURIComponent(evil)}`, body: { [evil]: evil } }]),
    });
    const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB'];
    const env = { ALICE: 'alice-token', BOB: 'bob-token' };
    const args = ['scan', 'openapi.yaml', 'traffic.har', '--target', target, ...callers, '-v', '--color', 'never'];
    const { stdout, stderr } = await cli([...args, ...allOutputs], { cwd, env });
    const full = await cli([...args, '-f', 'sarif', '--sarif-full'], { cwd, env });
    const reports = new Map(formats.map((format) => [format, readFileSync(path.join(cwd, 'out', format), 'utf8')]));
    for (const [format, text] of [
      ...reports,
      ['stdout', stdout],
      ['stderr', stderr],
      ['sarif', full.stdout],
    ] as const) {
      const own = format === 'csv' || format === 'evidence-csv' ? text.replaceAll('\r\n', '\n') : text;
      expect([format, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(own)]).toEqual([
        format,
        false,
      ]);
      expect([format, /^\s*::(?!(?:error|warning|notice) )/m.test(own)]).toEqual([format, false]);
      expect([format, own.includes('##[')]).toEqual([format, false]);
      expect([format, own.length < 10 * 1024 * 1024]).toEqual([format, true]);
    }
    for (const format of ['html', 'markdown', 'changelog', 'junit', 'evidence'] as const)
      expect([format, /<\/?script/i.test(reports.get(format) ?? '')]).toEqual([format, false]);
    for (const format of ['markdown', 'changelog', 'evidence'] as const)
      expect([format, (reports.get(format) ?? '').includes('@everyone')]).toEqual([format, false]);
  });
});

test('the same inputs are the same bytes in every format', async () => {
  const cwd = repository(
    { 'openapi.yaml': openapi(), 'b.yaml': openapi({ basic: true }), CODEOWNERS: '* @bank\n' },
    { 'openapi.yaml': openapi({ http: true }) },
  );
  writeFileSync(path.join(cwd, 'traffic.har'), har([{ url: 'http://api.example.com/rates/1', token: 'abc' }]));
  const args = ['scan', 'openapi.yaml', 'b.yaml', 'traffic.har', '--base', 'main'];
  const texts = async (): Promise<readonly (readonly [string, string])[]> => {
    await cli([...args, ...allOutputs, '-o', 'sarif=out/again'], { cwd });
    return filesBelow(path.join(cwd, 'out')).map((file) => [path.basename(file), readFileSync(file, 'utf8')] as const);
  };
  const first = await texts();
  expect(first).toHaveLength(formats.length + 1);
  expect(await texts()).toEqual(first);
});
