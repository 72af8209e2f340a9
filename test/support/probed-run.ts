/** A run in which a probe proved something: an exchange with headers, a query and a comparison. */
import type { Finding } from '../../src/finding/finding.ts';
import type { Severity } from '../../src/finding/rule-meta.ts';
import type { ApiRun } from '../../src/finding/run.ts';
import { failedBy, findingOf, hexOf } from './finding.ts';
import { apiRun, flawed } from './run.ts';

export function provenFinding(severity: Severity, { size = 10, index = 0 } = {}): Finding {
  const at = { source: 'openapi.yaml', path: '/paths/~1cards/get' };
  const exchange = {
    request: {
      method: 'GET',
      origin: 'https://staging.example.com',
      path: '/v1/cards/1',
      query: [['expand', 'owner']],
      headers: [['Authorization', '<SECRET:1>']],
    },
    response: { status: 200, headers: [['X-Trace', randomText(size, index)]] },
    identity: 'bob',
    credentials: 'present',
    sightings: [],
    durationMs: 1.4,
    at,
  } as const;
  return findingOf({
    rule: 'bola-read-path',
    kind: 'probe',
    fingerprint: hexOf(`${severity}${index}`),
    severity,
    certainty: 'proven',
    operation: 'GET /cards',
    reach: { operations: ['GET /cards'], anonymous: 0, dataClasses: [] },
    at,
    evidence: [{ kind: 'exchange', note: 'read by bob', exchange, curl: 'curl "$TARGET"' }],
  });
}

/** Text that does not compress. */
function randomText(length: number, seed: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return String.fromCharCode(33 + ((state >> 8) % 90));
  }).join('');
}

export async function probedRun(findings: readonly Finding[]): Promise<ApiRun> {
  const skipped = {
    rule: 'jwt-none',
    kind: 'probe',
    subject: 'GET /cards',
    result: 'skipped',
    reason: 'needs a token that is a JWT',
    findings: [],
  } as const;
  const api = await apiRun(flawed);
  return { ...api, owner: '@bank/cards', outcomes: [...api.outcomes, ...findings.map(failedBy), skipped] };
}
