import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { renderJson } from '../../../src/report/json.ts';
import type { Run } from '../../../src/finding/run.ts';
import { failedBy, findingOf } from '../../support/finding.ts';
import { apiRun, clean, flawed, runOf } from '../../support/run.ts';

const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(
  JSON.parse(readFileSync('schema/results.schema.json', 'utf8')) as object,
);

function read(run: Run): { readonly apis: readonly { readonly findings: readonly Record<string, unknown>[] }[] } {
  const report = JSON.parse(renderJson(run)) as ReturnType<typeof read>;
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
  return report;
}

it('is what schema/results.schema.json says, and the same bytes twice', async () => {
  for (const text of [flawed, clean]) {
    const api = await apiRun(text);
    read(await runOf([api]));
    expect(renderJson(await runOf([api]))).toBe(renderJson(await runOf([api])));
  }
});

it('holds all that a probe found and did not find, without bodies', async () => {
  const at = { source: 'openapi.yaml', path: '/paths/~1cards/get' };
  const body = { mediaType: 'text/plain', text: 'in no report', bytes: 12, truncated: false };
  const exchange = {
    request: { method: 'GET', origin: 'http://127.0.0.1', path: '/cards/1', query: [], headers: [], body },
    response: { status: 200, headers: [], body },
    identity: 'bob',
    credentials: 'present',
    sightings: [],
    durationMs: 1.4,
    at,
  } as const;
  const finding = findingOf({
    rule: 'bola-read-path',
    kind: 'probe',
    certainty: 'proven',
    at,
    evidence: [
      { kind: 'exchange', note: 'read by bob', exchange, curl: 'curl' },
      { kind: 'comparison', note: 'ids', before: 'a', after: 'b' },
    ],
    related: [{ at, message: 'the same here' }],
    also: [{ rule: 'x', kind: 'lint', fingerprint: 'a'.repeat(32), severity: 'low', certainty: 'firm' }],
  });
  const others = (['skipped', 'undecided', 'crashed'] as const).map((result) => ({
    ...failedBy(finding),
    findings: [],
    result,
    verdict: 'NOT-TESTED' as const,
    reason: 'why not',
  }));
  const api = { ...(await apiRun(flawed)), probed: { operations: 2, decided: 1, requests: 9 } };
  const run = await runOf([{ ...api, outcomes: [failedBy(finding), ...others] }], {
    policy: { ignores: [{ rule: 'other', reason: 'x', expires: '2999-12-31' }] },
  });
  const [found] = read(run).apis[0]?.findings ?? [];
  expect(found).toMatchObject({
    gates: true,
    at: { uri: 'openapi.yaml', pointer: at.path, startLine: 22, startColumn: 5 },
    evidence: [{ exchange: { identity: 'bob', method: 'GET', path: '/cards/1', status: 200, bytes: 12 } }, {}],
  });
  expect(renderJson(run)).not.toContain('in no report');
  expect(renderJson(run)).toContain('why not');
});

it('leaves suppressed findings to their own list', async () => {
  const run = await runOf([await apiRun(flawed)], {
    policy: { ignores: [{ rule: 'auth-op-unprotected-write', reason: 'a kiosk', expires: '2027-01-31' }] },
  });
  const report = read(run) as unknown as { verdict: { suppressed: unknown } };
  expect(report.verdict.suppressed).toMatchObject([{ operation: 'POST /cards', by: 'config', expires: '2027-01-31' }]);
  expect(read(run).apis[0]?.findings.map(({ rule }) => rule)).not.toContain('auth-op-unprotected-write');
});

it('tells new from old and what gates', async () => {
  const api = await apiRun(flawed);
  const [finding] = api.outcomes.flatMap(({ findings }) => findings);
  if (finding === undefined) throw new Error('no finding');
  const report = read(await runOf([api], { policy: { base: new Map([[finding.fingerprint, finding.severity]]) } }));
  const found = report.apis[0]?.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  expect(found).toMatchObject({ new: false, gates: false });
});
