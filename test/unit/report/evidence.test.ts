import { expect, it } from 'vitest';
import { allRules } from '../../../src/cli/all-rules.ts';
import { renderEvidence, renderEvidenceCsv } from '../../../src/report/evidence/evidence.ts';
import { cells } from '../../support/csv.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { apiRun, clean, runOf } from '../../support/run.ts';

const known = await allRules();
const commit = 'a'.repeat(40);

it('says by requirement what ran, on how much, what came of it and what was not tested, with date and commit', async () => {
  const run = { ...(await runOf([await probedRun([provenFinding('critical')])])), commit };
  const text = renderEvidence(run, known).replaceAll('\u2060', '');
  expect(text).toContain('- Date: 2026-11-24T10:00:00.000Z');
  expect(text).toContain(`- Commit: ${commit}`);
  for (const framework of ['OWASP API Security Top 10 2023', 'PCI DSS 4.0.1', 'FFIEC Information Security'])
    expect(text).toContain(`## ${framework}`);
  const row = (id: string): string => text.split('\n').find((line) => line.startsWith(`| **${id}**`)) ?? '';
  expect(row('API1:2023')).toMatch(/bola-read-path/);
  expect(row('3.3.1')).toMatch(/data-pci-sad.*\| 1 finding stands, 1 fails the gate \|/);
  expect(text).toMatch(/probe checks decided nothing/);
  expect(text).toContain('1 x skipped: needs a token that is a JWT');
});

it('never says that anybody complies', async () => {
  for (const apis of [[await apiRun(clean)], [await probedRun([])]]) {
    const run = await runOf(apis);
    const texts = renderEvidence(run, known) + renderEvidenceCsv(run, known);
    expect(texts.replace('It is no statement that anybody complies with a requirement.', '')).not.toMatch(
      /complian|complies|certif|conform/i,
    );
    expect(texts).toContain('Evidence towards');
  }
});

it('counts in the CSV what the table counts, a row for each requirement and check', async () => {
  const run = { ...(await runOf([await probedRun([provenFinding('critical')])])), commit };
  const [head = [], ...rows] = cells(renderEvidenceCsv(run, known));
  expect(head.slice(0, 7)).toEqual(['framework', 'requirement', 'about', 'check', 'kind', 'ran', 'decided_on']);
  const of = (name: string, row: readonly string[]): string => row[head.indexOf(name)] ?? '';
  const proven = rows.filter((row) => of('check', row) === 'bola-read-path');
  expect(proven.map((row) => of('requirement', row))).toContain('API1:2023');
  for (const row of proven)
    expect(['ran', 'decided_on', 'findings', 'fail_gate'].map((name) => of(name, row))).toEqual(['yes', '1', '1', '1']);
  for (const row of rows) {
    expect(of('date', row)).toBe(run.startedAt);
    expect(of('commit', row)).toBe(commit);
    // What did not run is no pass.
    if (of('ran', row) === 'no') expect(of('result', row)).toBe('not tested');
  }
  const checks = new Set(rows.map((row) => of('check', row)));
  expect(known.filter(({ id }) => !checks.has(id)).map(({ id }) => id)).toEqual([]);
});
