/** What strangers write into documents and servers answer, in every field that a report prints, through every writer. */
import { describe, expect, it } from 'vitest';
import type { Finding, Outcome } from '../../../src/finding/finding.ts';
import type { ApiRun, Run } from '../../../src/finding/run.ts';
import type { Source } from '../../../src/model/source.ts';
import { renderJson } from '../../../src/report/json.ts';
import { renderJUnit } from '../../../src/report/junit.ts';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import { plain, renderText } from '../../../src/report/text.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { assertJUnit } from '../../support/junit.ts';
import { apiRun, clean, runOf } from '../../support/run.ts';
import { assertSarif } from '../../support/sarif.ts';

const attacks = [
  '\u001b]8;;http://evil\u0007click\u001b]8;;\u0007',
  '\r\n::stop-commands::x',
  '\n  ::add-mask::x',
  'a ::error::x',
  '##[error]x',
  ']]></failure><testcase/><!--',
  '"><script>alert(1)</script>&amp;&x;',
  '\ud800lone\udc00',
  '\u202egnp.exe\u2066',
  '\u0000\u0008\u009b31m\u0085\u2028\ufffe\uffff',
  '[click](https://evil) \\',
];

async function hostileRun(attack: string): Promise<Run> {
  const api = await apiRun(clean);
  const operation = `GET /${attack}`;
  const source: Source = {
    id: 'hostile',
    uri: `specs/${attack}.yaml`,
    inTree: true,
    locate: () => ({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }),
  };
  const at = { source: 'hostile', path: `/paths/${attack}` };
  const exchange = {
    request: { method: attack, origin: attack, path: attack, query: [], headers: [] },
    failure: attack,
    identity: attack,
    credentials: 'present',
    sightings: [],
    durationMs: 1,
    at,
  } as const;
  const finding: Partial<Finding> = {
    message: attack,
    operation,
    at,
    related: [{ at, message: attack }],
    evidence: [
      { kind: 'comparison', note: attack, before: attack, after: attack },
      { kind: 'exchange', note: attack, exchange, curl: `curl ${attack}` },
    ],
    reach: { operations: [operation, attack], anonymous: 1, dataClasses: [attack] },
  };
  const undecided = ['skipped', 'undecided', 'crashed'].map((result): Outcome => ({
    rule: 'jwt-none',
    kind: 'probe',
    subject: operation,
    result: result as Outcome['result'],
    reason: attack,
    findings: [],
  }));
  const { operation: _, ...shared } = finding;
  const hostile: ApiRun = {
    ...api,
    name: attack,
    sources: new Map([['hostile', source]]),
    outcomes: [
      failedBy(findingOf(finding)),
      failedBy(findingOf({ ...finding, rule: 'tls-server-http', severity: 'low' })),
      failedBy(findingOf({ ...shared, rule: 'data-pci-sad' })),
      ...undecided,
    ],
  };
  const run = await runOf([hostile], {
    incomplete: [{ what: 'target-down', message: attack }],
    policy: { ignores: [{ rule: 'data-pci-sad', reason: attack, expires: '2999-12-31' }] },
  });
  return { ...run, notes: [attack] };
}

/** Nothing that a terminal or GitHub's runner would act upon. */
function assertDead(text: string): void {
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain('##[');
}

const options = { palette: plain, width: 80, minSeverity: 'info', verbose: true } as const;

describe.each(attacks)('%j', (attack) => {
  it('only prints in text', async () => {
    const text = renderText(await hostileRun(attack), options);
    assertDead(text);
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^FAIL: 1 high \(gate: high; 1 suppressed; /);
  });

  it('is a value in JSON', async () => {
    const text = renderJson(await hostileRun(attack));
    assertDead(text);
    const report = JSON.parse(text) as { notes: string[]; apis: { name: string }[] };
    expect(report.notes).toEqual([attack.toWellFormed()]);
    expect(report.apis[0]?.name).toBe(attack.toWellFormed());
  });

  it('is text in SARIF', async () => {
    const [text = ''] = renderSarif(await hostileRun(attack));
    assertDead(text);
    const log = assertSarif(text);
    expect(log.runs[0]?.results).toHaveLength(2);
  });
});

it('all of it is text in JUnit', async () => {
  const runs = await Promise.all(attacks.map(hostileRun));
  const [first] = runs;
  if (first === undefined) throw new Error('no attack');
  const xml = renderJUnit({
    ...first,
    apis: runs.flatMap(({ apis }) => apis),
    incomplete: runs.flatMap(({ incomplete }) => incomplete),
  });
  assertDead(xml);
  await assertJUnit(xml);
  expect(xml).not.toMatch(/<script|<!--/);
});
