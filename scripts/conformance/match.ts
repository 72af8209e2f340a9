/** Whether one of our findings says what a finding of theirs says. */
import type { Finding } from '../../src/finding/finding.ts';
import type { TheirFinding } from './cases.ts';
import type { Judged } from './judge.ts';
import { rows, type Row } from './oasdiff-map.ts';
import { matchesPattern } from './pattern.ts';
import { sitesOfOurs, sitesOfTheirs } from './site.ts';

/** Those of our findings that say it. */
export function saying(theirs: TheirFinding, judged: Judged, table: readonly Row[] = rows): readonly Finding[] {
  const wanted = sitesOfTheirs(theirs.id);
  return judged.findings.filter((finding) => {
    if (!isMapped(finding, theirs.id, table) || !isOfOperation(finding, theirs)) return false;
    if (wanted.length === 0) return true;
    const own = sitesOfOurs(finding, judged.versions);
    // What stands at an operation itself says nothing of a site.
    return own.size === 0 || wanted.some((site) => own.has(site));
  });
}

/** Also by another rule that said the same of the same change: it is one finding. */
function isMapped({ rule, also, tier, change }: Finding, id: string, table: readonly Row[]): boolean {
  const names = [rule, ...also.map((claim) => claim.rule)];
  return table.some(
    (row) =>
      row.ours.some((name) => names.includes(name)) &&
      (row.tier === undefined || row.tier === tier) &&
      (row.compat === undefined || row.compat === change?.compat) &&
      row.theirs.some((pattern) => matchesPattern(pattern, id)),
  );
}

function isOfOperation({ operation, reach }: Finding, theirs: TheirFinding): boolean {
  // Theirs of components have neither, or empty ones.
  if ((theirs.operation ?? '') === '' || (theirs.path ?? '') === '') return true;
  if (operation === undefined && reach.operations.length === 0) return true;
  const wanted = withoutNames(`${theirs.operation} ${theirs.path}`);
  const own = operation === undefined ? reach.operations : [operation];
  return own.some((id) => withoutNames(id) === wanted);
}

/** Parameters of a path by place: the two versions may name them differently. */
function withoutNames(operation: string): string {
  return operation.replaceAll(/\{[^{}]*\}/g, '{}');
}
