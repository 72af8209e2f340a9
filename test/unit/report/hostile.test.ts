/** What strangers write into documents and servers answer, in every field that a report prints, through every writer. */
import { describe, expect, it } from 'vitest';
import type { Finding, Outcome } from '../../../src/finding/finding.ts';
import type { ApiRun, Run } from '../../../src/finding/run.ts';
import type { Source } from '../../../src/model/source.ts';
import { renderCsv } from '../../../src/report/csv.ts';
import { renderGithub } from '../../../src/report/github.ts';
import { allRules } from '../../../src/cli/all-rules.ts';
import { renderEvidence, renderEvidenceCsv } from '../../../src/report/evidence/evidence.ts';
import { renderGitlabDast } from '../../../src/report/gitlab-dast.ts';
import { renderGitlab } from '../../../src/report/gitlab.ts';
import { renderChangelog } from '../../../src/report/changelog.ts';
import { renderHtml } from '../../../src/report/html/html.ts';
import { script, style } from '../../../src/report/html/style.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderJson } from '../../../src/report/json.ts';
import { renderJUnit } from '../../../src/report/junit.ts';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import { plain, renderText } from '../../../src/report/text.ts';
import { cells } from '../../support/csv.ts';
import { assertGitlabDast } from '../../support/gitlab-dast.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { assertJUnit } from '../../support/junit.ts';
import { apiRun, clean, runOf } from '../../support/run.ts';
import { assertSarif, assertSchema } from '../../support/sarif.ts';

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
  '@everyone #1 GH-1 www.evil.example https://evil.example a@evil.example',
  '<!-- --> </details></table>| a | b |\n\n# heading\n- [ ] task\n![](https://evil/x.png)',
  '`code` **bold** ~~gone~~ $math$ &lt;img&gt; <img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
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
    request: { method: attack, origin: attack, path: attack, query: [[attack, attack]], headers: [[attack, attack]] },
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
    owner: attack,
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

const everyRule = await allRules();
const options = { palette: plain, width: 80, minSeverity: 'info', verbose: true } as const;

describe.each(attacks)('%j', (attack) => {
  it('only prints in text', async () => {
    const text = renderText(await hostileRun(attack), options);
    assertDead(text);
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^FAIL: 1 high \(gate: high; suppressed 1; /);
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

/** Tags as we write them: values in attributes hold no bracket and no quote. */
const ourTag = new RegExp(
  `^<(?:${[
    '!doctype html',
    'html lang="en"',
    'meta [^<>]*',
    '/?(?:head|body|main|style|script|title|h2|h3|table|thead|tbody|tr|ul|ol|li|p|b|small|html|dl|dt|dd|section|code|legend|svg|details|summary|div|span|a|td|th|select|option|label|fieldset|output|pre|h1)',
    'h1 class="\\w+"',
    '(?:h2|h3) id="[\\w-]+"',
    '(?:p|b|td|th|ul|dl|div|span|section|pre|li) class="\\w+"',
    'th scope="(?:col|row)"(?: class="n")?',
    'section class="wide" aria-label="[\\w .]+" tabindex="0"',
    'svg class="\\w+" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"',
    'rect width="\\d{1,3}" height="1"/',
    'details class="\\w+"(?: id="f-[0-9a-f]{32}")? data-s="\\w+" data-t="[a-z ]+" data-o="[\\w: ]*" data-w="[^"<>]*"(?: open)?',
    'a href="#r-[\\w-]+"',
    'fieldset id="filter" hidden',
    'label for="f-\\w+"',
    'input id="f-text" type="search" autocomplete="off"',
    'select id="f-\\w+"',
    'option value="[^"<>]*"',
    'output id="shown"',
    'br',
  ].join('|')})>$`,
);
const entity = /&(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);/g;

describe.each(attacks)('%j', (attack) => {
  it.each(['change', 'operation'] as const)('is text in Markdown by %s', async (by) => {
    const run = await hostileRun(attack);
    const runs = [run, { ...run, apis: run.apis.map(withChanges) }];
    for (const text of [
      ...runs.map((each) => renderMarkdown(each, { by })),
      ...runs.map((each) => renderChangelog(each, { by })),
    ]) {
      assertDead(text);
      // The only markup is ours.
      expect(text.replace(/<\/?(?:details|summary)>/g, '')).not.toMatch(/[<>]/);
      for (const line of text.split('\n')) {
        expect(line).toMatch(/^(?:$|#{1,3} |\| |- |Since |FAIL|<\/?details>|No change)/);
        // Findings, or owners.
        if (line.startsWith('| ')) expect([7, 6]).toContain(line.split('|').length);
      }
      const foreign = text.replace(/^#{1,3} /gm, '').replace(entity, '');
      expect(foreign).not.toMatch(/[`[\]~$]|@\w|#\w|:\/\/|www\.|GH-\d/i);
      expect(text).not.toMatch(/&#35;\w/);
    }
  });

  it.each(['change', 'operation'] as const)('is text in HTML by %s', async (by) => {
    const run = await hostileRun(attack);
    const whole = renderHtml({ ...run, apis: run.apis.map(withChanges) }, { by });
    assertDead(whole);
    // Our own style and script, which the policy names by their hashes; nothing else may run.
    expect(whole.split(style)).toHaveLength(2);
    expect(whole.split(script)).toHaveLength(2);
    const page = whole.replace(style, '').replace(script, '');
    for (const [tag] of page.matchAll(/<[^>]*>?/g)) expect(tag).toMatch(ourTag);
    expect(page.replace(entity, '').replace(/<[^>]*>/g, '')).not.toContain('&');
  });

  it('only prints in text by operation', async () => {
    assertDead(renderText(await hostileRun(attack), { ...options, by: 'operation' }));
  });
});

describe.each(attacks)('%j', (attack) => {
  it('is one command a line in annotations', async () => {
    const text = renderGithub(await hostileRun(attack));
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines.slice(0, -1)) {
      const [, properties = ''] = /^::(?:error|warning|notice) (.*?)::/.exec(line) ?? [];
      expect(properties).toMatch(/^(?:file=[^,:]+,line=1,col=1,)?title=[^,:]+$/);
    }
    assertDead(text.replace(/^::(?:error|warning|notice) /gm, ''));
  });

  it('is a value in the list for GitLab', async () => {
    const text = renderGitlab(await hostileRun(attack));
    assertDead(text);
    const list = JSON.parse(text) as readonly { location: { path: string } }[];
    expect(list.map(({ location }) => location.path)).toEqual(Array(2).fill(`specs/${attack.toWellFormed()}.yaml`));
  });

  it('is a cell in CSV', async () => {
    const text = renderCsv(await hostileRun(attack));
    assertDead(text.replaceAll('\r\n', '\n'));
    const rows = cells(text);
    expect(rows.map((row) => row.length)).toEqual([18, 18, 18]);
  });
});

describe.each(attacks)('%j', (attack) => {
  it('is text in the evidence', async () => {
    const run = await hostileRun(attack);
    const text = renderEvidence(run, everyRule);
    assertDead(text);
    expect(text).not.toMatch(/[<>]/);
    for (const line of text.split('\n')) {
      expect(line).toMatch(/^(?:$|#{1,2} |\| |- |Evidence towards |Requirement 8 is |The booklet )/);
      if (line.startsWith('| ')) expect(line.split('|')).toHaveLength(7);
    }
    const csv = renderEvidenceCsv(run, everyRule);
    assertDead(csv.replaceAll('\r\n', '\n'));
    expect(new Set(cells(csv).map((row) => row.length))).toEqual(new Set([16]));
  });

  it("is a value in GitLab's DAST report, which has no empty text", async () => {
    const run = await hostileRun(attack);
    const asProbe = (api: ApiRun): ApiRun => ({
      ...api,
      outcomes: api.outcomes.map((outcome) => ({
        ...outcome,
        findings: outcome.findings.map((finding) => ({ ...finding, kind: 'probe' as const })),
      })),
    });
    const text = renderGitlabDast({ ...run, apis: run.apis.map(asProbe) });
    assertDead(text);
    const { vulnerabilities } = assertGitlabDast(text);
    expect(vulnerabilities).toHaveLength(2);
    for (const { description } of vulnerabilities) expect(description).not.toMatch(/[<>[\]`]|@\w|:\/\//);
  });

  it('is text in the full SARIF', async () => {
    const [text = ''] = renderSarif(await hostileRun(attack), { full: true });
    assertDead(text);
    expect(assertSchema(text).runs[0]?.results).toHaveLength(3);
  });
});

/** What a diff says has two verdicts more. */
function withChanges(api: ApiRun): ApiRun {
  const outcomes = api.outcomes.map((outcome) => ({
    ...outcome,
    findings: outcome.findings.map((finding) => ({
      ...finding,
      change: { posture: 'widens', compat: 'breaking' } as const,
    })),
  }));
  return { ...api, outcomes };
}

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
