/** One token and one card number, through every place and every writer: none of them shows either. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { main } from '../../src/cli/main.ts';
import { bugLines } from '../../src/cli/user-error.ts';
import { cardsApi, cardsServer } from '../support/cards-server.ts';
import { cli, filesBelow, folder, openapi } from '../support/cli.ts';
import { har } from '../support/har.ts';

const allOutputs = formats.flatMap((format) => ['-o', `${format}=out/${format}`]);

describe('one token and one card number, wherever they stand', () => {
  const token = 'tok-5b8f1c7e9a2d4460b3f6';
  const pan = '5425233430109903';
  const masks = [token, pan, Buffer.from(token).toString('base64'), encodeURIComponent(token)];

  function assertNone(texts: readonly string[]): void {
    for (const text of texts)
      for (const mask of masks) {
        const at = text.indexOf(mask);
        expect(at < 0 ? '' : text.slice(Math.max(0, at - 100), at + mask.length)).toBe('');
      }
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

  test('stand in no report, repair or baseline where a document and its team have them', async () => {
    const cwd = folder({
      'openapi.yaml': `openapi: 3.0.3
info: { title: Cards of ${pan}, version: "1 ${pan}", description: ${token}, contact: { name: ${token} } }
tags: [{ name: ${token} }]
x-internal-note: ${token}
servers:
  - { url: 'http://ann:${token}@api.example.com/v1', description: ${token} }
  - { url: 'http://b@c:${token}@api.example.org/v1' }
  - { url: 'http://api.example.net/v1?key=${token}' }
security: [{ key: [] }]
paths:
  /cards/{cardId}:
    get:
      operationId: get_${token}
      tags: [${token}]
      summary: ${token}
      security: []
      parameters: [{ name: cardId, in: path, required: true, description: ${token}, schema: { type: string, example: '${pan}', default: ${token}, enum: [${token}] } }]
      responses:
        '200': { description: ${token}, headers: { X-A: { schema: { type: string, example: ${token} } } }, content: { application/json: { schema: { type: object, properties: { cvv: { type: string }, pan: { type: string, example: '${pan}', default: '${pan}' } } }, example: { pan: '${pan}', password: ${token} } } } }
    post:
      security: [{ basic: [] }]
      responses: { '201': { description: ${token} } }
components:
  securitySchemes:
    key: { type: apiKey, in: query, name: key, description: ${token} }
    basic: { type: http, scheme: basic, description: ${token} }
    oauth: { type: oauth2, flows: { implicit: { authorizationUrl: 'http://api.example.com/a?client_secret=${token}', scopes: { a: ${token} } } } }
`,
      CODEOWNERS: `* @cards-${pan}\n`,
    });
    const said: string[] = [];
    const ran = async (...args: readonly string[]): Promise<void> => {
      const { stdout, stderr } = await cli(args, { cwd });
      said.push(stdout, stderr);
    };
    await ran('lint', 'openapi.yaml', '-v', ...allOutputs, '--baseline', 'out/old.json', '--update-baseline');
    await ran('lint', 'openapi.yaml', '-v', '--sarif-full', '-f', 'sarif', '--baseline', 'out/old.json');
    expect(readFileSync(path.join(cwd, 'out/json'), 'utf8')).toContain('"server-userinfo"');
    for (const format of formats) await ran('report', 'out/json', '-f', format, '-v');
    await ran('baseline', 'show', '--baseline', 'out/old.json');
    await ran('inventory', 'openapi.yaml');
    const written = filesBelow(path.join(cwd, 'out')).map((file) => readFileSync(file, 'utf8'));
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

  test('of a crash nothing is printed that it quotes, nor what poses as a frame', () => {
    const quoting = [
      () => JSON.parse(`${token} {`) as unknown,
      () => JSON.parse(`"${pan}`) as unknown,
      () => new URL(`http://${token}:x`),
      () => BigInt(`${pan}x`),
      () => {
        throw new Error(`no header of ${token}\n    at ${token} (x.js:1:1)`);
      },
    ];
    for (const fails of quoting) {
      try {
        fails();
        expect.unreachable();
      } catch (error) {
        const text = bugLines(error);
        expect(text).toContain('canary.test');
        assertNone([text]);
      }
    }
  });

  test('of a crash no more is printed than its first 300 characters and its frames', () => {
    const error = new Error(`${'x'.repeat(300)}${token}`, { cause: new Error(`${'y'.repeat(300)}${pan}`) });
    assertNone([bugLines(error), bugLines(`${'z'.repeat(300)}${token}`)]);
  });
});
