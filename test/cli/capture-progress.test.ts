import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { folder } from '../support/cli.ts';
import { har } from '../support/har.ts';

const api = 'https://api.example.com/v1';

test.each([
  ['discover', 'a.har'],
  ['har', 'inspect', 'a.har'],
  ['har', 'redact', 'a.har', '-o', 'b.har', '--force'],
])('%s %s tells how far it is where it takes long, and not with --quiet', async (...args) => {
  const cwd = folder({ 'a.har': har(Array.from({ length: 250 }, (_, index) => ({ url: `${api}/cards/${index}` }))) });
  // A clock on which every look is a minute later.
  const run = async (more: readonly string[]): Promise<string> => {
    let at = 0;
    let said = '';
    await main(
      [...args, '--force', ...more].filter((word) => word !== '--force' || args.includes('redact')),
      {
        stdin: Readable.from([]),
        stdout: { write: () => undefined, isTTY: false },
        stderr: { write: (text) => void (said += text), isTTY: false },
        env: {},
        cwd,
        now: () => new Date((at += 60_000)),
        signal: new AbortController().signal,
      },
    );
    return said;
  };
  expect(await run([])).toContain('reading a.har: 200 exchanges (');
  expect(await run(['--quiet'])).not.toContain('200 exchanges');
});
