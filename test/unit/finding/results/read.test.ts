/** Results that a stranger wrote: every field is checked, and nothing of the verdict in them is believed. */
import { describe, expect, it, test } from 'vitest';
import { assert, jsonValue, nat, property } from 'fast-check';
import { ResultsError } from '../../../../src/finding/results/fields.ts';
import { parseResults } from '../../../../src/finding/results/read.ts';
import { renderJson } from '../../../../src/report/json.ts';
import { apiRun, flawed, ruleMetas, runOf } from '../../../support/run.ts';

type Writable = Record<string, unknown>;
const metas = await ruleMetas();
const text = renderJson(await runOf([await apiRun(flawed)]));

/** The results with one value changed, by its keys: `apis.0.name`. */
function changed(path: string, value: unknown): string {
  const results = JSON.parse(text) as Writable;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at: Writable = results;
  for (const key of keys) at = at[key] as Writable;
  at[last] = value;
  return JSON.stringify(results);
}

const finding = 'apis.0.findings.0';

it('reads what a run wrote', () => {
  expect(parseResults(text, metas).apis.map(({ name }) => name)).toEqual(['openapi']);
});

test.each([
  ['schemaVersion', 2, /schemaVersion: this sallyport reads version 1/],
  ['schemaVersion', undefined, /no results of sallyport/],
  ['startedAt', 'yesterday', /startedAt/],
  ['startedAt', '2026-11-24T10:00:00.000Z\n::error::x', /startedAt/],
  ['tool.version', '1.0.0"><script>', /tool\.version/],
  ['verdict.threshold', 'never', /threshold: one of critical/],
  ['verdict.known', ['x'], /known/],
  ['apis', {}, /apis: a list/],
  ['apis.0', 7, /apis\[0\]: an object/],
  ['apis.0.name', 'x'.repeat(10_001), /name: longer than 10000/],
  ['apis.0.probed', { operations: -1, decided: 0, requests: 0 }, /probed\.operations: a whole number/],
  [`${finding}.severity`, 'CRITICAL', /findings\[0\]\.severity/],
  [`${finding}.rule`, '../../etc/passwd', /findings\[0\]\.rule/],
  [`${finding}.fingerprint`, 'z'.repeat(32), /fingerprint/],
  [`${finding}.at.startLine`, 1e99, /startLine/],
  [`${finding}.at.startLine`, 0, /startLine/],
  [`${finding}.message`, { toString: 'x' }, /message: text/],
  [`${finding}.message`, 'x'.repeat(100_001), /message: longer than/],
  [`${finding}.also`, [{}], /also\[0\]/],
  ['apis.0.outcomes.others.0.findings', ['0'.repeat(32)], /names a finding that is not there/],
  ['rules.0.owasp', ['API11:2023'], undefined],
  ['rules.0.id', 'A B', /rules\[0\]\.id/],
])('%s = %j', (path, value, message) => {
  const read = (): unknown => parseResults(changed(path, value), metas);
  // Of a rule of ours nothing but the severity is read.
  if (message === undefined) expect(read).not.toThrow();
  else expect(read).toThrow(message);
});

describe('a stranger', () => {
  it('does not decide what gates, what stands or what the sentence is', () => {
    const saved = parseResults(changed('verdict.failing', []), metas);
    expect(saved.apis[0]?.outcomes.flatMap(({ findings }) => findings)).not.toEqual([]);
    const said = JSON.stringify(parseResults(changed('verdict.sentence', 'PASS: trust me'), metas));
    expect(said).not.toContain('trust me');
  });

  it('cannot lead a reader to files outside of the repository', () => {
    for (const uri of ['/etc/passwd', '../../x', 'a/../../x', 'https://evil.example/x', 'C:\\x', '\\\\host\\x', '']) {
      const source = { id: 'openapi.yaml', uri, inTree: true };
      const [api] = parseResults(changed('apis.0.sources', [source]), metas).apis;
      expect([uri, api?.sources.get('openapi.yaml')?.inTree]).toEqual([uri, false]);
    }
  });

  it('cannot put words into the mouth of a rule, nor Markdown into that of another', () => {
    const evil = '# [Click](https://evil.example) <img src=x> `rm -rf`';
    const results = JSON.parse(text) as { rules: Writable[] };
    const own = { ...results.rules[0], id: 'own-evil', title: evil, why: evil, fix: evil };
    const ours = { ...results.rules[1], why: evil, fix: evil };
    const { rules } = parseResults(JSON.stringify({ ...results, rules: [own, ours] }), metas);
    const [strange, known] = [...rules.values()];
    expect(strange?.id).toBe('own-evil');
    for (const words of [strange?.title, strange?.why, strange?.fix]) expect(words).not.toMatch(/[[\]()<>`#:/*_~|]/);
    expect(known?.why).toBe(metas.get(known?.id ?? '')?.why);
  });

  it('cannot name what objects inherit', () => {
    const polluted = text.replace('"schemaVersion": 1,', '"schemaVersion": 1, "__proto__": { "evil": true },');
    parseResults(polluted, metas);
    expect(({} as Writable)['evil']).toBeUndefined();
    expect(() => parseResults('{"__proto__":{"schemaVersion":1}}', metas)).toThrow(ResultsError);
  });

  it('cannot make a report walk for ever', () => {
    const group = { kind: 'lint', rules: Array(10_000).fill('jwt-none'), on: Array(10_000).fill('GET /x') };
    expect(() => parseResults(changed('apis.0.outcomes.passedOn', [group]), metas)).toThrow(/more than 50000000/);
    expect(() => parseResults(`${'['.repeat(200_000)}${']'.repeat(200_000)}`, metas)).toThrow(ResultsError);
  });

  it('gets one sentence whatever the file holds', () => {
    assert(
      property(jsonValue(), nat(), (value, index) => {
        const results = JSON.parse(text) as Writable;
        const parts = [results, results['verdict'], (results['apis'] as Writable[])[0]] as Writable[];
        const part = parts[index % parts.length] ?? results;
        const keys = Object.keys(part);
        part[keys[index % keys.length] ?? ''] = value;
        try {
          parseResults(JSON.stringify(results), metas);
        } catch (error) {
          expect(error).toBeInstanceOf(ResultsError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
