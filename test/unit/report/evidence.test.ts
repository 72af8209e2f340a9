import { expect, it } from 'vitest';
import { allRules } from '../../../src/cli/all-rules.ts';
import { renderEvidence, renderEvidenceCsv } from '../../../src/report/evidence/evidence.ts';
import { requirementsOf } from '../../../src/report/evidence/requirements.ts';
import { dataClasses } from '../../../src/model/data-class/classify.ts';
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
      /complian|complies|certif(?!icates\b)|conform/i,
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

/** PCI DSS 4.0.1: every requirement that a check may be evidence towards, as its table of contents has them. */
const pciNumbers =
  '1.4.1 1.4.5 2.2.4 2.2.6 3.3.1 3.3.1.1 3.3.1.2 3.3.1.3 3.4.1 3.5.1 4.2.1 6.2.4 6.3.2 6.5.3 6.5.5 7.2.1 7.2.2 7.3.3 8.3.1 8.3.2 8.3.3 8.3.4 8.5.1 8.6.2';

it('names no requirement that it cannot put into words, and none that no check is evidence towards', () => {
  const requirements = known.flatMap(requirementsOf);
  expect(requirements.filter(({ about }) => about === '')).toEqual([]);
  const named = requirements.filter(({ framework }) => framework === 'PCI DSS 4.0.1').map(({ id }) => id);
  expect([...new Set(named)].sort()).toEqual(pciNumbers.split(' ').sort());
  // Lettered parts of the booklet were not checked against its text.
  for (const { framework, id } of requirements)
    if (framework === 'FFIEC Information Security') expect(id).toMatch(/^II\.C\.\d+$/);
});

it('does not take what a requirement says of card numbers for all card data', () => {
  for (const id of ['pci.expiry', 'pci.holder']) expect(dataClasses.get(id)?.controls).toEqual(['PCI DSS 3.2.1']);
});

it('counts operations and documents apart, and says what a table cannot', async () => {
  const text = renderEvidence(await runOf([await apiRun(clean)]), known).replaceAll('\u2060', '');
  const row = text.split('\n').find((line) => line.startsWith('| **API8:2023**')) ?? '';
  expect(row).toContain('| 1 operation |');
  expect(text).toContain('Requirement 8 is about the accounts of users and administrators');
  expect(text).toContain('sets no requirements');
});
