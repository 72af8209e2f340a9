import { matchesGlob } from '../model/glob.ts';
import type { Finding, Outcome } from './finding.ts';
import { severities, type Severity } from './rule-meta.ts';

export const overriding = [...severities, 'off'] as const;

/** The team's own severities for a part of its APIs. Empty lists mean every operation, every file. */
export interface Override {
  /** `GET /admin/*`: all that a finding touches must be meant. */
  readonly operations: readonly string[];
  /** Files relative to the repository: `legacy/*`. */
  readonly paths: readonly string[];
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
}

/** Outcomes with the severities that the overrides give; what they switch off is no finding there. The last that fits counts. */
export function override(
  outcomes: readonly Outcome[],
  overrides: readonly Override[],
  uriOf: (finding: Finding) => string,
): readonly Outcome[] {
  if (overrides.length === 0) return outcomes;
  return outcomes.map((outcome) => {
    if (outcome.findings.length === 0) return outcome;
    const findings = outcome.findings.flatMap((finding) => {
      const severity = severityOf(finding, overrides, uriOf);
      if (severity === 'off') return [];
      return severity === undefined ? [finding] : [{ ...finding, severity }];
    });
    if (findings.length > 0) return { ...outcome, findings };
    return { ...outcome, findings, result: 'skipped', reason: 'switched off here by the config' };
  });
}

function severityOf(
  finding: Finding,
  overrides: readonly Override[],
  uriOf: (finding: Finding) => string,
): Severity | 'off' | undefined {
  const fitting = overrides.findLast((one) => one.severities.has(finding.rule) && fits(finding, one, uriOf));
  return fitting?.severities.get(finding.rule);
}

function fits(finding: Finding, { operations, paths }: Override, uriOf: (finding: Finding) => string): boolean {
  if (paths.length > 0 && !paths.some((path) => matchesGlob(path, uriOf(finding)))) return false;
  if (operations.length === 0) return true;
  const touched = finding.reach.operations;
  return touched.length > 0 && touched.every((id) => operations.some((glob) => matchesGlob(glob, id)));
}
