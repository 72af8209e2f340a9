import { describe, expect, it } from 'vitest';
import { loadRules } from '../../../rules/index.ts';
import { twins } from '../../../rules/probe/twins.ts';
import type { ProbeRule, TwinFolder } from '../../../src/check/rule.ts';
import { attempt } from '../../../src/selftest/attempt.ts';

const rules = await loadRules.probe();
const none: TwinFolder = { twins: () => Promise.reject(new Error('no twins')), api: '' };

/** Nothing is sent: the handshake is what tells. */
const handshakes: ReadonlySet<string> = new Set(['tls-weak']);

/** Credentials of the twins, which no report may hold. */
async function secretsOf(folder: TwinFolder): Promise<readonly string[]> {
  const { identities } = (await folder.twins()).twins;
  const secrets = identities.flatMap(({ token, apiKey, cookie, others = {} }) => [
    token,
    apiKey,
    cookie,
    ...Object.values(others),
  ]);
  return secrets.filter((secret): secret is string => secret !== undefined && secret.length >= 8);
}

describe.each(rules.map((rule): [string, ProbeRule] => [rule.id, rule]))('%s', (id, rule) => {
  const folder = twins[id] ?? none;

  it('is proven on the vulnerable twin, at the marked lines and nowhere else, twice the same', async () => {
    const attempted = await attempt(rule, 'vulnerable', folder);
    // First: a probe that crashed found nothing for a reason that the next lines would hide.
    expect(attempted.outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
    expect(attempted.expected.length).toBeGreaterThan(0);
    const reasons = attempted.outcomes.map(({ subject, reason }) => `${subject}: ${reason ?? 'decided'}`);
    expect(attempted.found, reasons.join('\n')).toEqual(attempted.expected);
    expect(attempted.findings.map(({ certainty }) => certainty)).toEqual(attempted.expected.map(() => 'proven'));
    const again = await attempt(rule, 'vulnerable', folder);
    const said = (one: typeof attempted): unknown =>
      one.findings.map(({ fingerprint, message }) => [fingerprint, message]);
    expect(said(again)).toEqual(said(attempted));
  });

  it('is silent on the hardened twin, and decides where it spoke on the other', async () => {
    const { outcomes, findings } = await attempt(rule, 'hardened', folder);
    const { outcomes: others } = await attempt(rule, 'vulnerable', folder);
    expect(findings).toEqual([]);
    for (const { subject, result } of others) {
      if (result !== 'failed') continue;
      expect(outcomes.find((outcome) => outcome.subject === subject)).toMatchObject({ verdict: 'REFUTED' });
    }
  });

  it('shows probe and controls, at most six exchanges, and no secret', async () => {
    const { findings, outcomes } = await attempt(rule, 'vulnerable', folder);
    const text = JSON.stringify(outcomes);
    for (const secret of [...(await secretsOf(folder)), 'eyJ']) expect(text).not.toContain(secret);
    for (const { evidence } of findings) {
      const exchanges = evidence.flatMap((one) => (one.kind === 'exchange' ? [one] : []));
      // What is told as a fault of medium and above has controls; of a header that is absent the answer itself is the proof.
      const isSmall = rule.severity === 'low' || rule.severity === 'info';
      expect(exchanges.length).toBeGreaterThanOrEqual(
        handshakes.has(id) ? 0 : isSmall ? Math.min(1, rule.requests) : 3,
      );
      expect(exchanges.length).toBeLessThanOrEqual(6);
      expect(exchanges.every(({ curl }) => curl.startsWith('curl '))).toBe(true);
      expect(evidence.at(-1)?.kind).toBe('comparison');
    }
  });
});
