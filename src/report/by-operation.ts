import type { Run } from '../finding/run.ts';
import { reaches } from '../finding/standing.ts';
import { forLine } from './escape.ts';
import { compatText } from './markdown.ts';
import { byOperation, rowsOf } from './rows.ts';
import type { TextOptions } from './text.ts';
import { wrap } from './wrap.ts';

/** Rows of one operation that are written out; a shared fault stands below every operation that it reaches. */
const rowsMax = 20;

/** Operations with what is said of each, one line a finding: the table of the text, turned round. */
export function operationLines(run: Run, { palette, width, minSeverity, verbose }: TextOptions): readonly string[] {
  const rows = rowsOf(run).filter(({ finding }) => reaches(finding.severity, minSeverity));
  return [...byOperation(rows)].flatMap(([name, list]) => {
    const shown = verbose ? list : list.slice(0, rowsMax);
    const lines = shown.flatMap(({ finding, place, state }) => {
      const { severity, rule, message, change } = finding;
      const flags = [...(change === undefined ? [] : [change.posture, compatText[change.compat]]), state].join(', ');
      const head = `  ${palette.severity(severity, severity.padEnd(8))} ${rule} (${flags})  ${palette.dim(forLine(place))}`;
      return [head, ...wrap(forLine(message), { width, indent: '    ' })];
    });
    const left = list.length - shown.length;
    return [palette.bold(forLine(name)), ...lines, ...(left > 0 ? [`  ${left} more: -v shows all`] : []), ''];
  });
}
