import type { Severity } from '../finding/rule-meta.ts';
import type { Run } from '../finding/run.ts';
import { standing } from '../finding/standing.ts';
import { cut, forLine, toJson } from './escape.ts';
import { located } from './place.ts';
import { ownedBy } from './owners.ts';
import { placeOf, shownPath } from './sarif/place.ts';

/** GitLab's five words for ours. */
const severityOf: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};
const descriptionMax = 1_000;

/**
 * GitLab's Code Quality report, for `artifacts:reports:codequality`: https://docs.gitlab.com/ci/testing/code_quality. GitLab
 * tells itself what a merge request adds: old findings are in. What stands in no file of the repository has no place there.
 */
export function renderGitlab(run: Run): string {
  const seen = new Set<string>();
  const issues = run.apis.flatMap((api) =>
    standing(run, api).flatMap((finding) => {
      const at = placeOf(api, finding);
      // Of two equal fingerprints GitLab shows the first.
      if (at === undefined || seen.has(finding.fingerprint)) return [];
      seen.add(finding.fingerprint);
      const { uri, region } = located(api, at);
      return {
        description: forLine(cut(finding.message, descriptionMax)) + ownedBy(api),
        check_name: finding.rule,
        fingerprint: finding.fingerprint,
        severity: severityOf[finding.severity],
        location: { path: shownPath(uri).replace(/^(?:\.\/)+/, ''), lines: { begin: region.startLine } },
      };
    }),
  );
  return `${toJson(issues, 2)}\n`;
}
