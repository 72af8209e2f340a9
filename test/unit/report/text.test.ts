import { describe, expect, it } from 'vitest';
import { plain, renderText, type Palette } from '../../../src/report/text.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { apiRun, clean, flawed, runOf } from '../../support/run.ts';

const options = { palette: plain, width: 80, minSeverity: 'info', verbose: false } as const;
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('text', () => {
  it('groups by operation, names file and line, and ends with the verdict', async () => {
    const text = renderText(await runOf([await apiRun(flawed)]), options);
    expect(text).toContain('auth-http-basic/cleartext  openapi.yaml:7:5');
    expect(text).toMatch(/\nPOST \/cards\n/);
    expect(text).toContain('fix: sallyport explain data-pci-sad');
    expect(lastLine(text)).toMatch(/^FAIL: \d+ critical, \d+ high \(gate: high\)$/);
  });

  it('keeps to 80 columns, but for what is copied, the verdict and words that are longer', async () => {
    const text = renderText(
      await runOf([
        await apiRun(
          flawed.replaceAll('/cards', `/${'cards/'.repeat(9)}x`),
          'a/very/long/folder/of/documents/openapi.yaml',
        ),
      ]),
      options,
    );
    const lines = text.trimEnd().split('\n').slice(0, -1);
    const long = lines.filter((line) => line.length > 80 && !line.startsWith('    $ '));
    expect(long.filter((line) => line.trim().split(' ').length > 2)).toEqual([]);
    expect(lines.filter((line) => /^    a\/very\/long\/\S+:\d+:\d+$/.test(line)).length).toBeGreaterThan(0);
  });

  it('makes the place lead to the file and the rule to its weakness, where the palette has links', async () => {
    const link: Palette['link'] = (label, to) => `<${'file' in to ? to.file : to.page}|${label}>`;
    const text = renderText(await runOf([await apiRun(flawed)]), { ...options, palette: { ...plain, link } });
    expect(text).toMatch(
      /<https:\/\/cwe\.mitre\.org\/data\/definitions\/\d+\.html\|auth-http-basic\/cleartext>  <openapi\.yaml\|openapi\.yaml:7:5>/,
    );
  });

  it('says of one finding what, where, why, whom it reaches, what changed, and how to see it again', async () => {
    const api = await apiRun(flawed);
    const at = { source: 'openapi.yaml', path: '/paths/~1cards/get/security' };
    const exchange = {
      request: { method: 'GET', origin: 'http://127.0.0.1', path: '/cards/1', query: [], headers: [] },
      identity: 'bob',
      credentials: 'present',
      sightings: [],
      durationMs: 1,
      at,
    } as const;
    const { operation: _, ...finding } = findingOf({
      rule: 'op-security-emptied',
      kind: 'diff',
      severity: 'critical',
      certainty: 'proven',
      message: 'The operations no longer ask for a credential.',
      at,
      change: { posture: 'widens', compat: 'no' },
      related: [{ at: { source: 'openapi.yaml', path: '/servers/0/url' }, message: 'the server' }],
      evidence: [
        { kind: 'comparison', note: 'security', before: 'bearer', after: 'nothing' },
        { kind: 'exchange', note: 'read by bob', exchange, curl: `curl "$TARGET"'/v1/cards/1'` },
      ],
      reach: { operations: ['GET /cards', 'POST /cards'], anonymous: 1, dataClasses: ['pci.pan'] },
      also: [
        { rule: 'auth-missing', kind: 'probe', fingerprint: 'a'.repeat(32), severity: 'high', certainty: 'tentative' },
      ],
    });
    const text = renderText(await runOf([{ ...api, outcomes: [failedBy(finding)] }]), options);
    expect(text).toBe(`openapi: 2 operations, 1 findings

Shared by several operations
  critical op-security-emptied (proven, widens)  openapi.yaml:23:7
    The operations no longer ask for a credential.
    The operation asked for a credential and now answers anybody.
    reached by 2 operations, 1 without credentials: POST /cards
    (openapi.yaml:16:5), GET /cards (openapi.yaml:22:5); data: pci.pan
    security: bearer -> nothing
    openapi.yaml:4:5 the server
    also said by auth-missing
    $ curl "$TARGET"'/v1/cards/1'
    fix: sallyport explain op-security-emptied

FAIL: 1 critical (gate: high)
`);
  });

  it('shows less with a higher minimum, and the same verdict', async () => {
    const run = await runOf([await apiRun(flawed)]);
    const all = renderText(run, options);
    const few = renderText(run, { ...options, minSeverity: 'critical' });
    expect(few).not.toContain('tls-server-http');
    expect(lastLine(few)).toBe(lastLine(all));
  });

  it('writes out twenty findings of a rule, and all of them when asked', async () => {
    const outcomes = Array.from({ length: 30 }, (_, index) =>
      failedBy(findingOf({ fingerprint: index.toString(16).padStart(32, '0'), message: `Number ${index}.` })),
    );
    const run = await runOf([{ ...(await apiRun(clean)), outcomes }]);
    const numbers = (text: string): number => text.match(/Number \d+\./g)?.length ?? 0;
    expect(numbers(renderText(run, options))).toBe(20);
    expect(renderText(run, options)).toContain('10 more findings of the same rules: -v shows all.');
    expect(numbers(renderText(run, { ...options, verbose: true }))).toBe(30);
  });

  it('lists what does not count and what was not tested, the commonest reason first', async () => {
    const skipped = ['no JWT', 'needs two identities', 'needs two identities'].map((reason, index) => ({
      rule: 'jwt-none',
      kind: 'probe' as const,
      subject: `GET /${index}`,
      result: 'skipped' as const,
      reason,
      findings: [],
    }));
    const api = await apiRun(flawed);
    const ignores = [
      { rule: 'auth-op-unprotected-write', reason: 'a kiosk', expires: '2027-01-31' },
      { rule: 'data-pci-sad', reason: 'shown to the cardholder', expires: '2999-12-31' },
    ];
    const run = await runOf([{ ...api, outcomes: [...api.outcomes, ...skipped] }], { policy: { ignores } });
    const text = renderText(run, { ...options, width: 140 });
    expect(text).toContain('  - 2 x not tested: needs two identities\n  - 1 x not tested: no JWT\n');
    expect(text).toContain(
      'suppressed until 2027-01-31: auth-op-unprotected-write on POST /cards, by the config: a kiosk',
    );
    expect(text).toContain('suppressed until 2999-12-31: data-pci-sad, by the config: shown to the cardholder');
    expect(text).not.toContain('fix: sallyport explain data-pci-sad');
  });

  it('keeps to its width but for places and commands, which are copied whole', async () => {
    const text = renderText(await runOf([await apiRun(flawed)]), { ...options, width: 60 });
    const long = text.split('\n').filter((line) => line.length > 60);
    for (const line of long) expect(line).toMatch(/^ {2}(critical|high|medium|low|info) |^ {4}\$ |^FAIL/);
  });

  it('has colours from outside alone', async () => {
    const run = await runOf([await apiRun(flawed)]);
    const marked: Palette = {
      bold: (text) => `<b>${text}</b>`,
      dim: (text) => text,
      severity: (severity, text) => `<${severity}>${text}</>`,
      verdict: (verdict, text) => `<${verdict}>${text}</>`,
    };
    const text = renderText(run, { ...options, palette: marked });
    expect(text).toContain('<critical>critical</> ');
    expect(lastLine(text)).toMatch(/^<b><failed>FAIL: .*<\/><\/b>$/);
    expect(renderText(run, options)).not.toMatch(/\u001b/);
  });
});
