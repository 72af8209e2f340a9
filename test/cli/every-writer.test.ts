/** What holds of every report whatever it is about: no secret, no live text, the same bytes. That none has a say in the exit code: exit-matrix.test.ts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formats } from '../../src/cli/options.ts';
import { schemaVersion } from '../../src/report/gitlab-dast.ts';
import { script } from '../../src/report/html/style.ts';
import { cardsApi } from '../support/cards-server.ts';
import { cli, filesBelow, folder, openapi } from '../support/cli.ts';
import { assertGitlabDast } from '../support/gitlab-dast.ts';
import { har } from '../support/har.ts';
import { assertJUnit } from '../support/junit.ts';
import { repository } from '../support/repository.ts';

const allOutputs = formats.flatMap((format) => ['-o', `${format}=out/${format}`]);

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
    // The HTML's own script is its last; the unit tests look at every tag.
    const withoutOwn = (text: string): string => text.replace(`<script>${script}</script>`, '');
    for (const format of ['html', 'markdown', 'changelog', 'junit', 'evidence'] as const)
      expect([format, /<\/?script/i.test(withoutOwn(reports.get(format) ?? ''))]).toEqual([format, false]);
    await assertJUnit(reports.get('junit') ?? '');
    expect(assertGitlabDast(reports.get('gitlab-dast') ?? '').version).toBe(schemaVersion);
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
