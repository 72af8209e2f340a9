/** Microsoft's validator with the rules that GitHub documents, on one log of each kind and edge, in one call. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../../src/report/sarif/sarif.ts';
import type { Run } from '../../../src/finding/run.ts';
import { probedRun, provenFinding } from '../../support/probed-run.ts';
import { assertSarif } from '../../support/sarif.ts';
import { apiRun, clean, flawed, runOf, withOutcome } from '../../support/run.ts';

function binary(): string | undefined {
  try {
    const file = createRequire(import.meta.url)('@microsoft/sarif-multitool') as string;
    chmodSync(file, 0o755);
    execFileSync(file, ['--version'], {
      stdio: 'ignore',
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    });
    return file;
  } catch {
    return undefined;
  }
}
const multitool = binary();

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

interface Finding {
  readonly ruleId?: string;
  readonly level?: string;
  readonly locations?: readonly {
    readonly physicalLocation?: { readonly artifactLocation?: { readonly uri?: string } };
  }[];
}

describe.skipIf(multitool === undefined)(
  `sarif-multitool${multitool === undefined ? ' (its binary does not run here)' : ''}`,
  () => {
    it('finds no error in any log, and finds those that two controls hold', async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'multitool-'));
      const files = Object.entries(await runs()).map(([name, run]): readonly [string, string] => {
        const text = renderSarif(run)[0] ?? '';
        assertSarif(text);
        return [name, text];
      });
      const [, sample = ''] = files.find(([name]) => name === 'findings') ?? [];
      const ignores = [{ rule: 'data-pci-sad', reason: 'shown to the cardholder', expires: '2999-12-31' }];
      const whole = await runOf([await probedRun([provenFinding('critical')])], { policy: { ignores } });
      files.push(['full', renderSarif(whole, { full: true })[0] ?? '']);
      const controls = [
        ['control-url', sample.replaceAll('"uri": "openapi.yaml"', '"uri": "https://example.com/openapi.yaml"')],
        ['control-help', sample.replace(/"fullDescription": \{[^}]*\},/, '')],
      ] as const;
      const names = [...files, ...controls].map(([name, text]) => {
        writeFileSync(path.join(folder, `${name}.sarif`), text);
        return path.join(folder, `${name}.sarif`);
      });
      expect(names.length).toBeLessThanOrEqual(16);
      const out = path.join(folder, 'out.sarif');
      const args = [
        'validate',
        '--rule-kind',
        'Sarif;Ghas',
        '--config',
        path.resolve('test/report-schemas/multitool-github-strict.xml'),
        '--level',
        'Error',
        '--quiet',
        'true',
        '--output',
        out,
        '--log',
        'ForceOverwrite;PrettyPrint',
        ...names,
      ];
      execFileSync(multitool ?? '', args, {
        stdio: 'ignore',
        env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
        timeout: 120_000,
      });
      const log = JSON.parse(readFileSync(out, 'utf8').replace(/^\uFEFF/, '')) as { runs: { results?: Finding[] }[] };
      const errors = log.runs.flatMap((run) => run.results ?? []).filter(({ level }) => level === 'error');
      const errorsOf = (prefix: string): readonly (string | undefined)[] =>
        errors.filter((error) => JSON.stringify(error.locations).includes(prefix)).map(({ ruleId }) => ruleId);
      expect(errorsOf('control-url')).toContain('GH1005');
      expect(errorsOf('control-help').some((id) => id?.startsWith('GH2012'))).toBe(true);
      for (const [name] of files) expect(errorsOf(`/${name}.sarif`), name).toEqual([]);
    }, 150_000);
  },
);
