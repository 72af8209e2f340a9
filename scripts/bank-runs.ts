/**
 * `npm run bank-runs [-- --runs=5] [--profile=full]`: probes both builds of the example bank several times with all
 * identities and the bank's capture, and prints what counts: planted flaws found, findings of the hardened build that gate, requests, seconds,
 * whether the findings are the same in every run, and whether any row that the run did not make was changed. The bank is
 * filled beforehand with objects of users that no identity is, and of those that some are.
 */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { startNorthbank, type Northbank } from '../examples/northbank/server.ts';
import { main } from '../src/cli/main.ts';

type Rows = ReturnType<Northbank['dumpRows']>;
interface Found {
  readonly rule: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly certainty: string;
  readonly operation?: string;
}
interface Report {
  readonly complete: boolean;
  readonly apis: readonly {
    readonly probed: { readonly requests: number };
    readonly findings: readonly Found[];
    readonly outcomes: readonly { readonly verdict?: string; readonly reason?: string }[];
  }[];
}
interface Flaw {
  readonly id: string;
  readonly rule: string;
  readonly wing: string;
  readonly operation?: string;
}

const flag = (name: string, otherwise: string): string =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const runs = Number(flag('runs', '5'));
const profile = flag('profile', 'full');
const env = {
  SALLYPORT_ALICE_PASSWORD: 'a-password-of-alice',
  SALLYPORT_BOB_PASSWORD: 'a-password-of-bob',
  SALLYPORT_ADMIN_PASSWORD: 'admin-password',
};
const planted = (JSON.parse(readFileSync('examples/northbank/flaws.json', 'utf8')) as readonly Flaw[]).filter(
  ({ wing }) => wing === 'probe',
);

/** Users and objects that were there before: nobody may touch them. */
async function fill({ url }: Northbank): Promise<void> {
  const send = (path: string, body: object, token?: string): Promise<Response> =>
    fetch(`${url}/v2${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  for (const [name, password] of [
    ['alice', env.SALLYPORT_ALICE_PASSWORD],
    ['bob', env.SALLYPORT_BOB_PASSWORD],
    ['carol', 'a-password-of-carol'],
  ] as const) {
    await send('/auth/register', { email: `${name}@example.com`, password });
    const login = await send('/auth/login', { email: `${name}@example.com`, password });
    const token = login.headers.get('x-auth-token') ?? '';
    for (const path of ['/cards', '/accounts', '/beneficiaries', '/transfers'])
      await send(path, { nickname: `of ${name}`, label: `of ${name}`, reference: `of ${name}`, amountMinor: 7 }, token);
  }
}

/**
 * What became of rows that were there before, and what was left over, in words. A throw-away user is a login, which the
 * bank has no call to take away, and so are the two documents that each new customer finds waiting.
 */
function difference(before: Rows, after: Rows): readonly string[] {
  const ids = (rows: Rows, table: string): ReadonlySet<string> =>
    new Set((rows[table] ?? []).map((row) => String(row['id'])));
  const users = ids(before, 'users');
  return Object.entries(before).flatMap(([table, rows]) => {
    const known = ids(before, table);
    const now = new Map((after[table] ?? []).map((row) => [String(row['id']), row]));
    const changed = rows.filter((row) => JSON.stringify(now.get(String(row['id']))) !== JSON.stringify(row)).length;
    const left = [...now.values()].filter(
      (row) =>
        !known.has(String(row['id'])) &&
        table !== 'users' &&
        (table !== 'documents' || users.has(String(row['owner']))),
    ).length;
    return [
      ...(changed > 0 ? [`${table}: ${changed} changed or gone`] : []),
      ...(left > 0 ? [`${table}: ${left} left over`] : []),
    ];
  });
}

async function once(
  build: 'leaky' | 'hardened',
): Promise<Report & { readonly seconds: number; readonly touched: readonly string[] }> {
  const bank = await startNorthbank({ switches: build, adminPassword: env.SALLYPORT_ADMIN_PASSWORD });
  try {
    await fill(bank);
    const before = bank.dumpRows();
    const out: string[] = [];
    const folder = `examples/northbank/${build}`;
    const started = performance.now();
    await main(
      [
        'probe',
        `${folder}/openapi.yaml`,
        `${folder}/capture.har`,
        `--base=${folder}/openapi-v1.yaml`,
        `--target=${bank.url}`,
        '--config=examples/northbank/sallyport.yaml',
        `--profile=${profile}`,
        '--seed=bank',
        '--format=json',
      ],
      {
        stdin: Readable.from([]),
        stdout: { write: (text) => void out.push(text), isTTY: false },
        stderr: { write: () => undefined, isTTY: false },
        env,
        cwd: process.cwd(),
        now: () => new Date(),
        signal: new AbortController().signal,
      },
    );
    const seconds = (performance.now() - started) / 1_000;
    const report = JSON.parse(out.join('')) as Report;
    return { ...report, seconds, touched: difference(before, bank.dumpRows()) };
  } finally {
    await bank.close();
  }
}

let faults = 0;
for (const build of ['leaky', 'hardened'] as const) {
  const sets = new Set<string>();
  for (let run = 1; run <= runs; run += 1) {
    const { apis, seconds, touched, complete } = await once(build);
    const proven = apis.flatMap(({ findings }) => findings).filter(({ certainty }) => certainty === 'proven');
    sets.add(JSON.stringify(proven.map(({ fingerprint }) => fingerprint).sort()));
    const found = planted.filter(({ rule, operation }) =>
      proven.some((one) => one.rule === rule && (operation === undefined || one.operation === operation)),
    );
    const gating = proven.filter(({ severity }) => ['critical', 'high'].includes(severity));
    const budget = apis
      .flatMap(({ outcomes }) => outcomes)
      .filter(({ reason }) => reason?.startsWith('budget') === true);
    const requests = apis.reduce((sum, { probed }) => sum + probed.requests, 0);
    process.stdout.write(
      `${build} ${run}: ${build === 'leaky' ? `${found.length} of ${planted.length} planted flaws proven, ` : ''}` +
        `${gating.length} proven that gate, ${proven.length} in all, ${requests} requests, ${seconds.toFixed(1)} s, ` +
        `${budget.length} not tested for the budget, ${complete ? 'complete' : 'INCOMPLETE'}, ` +
        `rows: ${touched.length === 0 ? 'as before' : touched.join('; ')}\n`,
    );
    if (build === 'leaky' ? found.length < planted.length : gating.length > 0) faults += 1;
    faults += touched.length + (complete ? 0 : 1);
  }
  process.stdout.write(
    `${build}: ${sets.size === 1 ? 'the same findings in every run' : `${sets.size} sets of findings`}\n`,
  );
  if (sets.size > 1) faults += 1;
}
process.exitCode = faults === 0 ? 0 : 1;
