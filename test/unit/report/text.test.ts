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
    expect(text).toContain(
      '    fix: Delete the property from the response.\n    how: sallyport explain data-pci-sad\n',
    );
    expect(text).toContain('how: sallyport explain tls-server-http, or try sallyport lint --fix\n');
    expect(text.replace(/\n {9}/g, ' ')).toContain('limit-array-items, or try sallyport lint --fix --fix-limits\n');
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
        // A rule that said it of two schemes is named once.
        { rule: 'auth-missing', kind: 'probe', fingerprint: 'a'.repeat(32), severity: 'high', certainty: 'tentative' },
        { rule: 'auth-missing', kind: 'probe', fingerprint: 'b'.repeat(32), severity: 'high', certainty: 'tentative' },
      ],
    });
    const text = renderText(await runOf([{ ...api, outcomes: [failedBy(finding)] }]), options);
    expect(text).toBe(`openapi: 2 operations, 1 finding

Shared by several operations
  critical op-security-emptied (proven, widens)  openapi.yaml:23:7
    The operations no longer ask for a credential.
    The operation asked for a credential and now answers anybody.
    reached by 2 operations, 1 without credentials: POST /cards
    (openapi.yaml:16:5), GET /cards (openapi.yaml:22:5); data: pci.pan
    security: bearer -> nothing
    openapi.yaml:4:5 the server
    also found by auth-missing
    $ curl "$TARGET"'/v1/cards/1'
    fix: Give the operation its requirement back.
    how: sallyport explain op-security-emptied

FAIL: 1 critical (gate: high)
`);
  });

  it('says by operation what a change means for attackers and clients', async () => {
    const finding = findingOf({
      rule: 'op-security-emptied',
      kind: 'diff',
      change: { posture: 'widens', compat: 'no' },
    });
    const run = await runOf([{ ...(await apiRun(clean)), outcomes: [failedBy(finding)] }]);
    expect(renderText(run, { ...options, by: 'operation' })).toContain(
      'op-security-emptied (widens, breaks no client, new)',
    );
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
    const numbers = (text: string): number =>
      text.split('What fails the gate', 1)[0]?.match(/Number \d+\./g)?.length ?? 0;
    expect(numbers(renderText(run, options))).toBe(20);
    expect(renderText(run, options)).toContain('10 more findings of the same rules: -v shows all.');
    expect(numbers(renderText(run, { ...options, verbose: true }))).toBe(30);
  });

  it('tells why and how to mend it once a rule, and leaves that out of what is old', async () => {
    const fingerprints = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
    const outcomes = fingerprints.map((fingerprint, index) =>
      failedBy(findingOf({ fingerprint, message: `Number ${index}.` })),
    );
    const baseline = new Map([
      ['a'.repeat(32), { fingerprint: 'a'.repeat(32), rule: 'auth-op-unprotected-write', firstSeen: '2026-01-01' }],
    ]);
    const run = await runOf([{ ...(await apiRun(clean)), outcomes }], { policy: { baseline } });
    const text = renderText(run, { ...options, width: 140 });
    const why = 'Anybody who reaches the host can create, change or delete data';
    const [fresh = '', again = '', old = ''] = text.split(/(?=^ {2}high)/m).slice(1);
    expect([fresh, again].map((part) => /Number \d/.exec(part)?.[0])).toEqual(['Number 1', 'Number 2']);
    expect(fresh).toContain(`Number 1.\n    ${why}`);
    expect(again).toMatch(/Number 2\.\n {4}fix: as above, sallyport explain auth-op-unprotected-write\n$/);
    expect(old).toMatch(/^ {2}high +auth-op-unprotected-write \(old\) .*\n {4}Number 0\.\n\nFAIL/);
    expect(renderText(run, { ...options, width: 140, verbose: true }).split(why)).toHaveLength(4);
  });

  it('names what fails once more beside the verdict of a long text', async () => {
    const outcomes = Array.from({ length: 12 }, (_, index) => {
      const fingerprint = index.toString(16).padStart(32, '0');
      const severity = index < 11 ? 'critical' : 'high';
      const certainty = index === 11 ? 'firm' : 'tentative';
      return failedBy(findingOf({ fingerprint, severity, certainty, message: `Number ${index}.` }));
    });
    const api = { ...(await apiRun(clean)), outcomes };
    const text = renderText(await runOf([api]), options);
    const place = text.split('\n').find((line) => line.startsWith('  high '));
    expect(text.indexOf('Number 11.')).toBeLessThan(text.indexOf('Number 0.'));
    expect(text).toMatch(
      /\n\nWhat fails the gate\n.*\n {4}POST \/cards: Number 11\.\n\nFAIL: 1 high \(gate: high\)\n$/,
    );
    expect(text).toContain(`What fails the gate\n${place}\n`);
    expect(renderText(await runOf([{ ...api, outcomes: outcomes.slice(9) }]), options)).not.toContain('What fails');
  });

  it('says of a document without operations that there was none, and which place is no operation', async () => {
    const empty = await apiRun("openapi: 3.1.0\ninfo: { title: None, version: '1' }\npaths: {}\n");
    const { operation: _, ...finding } = findingOf({
      at: { source: 'openapi.yaml', path: '/info' },
      reach: { operations: [], anonymous: 0, dataClasses: [] },
    });
    const text = renderText(await runOf([{ ...empty, outcomes: [failedBy(finding)] }]), options);
    expect(text).toMatch(/^openapi: 0 operations, 1 finding\n\nThe document as a whole\n/);
    expect(lastLine(text)).toBe('FAIL: 1 high (gate: high); there was no operation to judge');
    expect(lastLine(renderText(await runOf([await apiRun(clean)]), options))).not.toContain('to judge');
  });

  it('cuts a note that goes on and on, and not where everything is asked for', async () => {
    const run = {
      ...(await runOf([await apiRun(clean)])),
      notes: [`Not tested: ${'a-probe, '.repeat(60)}the-last-one`],
    };
    const text = renderText(run, options);
    expect(text).toMatch(/^ {2}- Not tested: a-probe,.*\n {4}a-probe/m);
    expect(text).toMatch(/\.\.\. \(-v shows all\)$/m);
    expect(renderText(run, { ...options, verbose: true })).toContain('the-last-one');
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
    expect(text).not.toContain('sallyport explain data-pci-sad');
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
