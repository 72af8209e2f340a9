/**
 * `npm run bench -- --only=probe [--runs=5]`: the engine beside bare undici on one server, then the bundled bank: the full
 * profile with all identities, `--changed` after a change of one operation, and runs of one seed beside each other.
 * Without a corpus. `npm run build` first.
 */
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { benchEngine } from './probe/engine.ts';

interface Report {
  readonly apis: readonly {
    readonly name: string;
    readonly probed?: { readonly requests: number; readonly byProbe: Readonly<Record<string, number>> };
    readonly findings: readonly { readonly fingerprint: string; readonly certainty: string }[];
    readonly outcomes?: unknown;
  }[];
}
interface Ran {
  readonly seconds: number;
  readonly cpuMs: number;
  readonly requests: number;
  readonly budget: number;
  readonly byProbe: Readonly<Record<string, number>>;
  readonly findings: readonly string[];
  readonly file: string;
}

const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-bench-'));

/** The bank in a process of its own for each run: its work is none of ours, and its state is fresh. */
async function bank(build: 'leaky' | 'hardened'): Promise<{ readonly url: string; stop(): void }> {
  const child = fork('bench/probe/bank.ts', [build], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve) => child.once('message', (message) => resolve(message as string)));
  return { url, stop: () => void child.kill() };
}

async function run(build: 'leaky' | 'hardened', more: readonly string[] = []): Promise<Ran> {
  const running = await bank(build);
  const file = path.join(folder, `${build}-${Math.random().toString(36).slice(2)}.json`);
  const usage = `${file}.usage`;
  const document = `examples/northbank/${build}/openapi.yaml`;
  const args = [
    'bin/sallyport.js',
    'probe',
    document,
    `--target=${running.url}`,
    '--profile=full',
    '--rate=200',
    '--seed=bench',
  ];
  const config = ['--config=examples/northbank/sallyport.yaml', `--output=json=${file}`, '--fail-on=none'];
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', path.resolve('bench/usage-hook.mjs'), ...args, ...config, ...more],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        BENCH_USAGE_FILE: usage,
        SALLYPORT_ALICE_PASSWORD: 'demo-password-of-alice',
        SALLYPORT_BOB_PASSWORD: 'demo-password-of-bob',
        SALLYPORT_ADMIN_PASSWORD: 'demo-admin-password',
      },
    },
  );
  await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - begun) / 1000;
  running.stop();
  const text = readFileSync(file, 'utf8');
  const { apis } = JSON.parse(text) as Report;
  const byProbe = Object.assign({}, ...apis.map(({ probed }) => probed?.byProbe ?? {})) as Ran['byProbe'];
  return {
    seconds,
    cpuMs: (JSON.parse(readFileSync(usage, 'utf8')) as { readonly cpuMs: number }).cpuMs,
    requests: apis.reduce((sum, { probed }) => sum + (probed?.requests ?? 0), 0),
    budget: text.match(/"reason": ?"budget: /g)?.length ?? 0,
    byProbe,
    findings: apis
      .flatMap(({ findings }) => findings.map(({ fingerprint, certainty }) => `${fingerprint} ${certainty}`))
      .sort(),
    file,
  };
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The older version: without the one property that PATCH /cards/{cardId} takes. */
function beforeChange(build: 'leaky' | 'hardened'): string {
  const text = readFileSync(`examples/northbank/${build}/openapi.yaml`, 'utf8');
  const older = text.replace(
    /(CardUpdate:\n\s+type: object\n)\s+required: \[nickname\]\n(\s+properties:\n)\s+nickname: .*\n/,
    '$1$2',
  );
  if (older === text) throw new Error('the document has no CardUpdate with a nickname any more');
  const file = path.join(folder, `before-${build}.yaml`);
  writeFileSync(file, older);
  return file;
}

function rowsOf({ byProbe }: Ran): string {
  const rows = Object.entries(byProbe).sort(([, a], [, b]) => b - a);
  return rows.map(([id, count]) => `${id} ${count}`).join(', ');
}

export async function benchProbe(runs: number): Promise<void> {
  await benchEngine(say);
  for (const build of ['leaky', 'hardened'] as const) {
    const full = await run(build);
    say(
      `\nnorthbank ${build}, profile full, all identities, 200/s: ${full.requests} requests in ${full.seconds.toFixed(1)} s`,
    );
    say(
      `  CPU ${(full.cpuMs / full.requests).toFixed(2)} ms a request, start and reports included; ${full.budget} rows NOT-TESTED(budget)`,
    );
    say(`  ${rowsOf(full)}`);
    const since = ['--changed', `--base=${beforeChange(build)}`];
    const ways = { alone: since, 'and what was proven before': [...since, `--previous=${full.file}`] };
    for (const [name, flags] of Object.entries(ways)) {
      const changed = await run(build, flags);
      const share = ((100 * changed.requests) / full.requests).toFixed(1);
      say(
        `  --changed after a change of one operation, ${name}: ${changed.requests} requests, ${share} %, in ${changed.seconds.toFixed(1)} s`,
      );
      say(`  ${rowsOf(changed)}`);
    }
    const seen = new Set([JSON.stringify(full.findings)]);
    for (let again = 1; again < runs; again += 1) seen.add(JSON.stringify((await run(build)).findings));
    say(
      `  ${runs} runs of one seed: ${seen.size === 1 ? 'the same findings' : `${seen.size} different lists of findings`}`,
    );
  }
}
