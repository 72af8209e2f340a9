/** The whole product on the example bank: every planted flaw is found once and nothing else, and the mended bank is clean. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startNorthbank } from '../../examples/northbank/server.ts';
import { cli } from '../support/cli.ts';

interface Flaw {
  readonly id: string;
  readonly rule: string;
  readonly tier?: string;
  readonly operation?: string;
  readonly component?: string;
  readonly path?: string;
  readonly severity: string;
}
interface Found {
  readonly rule: string;
  readonly tier?: string;
  readonly operation?: string;
  readonly severity: string;
  readonly message: string;
  readonly at: { readonly pointer: string };
}
interface Report {
  readonly complete: boolean;
  readonly incomplete: readonly unknown[];
  readonly apis: readonly { readonly name: string; readonly findings: readonly Found[] }[];
}

async function demo(build: 'leaky' | 'hardened'): Promise<{
  readonly code: number;
  readonly report: Report;
  readonly stderr: string;
  readonly changed: readonly string[];
  readonly text: string;
}> {
  const out = mkdtempSync(path.join(tmpdir(), 'demo-'));
  const bank = await startNorthbank({ switches: build, adminPassword: 'admin-password' });
  const folder = `examples/northbank/${build}`;
  try {
    const env = {
      SALLYPORT_ALICE_PASSWORD: 'a-password-of-alice',
      SALLYPORT_BOB_PASSWORD: 'a-password-of-bob',
      SALLYPORT_ADMIN_PASSWORD: 'admin-password',
    };
    const args = [
      'scan',
      `${folder}/openapi.yaml`,
      `${folder}/capture.har`,
      '--base',
      `${folder}/openapi-v1.yaml`,
      '--target',
      bank.url,
      '-c',
      'examples/northbank/sallyport.yaml',
      '--profile',
      'full',
      '-f',
      'json',
      '-o',
      path.join(out, 'results.sarif'),
      '-o',
      path.join(out, 'results.txt'),
    ];
    const { code, stdout, stderr } = await cli(args, { cwd: process.cwd(), env });
    const rows = bank.dumpRows();
    const changed = ['accounts', 'cards', 'beneficiaries', 'transfers'].filter(
      (table) => (rows[table]?.length ?? 0) > 0,
    );
    const text = readFileSync(path.join(out, 'results.txt'), 'utf8');
    return { code, report: JSON.parse(stdout) as Report, stderr, changed, text };
  } finally {
    await bank.close();
  }
}

const flaws = JSON.parse(readFileSync('examples/northbank/flaws.json', 'utf8')) as readonly Flaw[];
const counts = ({ severity }: { readonly severity: string }): boolean =>
  ['critical', 'high', 'medium'].includes(severity);

function isFlaw(flaw: Flaw, found: Found): boolean {
  if (flaw.rule !== found.rule || flaw.tier !== found.tier || flaw.severity !== found.severity) return false;
  if (flaw.operation !== undefined) return flaw.operation === found.operation;
  return flaw.component === undefined ? found.message.includes(flaw.path ?? ' ') : flaw.component === found.at.pointer;
}
const named = ({ rule, tier, operation, at, severity }: Found): string =>
  `${severity} ${rule}${tier === undefined ? '' : `/${tier}`} ${operation ?? at.pointer}`;

describe('the demo', () => {
  it('leaky: each planted flaw once, nothing else of medium or above, exit 1, and nothing left behind', async () => {
    const { code, report, changed, text } = await demo('leaky');
    const findings = report.apis.flatMap((api) => api.findings);
    expect(report.incomplete).toEqual([]);
    expect(flaws.length).toBeGreaterThanOrEqual(30);
    const wrong = flaws
      .map((flaw) => ({ id: flaw.id, times: findings.filter((found) => isFlaw(flaw, found)).length }))
      .filter(({ times }) => times !== 1);
    expect(wrong).toEqual([]);
    expect(findings.filter((found) => counts(found) && !flaws.some((flaw) => isFlaw(flaw, found))).map(named)).toEqual(
      [],
    );
    expect(code).toBe(1);
    expect(changed).toEqual([]);
    const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const lines = new Set(text.split('\n'));
    expect(shown).toContain('FAIL: ');
    expect(shown.split('\n').filter((line) => !lines.has(line))).toEqual([]);
  }, 240_000);

  it('hardened: no finding of medium or above in any wing, exit 0, and nothing left behind', async () => {
    const { code, report, changed } = await demo('hardened');
    expect(report.incomplete).toEqual([]);
    expect(
      report.apis
        .flatMap((api) => api.findings)
        .filter(counts)
        .map(named),
    ).toEqual([]);
    expect(code).toBe(0);
    expect(changed).toEqual([]);
  }, 240_000);
});
