import { expect, test } from 'vitest';
import { paletteFor, usesColour } from '../../../src/cli/colour.ts';
import { counting, progressOn } from '../../../src/cli/progress.ts';
import { seededRandom } from '../../../src/target/seeded-random.ts';
import { forScreen, usesLinks, withLinks } from '../../../src/cli/screen.ts';
import { plain } from '../../../src/report/text.ts';
import { bugLines, errorLines, UserError } from '../../../src/cli/user-error.ts';

const terminal = { write: () => undefined, isTTY: true };
const pipe = { write: () => undefined, isTTY: false };

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['auto', { CI: 'true' }, true, false],
  ['auto', { CI: 'true', FORCE_COLOR: '1' }, true, true],
  ['auto', { TERM: 'dumb' }, true, false],
  ['always', { NO_COLOR: '1', CI: 'true' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('--color %s with %j, terminal: %s -> %s', (...[mode, env, isTTY, colours]) => {
  expect(usesColour(mode, { env, stdout: isTTY ? terminal : pipe })).toBe(colours);
});

test('colours are of the sixteen, and plain text has none', async () => {
  expect((await paletteFor(true)).severity('high', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect((await paletteFor(false)).severity('high', 'x')).toBe('x');
});

/** A progress line over these times, in seconds; what it wrote. */
function progressOver(seconds: readonly number[], isTTY: boolean, quiet = false): string {
  let written = '';
  let at = 0;
  const progress = progressOn(
    { stderr: { write: (text) => void (written += text), isTTY, columns: 40 }, now: () => new Date(at * 1_000) },
    quiet,
  );
  for (const second of seconds) {
    at = second;
    progress.at(`step ${second}\u001b`);
  }
  progress.end();
  return written;
}

test('what is done within a second says nothing', () => {
  expect(progressOver([0, 0.5, 0.9], true)).toBe('');
  expect(progressOver([0, 0.5, 0.9], false)).toBe('');
});

test('a terminal has one line that is written over and taken away', () => {
  const clear = '\r\u001b[2K';
  expect(progressOver([0, 1.5, 2], true)).toBe(`${clear}step 1.5\\u{1b}${clear}step 2\\u{1b}${clear}`);
});

test('exchanges of a capture are counted on the way, and all of them handed on', async () => {
  const told: string[] = [];
  const progress = {
    at: (what: string, count?: { readonly done: number; readonly unit: string }) =>
      void told.push(`${what} ${count?.done} ${count?.unit}`),
    end: () => undefined,
  };
  const all = Array.from({ length: 450 }, (_, index) => index);
  const seen: number[] = [];
  for await (const each of counting(
    (async function* () {
      yield* all;
    })(),
    progress,
    'reading a.har',
  ))
    seen.push(each);
  expect(seen).toEqual(all);
  expect(told).toEqual(['reading a.har 200 exchanges', 'reading a.har 400 exchanges']);
});

test('elsewhere a line comes every ten seconds', () => {
  expect(progressOver([0, 2, 5, 11, 13, 30], false)).toBe(
    'step 2\\u{1b} (2 s)\nstep 13\\u{1b} (13 s)\nstep 30\\u{1b} (30 s)\n',
  );
});

test('counts come with their total, and with a rate once a second of them is known', () => {
  let written = '';
  let at = 0;
  const progress = progressOn(
    { stderr: { write: (text) => void (written += text), isTTY: true, columns: 80 }, now: () => new Date(at * 1_000) },
    false,
  );
  const lineAt = (second: number, ...args: Parameters<typeof progress.at>): string => {
    [at, written] = [second, ''];
    progress.at(...args);
    return written.replace('\r\u001b[2K', '');
  };
  expect(lineAt(2, 'reading a.yaml', { done: 1, of: 233, unit: 'documents' })).toBe(
    'reading a.yaml: 1 of 233 documents',
  );
  expect(lineAt(4, 'reading b.yaml', { done: 6, of: 233, unit: 'documents' })).toBe(
    'reading b.yaml: 6 of 233 documents, 2.5 a second',
  );
  expect(lineAt(6, 'linting a', { done: 1, of: 233, unit: 'documents' })).toBe('linting a: 1 of 233 documents');
  expect(lineAt(7, 'judging c.har', { done: 200, unit: 'exchanges' })).toBe('judging c.har: 200 exchanges');
  expect(lineAt(8, 'judging c.har', { done: 400, unit: 'exchanges' })).toBe(
    'judging c.har: 400 exchanges, 200 a second',
  );
  progress.end();
});

test.each([
  [{ TERM_PROGRAM: 'iTerm.app' }, true, true],
  [{ TERM_PROGRAM: 'Apple_Terminal' }, true, false],
  [{ TERM: 'xterm-kitty' }, true, true],
  [{ VTE_VERSION: '4900' }, true, false],
  [{ VTE_VERSION: '6003' }, true, true],
  [{ TERM_PROGRAM: 'vscode', CI: 'true' }, true, false],
  [{ TERM_PROGRAM: 'vscode' }, false, false],
  [{ FORCE_HYPERLINK: '1' }, false, true],
  [{ TERM_PROGRAM: 'vscode', FORCE_HYPERLINK: '0' }, true, false],
])('links in %j, terminal: %s -> %s', (env, isTTY, links) => {
  expect(usesLinks({ env, stdout: isTTY ? terminal : pipe })).toBe(links);
});

test('a link leads to the file, and no path ends its sequence early', () => {
  const text = { palette: plain, width: 80, minSeverity: 'info', verbose: false } as const;
  const { link } = withLinks({ stdout: 'text', text, files: [] }, '/repo').text.palette;
  expect(link?.('a b.yaml:1:1', { file: 'a b\u001b\\\u0007.yaml' })).toBe(
    '\u001b]8;;file:///repo/a%20b%1B%5C%07.yaml\u001b\\a b.yaml:1:1\u001b]8;;\u001b\\',
  );
});

test.each([
  [true, {}, 'text', false, 'x\\u{f6}\\u{1f4b3}'],
  [false, {}, 'text', true, 'x\u00f6\u{1f4b3}'],
  [false, { LC_ALL: 'C' }, 'text', true, 'x\\u{f6}\\u{1f4b3}'],
  [false, { LC_ALL: 'C' }, 'text', false, 'x\u00f6\u{1f4b3}'],
  [false, { LANG: 'de_DE.UTF-8' }, 'text', true, 'x\u00f6\u{1f4b3}'],
  [true, {}, 'json', false, 'x\u00f6\u{1f4b3}'],
] as const)('--ascii %s, %j, %s, terminal: %s', (...[ascii, env, format, isTTY, expected]) => {
  let written = '';
  const sink = { write: (text: string) => void (written += text), isTTY };
  const io = {
    stdin: process.stdin,
    stdout: sink,
    stderr: sink,
    env,
    cwd: '/',
    now: () => new Date(),
    signal: AbortSignal.abort(),
  };
  forScreen({ ascii, format }, io).stdout.write('x\u00f6\u{1f4b3}');
  expect(written).toBe(expected);
});

test('--quiet says nothing at all', () => {
  expect(progressOver([0, 20], true, true)).toBe('');
});

test('a user error is a line with its place and a line with the next step', () => {
  const error = new UserError('input', 'a\nb\u001b[31m', {
    place: { uri: 'x.yaml', line: 3, column: 7 },
    hint: 'do\u0007 this',
  });
  expect(errorLines(error)).toBe('x.yaml:3:7: a b\\u{1b}[31m\n  do\\u{7} this\n');
  expect(errorLines(new UserError('flag', 'no'))).toBe('sallyport: no\n');
});

test('a bug has its stack, a message cut short and no raw bytes', () => {
  const text = bugLines(new TypeError(`\u001b[mevil${'x'.repeat(1_000)}`));
  expect(text).toMatch(/^TypeError: \\u\{1b\}\[mevilx+\n\s+at /);
  expect(text).toContain('screen.test.ts');
  expect(text).toContain('This is a bug in sallyport');
  expect(text).not.toContain('x'.repeat(300));
  expect(bugLines('thrown text')).toContain('thrown text');
});

test('the same seed gives the same letters, another one others', () => {
  const [a, b, c] = [seededRandom('a'), seededRandom('a'), seededRandom('b')];
  const first = a(40);
  expect(first).toMatch(/^[a-z0-9]{40}$/);
  expect(b(40)).toBe(first);
  expect(c(40)).not.toBe(first);
  expect(a(40)).not.toBe(first);
});
