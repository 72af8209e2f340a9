/** The labelled calls of test/traffic-drift: each drift is told where the document should say it, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { loadRules, ruleIds } from '../rules/index.ts';
import type { Finding } from '../src/finding/finding.ts';
import { judged, readSets, type DriftSet, type SetCall } from './support/traffic-drift.ts';

const sets = await readSets();
const rules = await loadRules.traffic();
const built: ReadonlySet<string> = new Set(ruleIds.traffic);

async function findingsOf(set: DriftSet, calls: readonly SetCall[]): Promise<readonly Finding[]> {
  const outcomes = await judged(set, calls, rules);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  return outcomes.flatMap(({ findings }) => findings);
}

const shown = ({ rule, at, message }: Finding): string => `${rule} at ${at.path}: ${message}`;

describe('the sets themselves', () => {
  it('have forty drifting calls, every kind twice, and forty conforming ones', () => {
    const drift = sets.flatMap((set) => set.drift);
    expect(drift.length).toBeGreaterThanOrEqual(40);
    expect(sets.flatMap(({ conforming }) => conforming).length).toBeGreaterThanOrEqual(40);
    const counts = new Map<string, number>();
    for (const { kind = '' } of drift) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count < 2)).toEqual([]);
  });
  it('name documents without faults', () => {
    expect(sets.flatMap(({ api }) => api.faults.map(({ message }) => message))).toEqual([]);
  });
});

describe.each(sets)('$name', (set) => {
  const own = set.api.servers[0]?.resolvedUrl ?? '';
  const pathOf = ({ call }: SetCall): string => call.split(/[ ?]/, 2)[1] ?? '';
  /** Two plain calls of other operations, so that the host is known to be the API's, and credentials to be captured. */
  const contextOf = (drift: SetCall): readonly SetCall[] =>
    set.conforming.filter((call) => call.auth === undefined && pathOf(call) !== pathOf(drift)).slice(0, 2);

  it('conforming calls are silent', async () => {
    expect(own).not.toBe('');
    const isStripped = ({ credentials }: SetCall): boolean => credentials === 'stripped';
    expect(
      (
        await findingsOf(
          set,
          set.conforming.filter((call) => !isStripped(call)),
        )
      ).map(shown),
    ).toEqual([]);
    // An exporter takes credentials out of the whole capture.
    expect((await findingsOf(set, set.conforming.filter(isStripped))).map(shown)).toEqual([]);
  });

  for (const [index, call] of set.drift.entries()) {
    const { kind = '', at, also = [] } = call;
    const name = `${index} ${call.call}: ${kind}`;
    if (!built.has(kind)) {
      it.todo(`${name}: no rule yet`);
      continue;
    }
    it(name, async () => {
      const context = contextOf(call);
      const findings = await findingsOf(set, [...context, call]);
      expect(findings.map(({ rule }) => rule).sort(), findings.map(shown).join('\n')).toEqual([kind, ...also].sort());
      const finding = findings.find(({ rule }) => rule === kind);
      expect(finding?.at.path).toBe(at);
      expect(finding?.related.map((related) => related.at.path)).toContain(`/log/entries/${context.length}`);
    });
  }

  it('all drifting calls together tell what each tells alone', async () => {
    const told = await findingsOf(set, [
      ...set.conforming.filter(({ credentials }) => credentials === undefined),
      ...set.drift,
    ]);
    const expected = set.drift.filter(
      ({ kind = '' }) => built.has(kind) && kind !== 'rate-limit-not-seen' && kind !== 'dead-operation',
    );
    const missing = expected.filter(
      ({ kind, at }) =>
        !told.some((finding) => finding.rule === kind && (finding.at.path === at || wide.has(kind ?? ''))),
    );
    expect(missing.map(({ call, kind }) => `${call}: ${kind}`)).toEqual([]);
    const labels = new Set(set.drift.flatMap(({ kind = '', also = [] }) => [kind, ...also]));
    if ([...labels].every((label) => built.has(label)))
      expect(told.filter(({ rule }) => !labels.has(rule)).map(shown)).toEqual([]);
  });
});

/** One finding for the whole document, wherever it was seen first. */
const wide: ReadonlySet<string> = new Set(['undocumented-response-header']);
