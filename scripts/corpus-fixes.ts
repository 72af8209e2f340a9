/**
 * `npm run corpus:fixes`: runs `lint --fix` on a copy of every document below $SALLYPORT_CORPUS and asks readers that know
 * nothing of it: git applies the shown diff to the old files and gets the new ones, git's own diff has no line more, the
 * values differ only as fixes may (parsed by `yaml` and JSON.parse), and a second run finds nothing to do.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { main } from '../src/cli/main.ts';
import { filesBelow } from './corpus/files.ts';

const folder = process.env['SALLYPORT_CORPUS'];
if (folder === undefined) {
  process.stdout.write(readFileSync(new URL('./corpus-sources.md', import.meta.url), 'utf8'));
  process.exit(0);
}
const only = process.argv[2];
const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-fixes-')));
const [before, after] = [path.join(scratch, 'a'), path.join(scratch, 'b')];
cpSync(realpathSync(folder), before, { recursive: true });
cpSync(before, after, { recursive: true });

async function lint(
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(
    ['lint', ...args, '--no-config', '--ref-root', after, '--ruleset', 'strict', '--fix', '--fix-limits'],
    {
      stdin: Readable.from([]),
      stdout: { write: (text) => void (out += text), isTTY: false },
      stderr: { write: (text) => void (err += text), isTTY: false },
      env: {},
      cwd: after,
      now: () => new Date(),
      signal: new AbortController().signal,
    },
  );
  return { code, out, err };
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: scratch,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    // `git diff --no-index` exits with 1 where there is a difference.
    const { stdout, stderr, status } = error as { stdout: string; stderr: string; status: number };
    if (status === 1 && stderr === '') return stdout;
    throw new Error(stderr.slice(0, 300), { cause: error });
  }
}

// What stands in other people's documents.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any;
const read = (file: string): Any => {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  return file.endsWith('.json')
    ? JSON.parse(text)
    : parse(text, { logLevel: 'silent', uniqueKeys: false, merge: true, maxAliasCount: -1 });
};

/** What a fix may add, written down apart from the rules. */
const mayAdd: readonly (readonly [RegExp, (value: Any) => boolean])[] = [
  [/^(additional|unevaluated)Properties$/, (value) => value === false],
  [/^max(Length|Items|Properties)$|^(min|max)imum$/, (value) => typeof value === 'number'],
  [/^format$/, (value) => value === 'int64' || value === 'password'],
  [/^readOnly$/, (value) => value === true],
  [/^security$/, (value) => value.length === 1 && Object.values(value[0]).every((scopes: Any) => scopes.length === 0)],
  [/^(401|400|422|429|500|5XX|default)$/, (value) => typeof value.$ref === 'string'],
  [/^headers$/, (value) => Object.keys(value).join() === 'Retry-After'],
  [/^Retry-After$/, () => true],
  [/^enum$/, (value) => value.length === 1 && /^(https|wss)/.test(value[0])],
];

/** The differences, by kind; what no fix may do begins with `!`. */
function differences(old: Any, now: Any, at = ''): string[] {
  if (Object.is(old, now)) return [];
  if (typeof old === 'string' && typeof now === 'string') {
    const secure = old.replace(/^http(?=$|:)/i, 'https').replace(/^ws(?=$|:)/i, 'wss');
    if (now === secure) return ['https'];
    if (at.endsWith('/name')) return ['name'];
    return [/^\w+:\/\/[^/]*@/.test(old) ? 'userinfo' : `! ${at}`];
  }
  if (now === false && /\/(additional|unevaluated)Properties$/.test(at)) return ['closed'];
  if (typeof old !== 'object' || typeof now !== 'object' || old === null || now === null) return [`! ${at}`];
  if (Array.isArray(old)) {
    if (old.length > now.length)
      return inOrder(old, now) ? old.slice(now.length).map(() => 'removed item') : [`! ${at}`];
    return old.flatMap((item, index) => differences(item, now[index], `${at}/${index}`));
  }
  const [gone, added] = [keysBut(old, now), keysBut(now, old)];
  const renamed = gone.length > 0 && gone.length <= added.length;
  return [
    ...Object.keys(old)
      .filter((key) => key in now)
      .flatMap((key) => differences(old[key], now[key], `${at}/${key}`)),
    ...(gone.length > 0 && !renamed ? [isIgnored(old, gone) ? 'removed list' : `! ${at} lost ${gone.join()}`] : []),
    ...(renamed ? gone.map(() => 'renamed') : []),
    ...(renamed ? [] : added).map((key) =>
      mayAdd.some(([name, fits]) => name.test(key) && fits(now[key])) ? `+ ${key}` : `! ${at} + ${key}`,
    ),
  ];
}

const keysBut = (one: object, other: object): string[] => Object.keys(one).filter((key) => !(key in other));

/** A list of nothing but a header parameter that OpenAPI 3 ignores goes as a whole. */
function isIgnored({ parameters }: Any, gone: readonly string[]): boolean {
  const [first] = parameters ?? [];
  const isHeader = first?.in === 'header' && /^(accept|content-type)$/i.test(first.name);
  return gone.join() === 'parameters' && parameters.length === 1 && isHeader;
}

/** Items are only taken out (or made secure on the way). */
function inOrder(old: readonly Any[], now: readonly Any[]): boolean {
  let at = 0;
  for (const item of old)
    if (at < now.length && !differences(item, now[at]).some((kind) => kind.startsWith('!'))) at += 1;
  return at === now.length;
}

const counts = new Map<string, number>();
const count = (what: string, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by);
const problems: string[] = [];
const shownLines = (diff: string): number => diff.split('\n').filter((line) => /^[+-](?!\+\+ |-- )/.test(line)).length;

async function check(file: string): Promise<void> {
  const name = path.relative(after, file);
  const dry = await lint([name, '--dry-run']);
  if (dry.code === 2 && !dry.err.includes('Would fix')) return;
  count('documents');
  if (dry.code === 4) problems.push(`${name}: crashed ${dry.err.slice(0, 300)}`);
  const { out, err, code } = await lint([name, '--quiet']);
  if (code === 4) problems.push(`${name}: crashed ${err.slice(0, 300)}`);
  for (const line of `${out}\n${dry.err}`.split('\n'))
    if (/was not fixed|left to you/.test(line)) problems.push(`(said) ${line.trim()}`);
  const fixed = /Fixed (\d+) findings? in (\d+) file/.exec(out);
  count('findings fixed', Number(fixed?.[1] ?? 0));
  const second = await lint([name, '--dry-run']);
  if (second.out !== '') problems.push(`${name}: a second run edits again\n${second.out.slice(0, 600)}`);
  if (dry.out === '') return;
  count('documents changed');
  compare(name, dry.out);
}

function compare(name: string, diff: string): void {
  const patched = path.join(before, '..', 'patch.diff');
  execFileSync('tee', [patched], { input: diff, stdio: ['pipe', 'ignore', 'inherit'] });
  const files = [...diff.matchAll(/^\+\+\+ b\/(.*)$/gm)].map((match) => match[1] ?? '');
  let lines = 0;
  for (const file of files) {
    const [old, now] = [path.join(before, file), path.join(after, file)];
    for (const kind of differences(read(old), read(now)))
      if (kind.startsWith('!')) problems.push(`${name}: ${file} ${kind}`);
      else count(kind);
    const [, plus = '0', minus = '0'] =
      /^(\d+)\t(\d+)/.exec(git('diff', '--no-index', '--numstat', '--', old, now)) ?? [];
    lines += Number(plus) + Number(minus);
    count('files changed');
  }
  const shown = shownLines(diff);
  count('lines changed', shown);
  // Git may find a shorter way to say the same, never one with more lines.
  if (lines > shown) problems.push(`${name}: git sees ${lines} lines changed, the diff shows ${shown}`);
  execFileSync('git', ['apply', '--unsafe-paths', `--directory=${before}`, patched], { cwd: before });
  for (const file of files)
    if (!readFileSync(path.join(before, file)).equals(readFileSync(path.join(after, file))))
      problems.push(`${name}: ${file}: the diff applied to the old file is not the new file`);
}

for (const file of filesBelow(after)) {
  if (only !== undefined && !file.includes(only)) continue;
  try {
    await check(file);
  } catch (error) {
    problems.push(`${path.relative(after, file)}: ${String((error as Error).stack).slice(0, 400)}`);
  }
}
rmSync(scratch, { recursive: true, force: true });
for (const [what, number] of [...counts].sort((a, b) => b[1] - a[1]))
  process.stdout.write(`${String(number).padStart(7)} ${what}\n`);
for (const problem of problems) process.stdout.write(`${problem.startsWith('(said)') ? '' : '! '}${problem}\n`);
const wrong = problems.filter((problem) => !problem.startsWith('(said)')).length;
process.stdout.write(`${wrong} problems\n`);
if (wrong > 0) process.exitCode = 1;
