import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { assertSarif, assertSchema, misplaced } from './sarif.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly isTTY?: boolean;
  /** ISO 8601; the same on every run unless a test says otherwise. */
  readonly now?: string;
  /** On as many threads as `--jobs` says. */
  readonly threaded?: boolean;
  /** Another program in a thread's place. */
  readonly threadEntry?: URL;
}

/** The program of a thread, from its source. */
const threadEntry = new URL('thread.mjs', import.meta.url);

/** Runs the program in this process, with a world of its own. */
export async function cli(args: readonly string[], world: CliWorld): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const isTTY = world.isTTY ?? false;
  const code = await main(args, {
    stdin: Readable.from(world.stdin === undefined ? [] : [Buffer.from(world.stdin)]),
    stdout: { write: (text) => void out.push(text), isTTY },
    stderr: { write: (text) => void err.push(text), isTTY },
    env: world.env ?? {},
    cwd: world.cwd,
    now: () => new Date(world.now ?? '2026-11-24T12:00:00Z'),
    signal: world.signal ?? new AbortController().signal,
    ...(world.threaded === true ? { threadEntry } : {}),
    ...(world.threadEntry === undefined ? {} : { threadEntry: world.threadEntry }),
  });
  assertEverySarif(args, { cwd: world.cwd, stdout: out.join('') });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** Whatever a test is about: each SARIF it makes is valid. */
function assertEverySarif(
  args: readonly string[],
  { cwd, stdout }: { readonly cwd: string; readonly stdout: string },
): void {
  const check = args.includes('--sarif-full') ? assertSchema : assertSarif;
  /** What this run wrote: documents may have changed since an earlier one did. */
  const checkPlaces = (text: string): void => expect(misplaced(check(text), (uri) => textIn(cwd, uri))).toEqual([]);
  const isAsked = args.some((word, index) => word === 'sarif' && /^(-f|--format)$/.test(args[index - 1] ?? ''));
  if (isAsked && stdout.startsWith('{')) checkPlaces(stdout);
  for (const [index, word] of args.entries()) {
    const file = /^(?:--output=)?(?:sarif=(.+)|(.+\.sarif))$/.exec(word);
    const name = path.resolve(cwd, file?.[1] ?? file?.[2] ?? '');
    const isOutput = word.startsWith('--output=') || /^(-o|--output)$/.test(args[index - 1] ?? '');
    for (const each of file === null ? [] : [name, name.replace(/(\.\w+)$/, '-2$1')])
      if (existsSync(each)) (isOutput ? checkPlaces : check)(readFileSync(each, 'utf8'));
  }
}

/** A file of the repository that a folder belongs to. */
function textIn(cwd: string, uri: string): string | undefined {
  let root = cwd;
  while (!existsSync(path.join(root, '.git')) && path.dirname(root) !== root) root = path.dirname(root);
  const file = path.join(existsSync(path.join(root, '.git')) ? root : cwd, uri);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** All files of a folder, without those of git. */
export function filesBelow(cwd: string, found: string[] = []): readonly string[] {
  for (const name of readdirSync(cwd)) {
    const file = path.join(cwd, name);
    if (name === '.git') continue;
    if (statSync(file).isDirectory()) filesBelow(file, found);
    else found.push(file);
  }
  return found;
}

/** What tests read of a JSON report. */
export interface JsonReport {
  readonly complete: boolean;
  readonly verdict: {
    readonly result: string;
    readonly failing: readonly string[];
    readonly suppressed: readonly unknown[];
  };
  readonly apis: readonly {
    readonly name: string;
    readonly findings: readonly {
      readonly rule: string;
      readonly new: boolean;
      readonly gates: boolean;
      readonly severity: string;
    }[];
  }[];
  readonly incomplete: readonly { readonly what: string; readonly message: string }[];
  readonly notes: readonly string[];
}

export async function cliJson(
  args: readonly string[],
  cwd: string,
  world: Pick<CliWorld, 'now'> = {},
): Promise<JsonReport & { readonly code: number }> {
  const { code, stdout } = await cli([...args, '-f', 'json'], { cwd, ...world });
  return { ...(JSON.parse(stdout) as JsonReport), code };
}

const program = fileURLToPath(new URL('./sallyport.ts', import.meta.url));

/** Runs the program as a process of its own: slow, for what only a process shows. */
export async function runCli(
  args: readonly string[],
  {
    cwd,
    env = {},
    stdin = '',
    onStart,
  }: CliWorld & { readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void },
): Promise<Ran> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  onStart?.((signal) => child.kill(signal));
  const code = await new Promise<number>((resolve) => child.on('close', (value) => resolve(value ?? -1)));
  assertEverySarif(args, { cwd, stdout });
  return { code, stdout, stderr };
}

/** A folder with these files that is gone after the test. A real path. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-')));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), text);
  }
  return made;
}

/** A document with as many problems as a test needs: `http` is high (no credential goes there), `basic` low. */
export function openapi({ title = 'Cards', http = false, basic = false } = {}): string {
  return `openapi: 3.0.3
info: { title: ${title}, version: '1' }
servers: [{ url: '${http ? 'http' : 'https'}://api.example.com' }]
security: [{ key: [] }]
paths:
  /${http ? 'rates' : 'cards'}/{cardId}:
    get:
${http ? '      security: []\n' : ''}      parameters: [{ name: cardId, in: path, required: true, schema: { type: string, format: uuid, maxLength: 36 } }]
      responses: { '200': { description: ok } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
${basic ? '    old: { type: http, scheme: basic }\n' : ''}`;
}
