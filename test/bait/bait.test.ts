/**
 * What real APIs do to a naive scanner, all in one API that has no flaw: nothing that gates may be proven, and nothing
 * may be damaged. The traps are numbered in the code beside that which sets them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadRules } from '../../rules/index.ts';
import { identities, inUse } from './config.ts';
import { baiting, type Baiting } from './run.ts';
import { basePath } from './server.ts';

/**
 * What is true of the bait and no flaw that gates. Offers have ids from one counter, and everybody may see all offers
 * (trap 4): the finding is a note. A path id that is not looked at (trap 1) is a finding of its own, which says that the
 * caller's own object is changed, and nothing else may be made of it.
 */
const known = new Map([
  ['id-predictable', { severity: 'info', operations: ['POST /offers'] }],
  ['path-id-ignored', { severity: 'low', operations: ['PUT /mandates/{mandateId}'] }],
]);

const { probe } = loadRules;
const rules = await probe();

describe.each(['full', 'load'] as const)('all probes with the profile %s against the bait', (profile) => {
  let run: Baiting;
  beforeAll(async () => {
    run = await baiting(rules, profile);
  }, 120_000);

  it('prove nothing that is not so', () => {
    const wrong = run.findings.filter(({ rule, severity, operation = '' }) => {
      const own = known.get(rule);
      return own?.severity !== severity || !own.operations.includes(operation);
    });
    // The trap is set: else its silence says nothing.
    expect(run.findings.map(({ rule }) => rule)).toContain('path-id-ignored');
    expect(wrong.map(({ rule, severity, operation, message }) => [rule, severity, operation, message])).toEqual([]);
  });

  it('decide enough for that to mean something', () => {
    const decided = run.outcomes.filter(({ result }) => result === 'passed');
    expect(decided.length).toBeGreaterThan(400);
    expect(new Set(decided.map(({ rule }) => rule)).size).toBeGreaterThan(75);
    expect(run.outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
    expect(run.outcomes.filter(({ reason }) => /budget of \d+ requests/.test(reason ?? ''))).toEqual([]);
  });

  it('wipe nothing, change no password and lock nobody out', () => {
    expect(run.damage).toEqual([]);
    expect(run.lost).toEqual([]);
    expect(run.down).toBeUndefined();
  });

  it('leave what they did not make as it was', () => {
    expect(run.after['people']).toEqual(run.before['people']);
    const offers = run.before['offers'] as readonly unknown[];
    expect((run.after['offers'] as readonly unknown[]).slice(0, offers.length)).toEqual(offers);
  });

  it('take away all that they made where there is a DELETE', () => {
    const { offers, ...after } = run.after;
    for (const kind of ['accounts', 'notes', 'cards', 'mandates', 'orders', 'webhooks'])
      expect(after[kind], kind).toEqual([]);
    expect(offers).toEqual(run.before['offers']);
    // An account of the bank is not deleted by its API: the run says so.
    expect(new Set(run.left.map(({ collection }) => collection))).toEqual(new Set(['/auth/register']));
  });

  it('ask the target alone, below its path', () => {
    // Trap 12: never the host of the document.
    expect(run.exchanges.filter(({ request }) => request.origin.includes('bait.example'))).toEqual([]);
    const documented = run.exchanges.filter(
      ({ request, response }) => response?.status === 200 && request.method !== 'TRACE',
    );
    expect(documented.filter(({ request }) => !request.path.startsWith(`${basePath}/`))).toEqual([]);
  });

  it('log each identity in and keep it', () => {
    const names = new Set(run.exchanges.map(({ identity }) => identity));
    for (const { name } of identities) expect(names).toContain(name);
    expect(Object.keys(inUse)).toHaveLength(5);
  });
});
