import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, folder } from '../support/cli.ts';
import { api, calls, document, expectValid, ids, shown, token } from '../support/discovered.ts';
import { har } from '../support/har.ts';

describe('discover', () => {
  test('has parameters with what speaks for them, sensitive data and what was exercised', async () => {
    const { operations, coverage } = await shown(['a.har'], folder({ 'a.har': har(calls) }));
    expect(operations).toMatchObject([
      { method: 'GET', path: '/v1/cards', parameters: [{ name: 'limit', in: 'query', seen: 1 }] },
      { method: 'POST', path: '/v1/cards' },
      {
        method: 'GET',
        path: '/v1/cards/{cardId}',
        statuses: ['200', '401'],
        calls: 7,
        credentials: 'always',
        parameters: [
          { because: 'provenance', confidence: 0.95, evidence: expect.stringContaining('6 values') as string },
        ],
        data: [{ class: 'pii.email', in: 'response', name: '$.owner.email' }],
      },
    ]);
    expect(coverage).toMatchObject({
      operations: 3,
      calls: 9,
      statuses: { '2xx': 8, '4xx': 1 },
      identities: 2,
      neverSucceeded: [],
      neverRefused: ['GET /v1/cards', 'POST /v1/cards'],
    });
  });

  test('-o writes a valid OpenAPI 3.1 document without a value', async () => {
    const cwd = folder({ 'a.har': har(calls) });
    for (const name of ['openapi.yaml', 'openapi.json']) {
      const { code } = await cli(['discover', 'a.har', '-o', name], { cwd });
      expect(code).toBe(0);
      const text = readFileSync(path.join(cwd, name), 'utf8');
      const written = parse(text) as { paths: object; servers: object };
      expectValid(written);
      expect(written.servers).toEqual([{ url: 'https://api.example.com/v1' }]);
      expect(Object.keys(written.paths)).toEqual(['/cards', '/cards/{cardId}']);
      for (const value of [...ids, 'jane', 'realbank', token, 'other-5e2d']) expect(text).not.toContain(value);
      // It is a document as any other.
      expect((await cli(['lint', name, '--fail-on', 'none'], { cwd })).code).toBe(0);
    }
  });

  test('documents give their templates, and what nobody called is said', async () => {
    const cwd = folder({ 'a.har': har(calls), 'cards.yaml': document.replace('/gone', '/cards/{number}') });
    const { operations, coverage } = await shown(['a.har', 'cards.yaml'], cwd);
    expect(operations.map(({ method, path: each, shadow }) => [method, each, shadow])).toEqual([
      ['POST', '/v1/cards', true],
      ['GET', '/v1/cards', false],
      ['GET', '/v1/cards/{number}', false],
    ]);
    expect(operations[2]?.parameters).toMatchObject([{ because: 'document' }]);
    expect(coverage['documented']).toEqual({ total: 2, called: 2, neverCalled: [] });
    const { stdout } = await cli(['discover', 'a.har', '--against', 'b.yaml'], {
      cwd: folder({ 'a.har': har(calls), 'b.yaml': document }),
    });
    expect(stdout).toContain('1 of 2 documented operations were called; never: GET /gone\n');
  });

  test('templates of the config come first', async () => {
    const cwd = folder({ 'a.har': har(calls), 'sallyport.yaml': "version: 1\ntemplates: ['/v1/cards/{stone}']\n" });
    const { operations } = await shown(['a.har'], cwd);
    expect(operations.at(-1)).toMatchObject({ path: '/v1/cards/{stone}', parameters: [{ because: 'given' }] });
    expect((await shown(['a.har', '--no-config'], cwd)).operations.at(-1)?.path).toBe('/v1/cards/{cardId}');
  });

  test('--previous tells what appeared, changed and vanished', async () => {
    const cwd = folder({
      'a.har': har(calls),
      'b.har': har([...calls.slice(0, 7), { url: `${api}/cards/ruby/pin`, body: { pin: 'x' } }]),
    });
    await cli(['discover', 'a.har', '--catalogue', 'before.json'], { cwd });
    const { changes } = await shown(['b.har', '--previous', 'before.json'], cwd);
    expect(changes).toEqual({
      appeared: ['GET /v1/cards/{cardId}/pin'],
      vanished: ['POST /v1/cards'],
      changed: [{ operation: 'GET /v1/cards/{cardId}', what: ['no more 401'] }],
    });
    const same = await shown(['a.har', '--previous', 'before.json'], cwd);
    expect(same.changes).toEqual({ appeared: [], vanished: [], changed: [] });
  });

  test('keeps several services apart', async () => {
    const cwd = folder({ 'a.har': har(calls), 'b.har': har(calls.slice(0, 1)) });
    const { operations } = await shown(['--service', 'cards=a.har', '--service', 'edge=b.har'], cwd);
    expect(operations.map(({ service, method, path: each }) => `${service} ${method} ${each}`)).toEqual([
      'cards GET /v1/cards',
      'cards POST /v1/cards',
      'cards GET /v1/cards/{cardId}',
      'edge GET /v1/cards',
    ]);
  });

  test('says of a capture of pages that there was no call of an API', async () => {
    const page = har([{ url: 'https://www.example.com/index.html' }]).replaceAll('application/json', 'text/html');
    const { stdout, code } = await cli(['discover', 'a.har'], { cwd: folder({ 'a.har': page }) });
    expect([code, stdout]).toEqual([
      0,
      '0 operations\nno call of an API: pages, scripts, styles, images and the like are none\n',
    ]);
    const scanned = await cli(['scan', 'a.har'], { cwd: folder({ 'a.har': page }) });
    expect(scanned.stdout).toContain('PASS: nothing found (gate: high); there was no operation to judge\n');
  });

  test.each(['markdown', 'html'])('%s shows names of strangers as text', async (format) => {
    const cwd = folder({
      'a.har': har([{ url: `${api}/x?<img src=x onerror=alert(1)>=1`, body: { a: 1 } }, ...calls]),
    });
    const { stdout, code } = await cli(['discover', 'a.har', '-f', format], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('cardId');
    expect(stdout).not.toContain('<img');
  });

  test.each([
    [['discover', 'a.har', '-o', 'x.txt'], '--output takes an OpenAPI document'],
    [['discover', '--service', 'a.har'], '--service takes name=capture.har'],
    [['discover', 'a.har', '--previous', 'sallyport.yaml'], 'is no JSON'],
    [['discover', 'a.har', '--merge', 'a.har'], '--merge takes an OpenAPI document'],
    [['discover'], 'no capture is named\n  such as: sallyport discover traffic.har\n'],
  ])('%j is a mistake', async (args, said) => {
    const ran = await cli(args, { cwd: folder({ 'a.har': har(calls), 'sallyport.yaml': 'version: 1\n' }) });
    expect(ran.stderr).toContain(said);
    expect(ran.code).toBe(2);
  });
});
