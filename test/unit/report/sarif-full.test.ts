import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { runOf } from '../../support/run.ts';
import { assertSarif, assertSchema } from '../../support/sarif.ts';

const ignores = [{ rule: 'data-pci-sad', reason: 'shown to [the] cardholder', owner: '@bank', expires: '2999-12-31' }];

describe('SARIF for other readers than GitHub', () => {
  it('has taxonomies, the decisive exchange and what an exception takes out, by the schema', async () => {
    const run = await runOf([await probedRun([provenFinding('critical')])], { policy: { ignores } });
    const [log] = renderSarif(run, { full: true }).map(assertSchema);
    const [only] = log?.runs ?? [];
    expect(only?.taxonomies?.map(({ name, taxa = [] }) => [name, taxa.length > 0])).toEqual([
      ['CWE', true],
      ['OWASP API Security Top 10', true],
    ]);
    expect(only?.tool.driver.supportedTaxonomies).toHaveLength(2);
    const ids = new Set(only?.taxonomies?.flatMap(({ taxa = [] }) => taxa.map(({ id }) => id)));
    for (const { relationships = [] } of only?.tool.driver.rules ?? []) {
      expect(relationships.length).toBeGreaterThan(1);
      for (const { target } of relationships) expect(ids).toContain(target.id);
    }
    const proven = only?.results?.find(({ ruleId }) => ruleId === 'bola-read-path');
    expect(proven?.webRequest).toMatchObject({
      method: 'GET',
      target: 'https://staging.example.com/v1/cards/1?expand=owner',
      headers: { Authorization: '<SECRET:1>' },
    });
    expect(proven?.webResponse).toMatchObject({ statusCode: 200 });
    const excused = only?.results?.filter(({ suppressions }) => suppressions !== undefined);
    expect(excused?.map(({ ruleId, suppressions }) => [ruleId?.split('/')[0], suppressions])).toEqual([
      [
        'data-pci-sad',
        [
          {
            kind: 'external',
            status: 'accepted',
            justification: String.raw`shown to \[the\] cardholder`,
            properties: { expires: '2999-12-31', owner: '@bank' },
          },
        ],
      ],
    ]);
  });

  it('is more than what GitHub is given, which has none of it', async () => {
    const run = await runOf([await probedRun([provenFinding('critical')])], { policy: { ignores } });
    const [text = ''] = renderSarif(run);
    assertSarif(text);
    expect(text).not.toMatch(/webRequest|suppressions|taxonomies|staging\.example\.com/);
  });

  it('fits into what readers take: exchanges of the least severe findings go first', async () => {
    const severe = [provenFinding('critical', { size: 900 }), provenFinding('high', { size: 900 })];
    // 12 MB of headers that do not compress, all of them of low severity.
    const many = Array.from({ length: 4_000 }, (_, index) => {
      const finding = provenFinding('low', { index });
      const [exchange] = finding.evidence;
      if (exchange?.kind !== 'exchange') throw new Error('no exchange');
      const headers = [1, 2, 3, 4].map(
        (part) =>
          [
            `X-${part}`,
            ((provenFinding('low', { size: 990, index: index * 4 + part }).evidence[0] as typeof exchange).exchange
              .response?.headers[0] ?? [])[1] ?? '',
          ] as const,
      );
      return {
        ...finding,
        fingerprint: index.toString(16).padStart(32, '0'),
        evidence: [{ ...exchange, exchange: { ...exchange.exchange, response: { status: 200, headers } } }],
      };
    });
    const run = await runOf([await probedRun([...severe, ...many])]);
    const texts = renderSarif(run, { full: true });
    for (const text of texts) expect(gzipSync(text).length).toBeLessThan(10 * 1024 * 1024);
    const results = texts.map(assertSchema).flatMap(({ runs }) => runs.flatMap((one) => one.results ?? []));
    const kept = results.filter(({ webRequest }) => webRequest !== undefined);
    expect(kept.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(results.length).toBeGreaterThan(4_000);
    const said = texts.map(assertSchema).flatMap(({ runs }) => runs.flatMap(({ invocations = [] }) => invocations));
    expect(said[0]?.toolExecutionNotifications).toMatchObject([
      {
        descriptor: { id: 'exchanges-left-out' },
        message: { text: expect.stringMatching(/^4000 results stand/) as string },
      },
    ]);
  });
});
