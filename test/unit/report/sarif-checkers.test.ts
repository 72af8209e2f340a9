/** Each checker of SARIF must notice what it is there for: a silent one would let everything pass. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Log, Result } from 'sarif';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import { apiRun, flawed, runOf } from '../../support/run.ts';
import { checkers } from '../../support/sarif-schemas.ts';
import { githubMistakes, misplaced } from '../../support/sarif.ts';

const text = renderSarif(await runOf([await apiRun(flawed)]))[0] ?? '';
const fresh = (): Log => JSON.parse(text) as Log;

/** The log with one thing changed. */
function changed(change: (run: Log['runs'][0], result: Result) => void): Log {
  const log = fresh();
  const run = log.runs[0];
  const result = run?.results?.[0];
  if (run === undefined || result === undefined) throw new Error('the sample has no result');
  change(run, result);
  return log;
}
const loose = (value: object): Record<string, unknown> => value as Record<string, unknown>;

describe.each(Object.entries(checkers))('the schema of %s', (_name, check) => {
  it('takes our log', () => expect(check(fresh())).toEqual([]));
  it.each([
    ['a level that is none', changed((_run, result) => (loose(result)['level'] = 'critical'))],
    ['a result without a message', changed((_run, result) => delete loose(result)['message'])],
    ['a key that is none', changed((_run, result) => (loose(result)['severity'] = 'high'))],
    ['another version', { ...fresh(), version: '2.0.0' }],
  ])('refuses %s', (_what, log) => expect(check(log)).not.toEqual([]));
});

describe("GitHub's limits", () => {
  const mistakes = (log: Log): readonly string[] => githubMistakes(log, JSON.stringify(log));
  const rule = (run: Log['runs'][0]): Record<string, unknown> => loose(run.tool.driver.rules?.[0] ?? {});
  const region = (result: Result): Record<string, unknown> =>
    loose(result.locations?.[0]?.physicalLocation?.region ?? {});

  it('hold for our log', () => expect(mistakes(fresh())).toEqual([]));
  it.each([
    ['no run', { ...fresh(), runs: [] }],
    ['two runs of one category', { ...fresh(), runs: [...fresh().runs, ...fresh().runs] }],
    ['a security-severity in words', changed((run) => (rule(run)['properties'] = { 'security-severity': 'high' }))],
    ['11 tags', changed((run) => (rule(run)['properties'] = { 'security-severity': '7', tags: [...'abcdefghijk'] }))],
    ['a long name', changed((run) => (rule(run)['name'] = 'n'.repeat(256)))],
    ['a long text', changed((run) => (rule(run)['shortDescription'] = { text: 't'.repeat(1_025) }))],
    ['an empty text', changed((run) => (rule(run)['help'] = { text: '' }))],
    ['a place of several lines', changed((_run, result) => (region(result)['endLine'] = 9_999))],
    ['a place without a line', changed((_run, result) => delete region(result)['startLine'])],
    ['no fingerprint', changed((_run, result) => delete loose(result)['partialFingerprints'])],
    ['a suppressed result', changed((_run, result) => (result.suppressions = [{ kind: 'external' }]))],
    ['a result that is no failure', changed((_run, result) => (result.kind = 'pass'))],
    ['the wrong rule', changed((_run, result) => (result.ruleIndex = 99))],
    ['the worst result last', changed((run) => (run.results = run.results?.toReversed() ?? []))],
    ['too many results', changed((run, result) => (run.results = Array.from({ length: 5_001 }, () => result)))],
  ])('are broken by %s', (_what, log) => expect(mistakes(log)).not.toEqual([]));

  it('are broken by 9.5 MB after compression', () => {
    const noise = randomBytes(11 * 1024 * 1024).toString('base64');
    expect(githubMistakes(fresh(), text + noise).filter((each) => each.includes('MB'))).toHaveLength(1);
  });
});

describe('places', () => {
  const files = (name: string): string | undefined => (name === 'openapi.yaml' ? flawed : undefined);
  it('are lines of files that are there', () => expect(misplaced(fresh(), files)).toEqual([]));
  it.each([
    ['a file that is not there', text.replaceAll('"uri": "openapi.yaml"', '"uri": "gone.yaml"')],
    ['a line behind the end', text.replaceAll('"startLine": ', '"startLine": 99')],
    ['a column behind the end of its line', text.replaceAll('"endColumn": ', '"endColumn": 99')],
  ])('and not %s', (_what, log) => expect(misplaced(JSON.parse(log) as Log, files)).not.toEqual([]));
});
