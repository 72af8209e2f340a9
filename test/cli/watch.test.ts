import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { cli, folder, openapi } from '../support/cli.ts';

describe('lint --watch', () => {
  test('runs again when a document changes, also after a mistake, and ends with the last exit code', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    const stop = new AbortController();
    let out = '';
    let err = '';
    const code = main(['lint', '--watch', '-q', '-o', 'results.json'], {
      stdin: Readable.from([]),
      stdout: { write: (text) => void (out += text), isTTY: false },
      stderr: { write: (text) => void (err += text), isTTY: false },
      env: {},
      cwd,
      now: () => new Date('2026-11-24T12:00:00Z'),
      signal: stop.signal,
    });
    const wait = { timeout: 20_000, interval: 50 };
    await vi.waitFor(() => expect(out).toContain('PASS'), wait);
    writeFileSync(path.join(cwd, 'openapi.yaml'), 'openapi: [\n');
    await vi.waitFor(() => expect(err).toContain('openapi.yaml:'), wait);
    writeFileSync(path.join(cwd, 'openapi.yaml'), openapi({ http: true }));
    await vi.waitFor(() => expect(out).toContain('FAIL: 1 high'), wait);
    stop.abort();
    expect(await code).toBe(1);
    // Its own report is no change.
    expect(out.match(/^--- /gm)).toHaveLength(2);
  });

  test('only looks', async () => {
    const cwd = folder({ 'openapi.yaml': openapi() });
    for (const flag of ['--fix', '--update-baseline'])
      expect((await cli(['lint', '--watch', flag], { cwd })).code).toBe(2);
  });
});
