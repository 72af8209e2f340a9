/** Microsoft's validator with the rules that GitHub documents, on one log of each kind and edge, in one call. */
import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import type { Run } from '../../../src/finding/run.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { multitool as found, validate } from '../../support/multitool.ts';
import { assertSarif } from '../../support/sarif.ts';
import { apiRun, clean, flawed, runOf, withOutcome } from '../../support/run.ts';

const multitool = found();

async function runs(): Promise<Readonly<Record<string, Run>>> {
  const api = await apiRun(flawed);
  const swagger = `swagger: '2.0'\ninfo: { title: Cards, version: '1' }\nhost: api.example.com\nschemes: [http]\npaths:\n  /cards: { post: { responses: { '201': { description: created } } } }\n`;
  const named = async (text: string, file: string, name: string): Promise<typeof api> => ({
    ...(await apiRun(text, file)),
    name,
  });
  return {
    clean: await runOf([await apiRun(clean)]),
    nothing: await runOf([], { incomplete: [{ what: 'interrupted', message: 'Interrupted.' }] }),
    findings: await runOf([api]),
    incomplete: await runOf([api], { incomplete: [{ what: 'identity', message: 'identity bob cannot log in' }] }),
    diff: await runOf([
      withOutcome(api, (finding) => ({
        ...finding,
        kind: 'diff',
        rule: 'server-http-added',
        change: { posture: 'widens', compat: 'no' },
        related: [{ at: finding.at, message: 'before' }],
      })),
    ]),
    capture: await runOf([withOutcome(api, (finding) => ({ ...finding, kind: 'traffic', rule: 'secret-in-url' }))]),
    probe: await runOf([
      withOutcome(api, (finding) => ({ ...finding, kind: 'probe', rule: 'bola-read-path', certainty: 'proven' })),
    ]),
    several: await runOf([api, await named(clean, 'rates.yaml', 'rates'), await named(swagger, 'old.yaml', 'old')]),
    'version-2.0': await runOf([await apiRun(swagger)]),
    'version-3.1': await runOf([await apiRun(flawed.replace('3.0.3', '3.1.0'))]),
    'version-3.2': await runOf([await apiRun(flawed.replace('3.0.3', '3.2.0'))]),
    minified: await runOf([
      await apiRun(
        '{"openapi":"3.0.3","info":{"title":"x","version":"1"},"servers":[{"url":"http://api.example.com"}],"paths":{"/cards":{"post":{"responses":{}}}}}',
        'min.json',
      ),
    ]),
    'odd-paths': await runOf([await apiRun(flawed, 'a b/c#d/ö%.yaml')]),
  };
}

describe.skipIf(multitool === undefined)(
  `sarif-multitool${multitool === undefined ? ' (its binary does not run here)' : ''}`,
  () => {
    it('finds no error in any log, and finds those that two controls hold', async () => {
      const logs = new Map<string, string>();
      for (const [name, run] of Object.entries(await runs())) {
        const [text = ''] = renderSarif(run);
        assertSarif(text);
        logs.set(name, text);
      }
      const ignores = [{ rule: 'data-pci-sad', reason: 'shown to the cardholder', expires: '2999-12-31' }];
      const whole = await runOf([await probedRun([provenFinding('critical')])], { policy: { ignores } });
      logs.set('full', renderSarif(whole, { full: true })[0] ?? '');
      const { errors, silent } = validate(multitool ?? '', logs, logs.get('findings') ?? '');
      expect(silent).toEqual([]);
      for (const [name, ids] of errors) expect(ids, name).toEqual([]);
      expect(validate(multitool ?? '', new Map(), logs.get('clean') ?? '').silent).toContain('control-GH1005');
    }, 150_000);
  },
);
