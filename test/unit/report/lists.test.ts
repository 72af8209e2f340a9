/** The lists for GitHub, GitLab and spreadsheets: order, limits, fields and bytes. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/finding/finding.ts';
import { renderCsv } from '../../../src/report/csv.ts';
import { renderGithub } from '../../../src/report/github.ts';
import { renderGitlab } from '../../../src/report/gitlab.ts';
import { cells } from '../../support/csv.ts';
import { failedBy, findingOf, hexOf } from '../../support/finding.ts';
import { apiRun, clean, flawed, runOf } from '../../support/run.ts';

/** So many findings of a severity, each of its own. */
async function runWith(...findings: readonly Partial<Finding>[]): ReturnType<typeof runOf> {
  const api = await apiRun(clean);
  const at = { source: api.api.at.source, path: '/paths/~1rates/get' };
  const made = findings.map((change, index) => findingOf({ at, fingerprint: hexOf(`${index}`), ...change }));
  return runOf([{ ...api, outcomes: made.map(failedBy) }], {
    policy: { base: new Map(made.flatMap((one) => (one.message === 'old' ? [[one.fingerprint, one.severity]] : []))) },
  });
}
const many = (count: number, change: Partial<Finding>): readonly Partial<Finding>[] =>
  Array.from({ length: count }, () => change);

test.each([
  ['GitHub', renderGithub],
  ['GitLab', renderGitlab],
  ['CSV', renderCsv],
])('%s: the same run is the same bytes, and all of it is said', async (_name, render) => {
  const [one, two] = [await runOf([await apiRun(flawed)]), await runOf([await apiRun(flawed)])];
  expect(render(one)).toBe(render(two));
  expect(render(one)).toContain('openapi.yaml');
});

describe('annotations', () => {
  test('are ranked: what fails the gate, what is new, what is worst', async () => {
    const lines = renderGithub(
      await runWith(
        { severity: 'critical', message: 'old' },
        { severity: 'low', message: 'low' },
        { severity: 'high', certainty: 'tentative', message: 'unsure' },
        { severity: 'high', message: 'fails' },
      ),
    ).split('\n');
    expect(lines.slice(0, 4).map((line) => /^::(\w+) .*::(\w+) /.exec(line)?.slice(1))).toEqual([
      ['error', 'fails'],
      ['error', 'unsure'],
      ['notice', 'low'],
      ['error', 'old'],
    ]);
    expect(lines[0]).toMatch(
      /^::error file=openapi\.yaml,line=6,col=5,title=high auth-op-unprotected-write::fails \S.*\. Fix: Require one of \S.*\. How: sallyport explain auth-op-unprotected-write$/,
    );
    expect(lines.at(-2)).toMatch(/^FAIL: 1 new high/);
  });

  test('are ten of a level, and the others are counted', async () => {
    const run = await runWith(
      ...many(12, { severity: 'high' }),
      ...many(11, { severity: 'medium' }),
      ...many(30, { severity: 'info' }),
    );
    const text = renderGithub({ ...run, incomplete: [{ what: 'target-down', message: 'down' }] });
    for (const level of ['error', 'warning', 'notice'])
      expect(text.match(new RegExp(`^::${level} `, 'gm'))).toHaveLength(10);
    expect(text).toMatch(/^::warning title=sallyport is incomplete::down$/m);
    expect(text).toMatch(/^24 more: /m);
  });

  test('escape what would end a property or a command', async () => {
    const text = renderGithub(await runWith({ message: '100%, a: b\r\n::error::c', rule: 'x,y:z%' }));
    const [line = ''] = text.split('\n');
    expect(line).toContain('title=high x%2Cy%3Az%25::100%25, a: b\\u{d} \\u{3a}:error::c');
  });
});

describe('Code Quality', () => {
  test('has the fields that GitLab documents, and no others', async () => {
    const list = JSON.parse(
      renderGitlab(
        await runWith(
          ...(['critical', 'high', 'medium', 'low', 'info'] as const).map((severity) => ({ severity, message: 'm' })),
        ),
      ),
    ) as readonly { readonly severity: string }[];
    expect(list.map(({ severity }) => severity)).toEqual(['blocker', 'critical', 'major', 'minor', 'info']);
    expect(list[0]).toEqual({
      description: 'm',
      check_name: 'auth-op-unprotected-write',
      fingerprint: hexOf('0'),
      severity: 'blocker',
      location: { path: 'openapi.yaml', lines: { begin: 6 } },
    });
  });

  test('names a fingerprint once, and is an empty list where nothing is found', async () => {
    const same = { fingerprint: hexOf('same') };
    expect(JSON.parse(renderGitlab(await runWith(same, same)))).toHaveLength(1);
    expect(renderGitlab(await runWith())).toBe('[]\n');
  });

  test('leaves out what stands in no file', async () => {
    const run = await runWith({ at: { source: 'x', path: '' } });
    const sources = new Map(
      ['x', run.apis[0]?.api.at.source ?? ''].map((id) => [
        id,
        {
          id,
          uri: 'https://api.example.com/openapi.yaml',
          inTree: false,
          locate: () => ({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }),
        },
      ]),
    );
    expect(renderGitlab({ ...run, apis: run.apis.map((api) => ({ ...api, sources })) })).toBe('[]\n');
  });
});

describe('CSV', () => {
  test('has a header and a row a finding', async () => {
    const rows = cells(renderCsv(await runWith({ message: 'a "b", c' }, { severity: 'low', message: 'old' })));
    expect(rows[0]?.slice(0, 6)).toEqual(['severity', 'certainty', 'state', 'fails', 'rule', 'kind']);
    expect(rows).toHaveLength(3);
    const named = Object.fromEntries((rows[0] ?? []).map((name, index) => [name, rows[1]?.[index]]));
    expect(named).toMatchObject({
      severity: 'high',
      state: 'new',
      fails: 'yes',
      message: 'a "b", c',
      file: 'openapi.yaml',
      line: '6',
      operation: 'POST /cards',
      cwe: '306',
    });
    expect(rows[2]?.slice(0, 4)).toEqual(['low', 'firm', 'old', 'no']);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '  =1', '\t=1', '\r=1', '\uff1d1', 'a;=1', 'a; -1', '"=1'])(
    '%j is no formula',
    async (message) => {
      const text = renderCsv(await runWith({ message }));
      for (const row of cells(text)) for (const cell of row) expect(cell).not.toMatch(/(?:^|[;|])\s*[=+\-@\uff1d]/);
      // Readers that part rows at semicolons, and those that know no quotes.
      for (const cell of text.split(/[;|]|\r\n/)) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d]/);
    },
  );
});
