import { describe, expect, it } from 'vitest';
import type { ProbeRule } from '../../../src/check/rule.ts';
import { loadRules } from '../../../rules/index.ts';
import { expectations } from '../../support/fixture.ts';
import { againstTwin, textOf, type Attempted } from '../../support/twins.ts';

const rules = await loadRules.probe();

/** `rule@line`, sorted: where the findings stand, and where else they say that they do. */
function places(attempted: Attempted & Awaited<ReturnType<typeof againstTwin>>): readonly string[] {
  return attempted.findings
    .map(({ rule, at }) => `${rule}@${attempted.api.sources.get(at.source)?.locate(at.path).startLine}`)
    .sort();
}

/** Secrets of the twins, in the forms that they travel in. */
const secrets = /5f2c81d09e|c41f7703ab|6b1d20f3c8|91c0de44ab7725f1|eyJ[\w-]{10,}/;

describe.each(rules.map((rule): [string, ProbeRule] => [rule.id, rule]))('%s', (_, rule) => {
  it('is proven on the vulnerable twin, at the marked line and nowhere else', async () => {
    const attempted = await againstTwin(rule, 'vulnerable');
    // First: a probe that crashed found nothing for a reason that the next lines would hide.
    expect(attempted.outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
    const expected = expectations(textOf(rule));
    expect(expected.length).toBeGreaterThan(0);
    expect(places(attempted)).toEqual(expected);
    expect(attempted.findings.map(({ certainty }) => certainty)).toEqual(expected.map(() => 'proven'));
  });

  it('is silent on the hardened twin, and decides where it spoke on the other', async () => {
    const { outcomes, findings } = await againstTwin(rule, 'hardened');
    const { outcomes: others } = await againstTwin(rule, 'vulnerable');
    expect(findings).toEqual([]);
    for (const { subject, result } of others) {
      if (result !== 'failed') continue;
      expect(outcomes.find((outcome) => outcome.subject === subject)).toMatchObject({ verdict: 'REFUTED' });
    }
  });

  it('shows probe and controls, at most six exchanges, and no secret', async () => {
    const { findings, outcomes } = await againstTwin(rule, 'vulnerable');
    expect(JSON.stringify(outcomes)).not.toMatch(secrets);
    for (const { evidence } of findings) {
      const exchanges = evidence.flatMap((one) => (one.kind === 'exchange' ? [one] : []));
      expect(exchanges.length).toBeGreaterThanOrEqual(3);
      expect(exchanges.length).toBeLessThanOrEqual(6);
      expect(exchanges.every(({ curl }) => curl.startsWith('curl '))).toBe(true);
      expect(evidence.at(-1)?.kind).toBe('comparison');
    }
  });

  it('says the same twice', async () => {
    const [first, second] = [await againstTwin(rule, 'vulnerable'), await againstTwin(rule, 'vulnerable')];
    const said = ({ findings }: Attempted): unknown =>
      findings.map(({ fingerprint, message }) => [fingerprint, message]);
    expect(said(first)).toEqual(said(second));
  });
});
