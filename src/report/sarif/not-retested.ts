import type { Result } from 'sarif';
import type { Known } from '../../finding/coverage.ts';
import type { Finding } from '../../finding/finding.ts';
import { severities } from '../../finding/rule-meta.ts';
import type { ApiRun, Run } from '../../finding/run.ts';
import { operationById } from '../../model/operation.ts';

/**
 * What this run did not look at again still stands: a result that is left out closes its alert, and a target that was down
 * mends nothing. Of such a finding only what an earlier file says is known; its place is the operation, else the document.
 * Undefined where its rule is no more.
 */
export function standingFinding(run: Run, api: ApiRun, known: Known): Finding | undefined {
  const meta = run.rules.get(known.rule) ?? run.otherRules?.get(known.rule);
  if (meta === undefined || known.also === true) return undefined;
  const operation = known.operation === undefined ? undefined : operationById(api.api, known.operation);
  const { tier, fingerprint } = known;
  return {
    rule: known.rule,
    kind: meta.kind,
    ...(tier === undefined ? {} : { tier }),
    fingerprint,
    severity: severities.find((each) => each === known.severity) ?? meta.severity,
    certainty: known.certainty === 'proven' || known.certainty === 'tentative' ? known.certainty : 'firm',
    message: `${known.message ?? `${meta.title}.`} Not looked at again by this run.`,
    ...(operation === undefined ? {} : { operation: operation.id }),
    at: operation?.at ?? api.api.at,
    related: [],
    evidence: [],
    reach: { operations: operation === undefined ? [] : [operation.id], anonymous: 0, dataClasses: [] },
    also: [],
  };
}

/** As a result it says itself that it is one of an earlier run. */
export function asUnchanged(result: Result, { firstSeen = '' }: Known): Result {
  return {
    ...result,
    baselineState: 'unchanged',
    ...(/^\d{4}-\d{2}-\d{2}$/.test(firstSeen)
      ? { provenance: { firstDetectionTimeUtc: `${firstSeen}T00:00:00.000Z` } }
      : {}),
    properties: { ...result.properties, notRetested: true },
  };
}
