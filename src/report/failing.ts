import type { Run } from '../finding/run.ts';
import { compareFindings, standing } from '../finding/standing.ts';
import type { Finding } from '../finding/finding.ts';
import { findingLines } from './finding-text.ts';
import type { TextOptions } from './text.ts';

/** Findings that fit a screen of 24 lines or two: with more of them what fails is named again beside the verdict. */
const screenMax = 10;
/** Failing findings that are named again. */
const namedMax = 10;

/** What fails the gate, named once more at the end of a long text: nobody shall have to look for it. */
export function failingLines(run: Run, options: TextOptions): readonly string[] {
  const all = run.apis.flatMap((api) => standing(run, api).map((finding) => ({ api, finding })));
  const failing = all
    .filter(({ finding }) => run.gate.failing.has(finding.fingerprint))
    .sort((a, b) => compareFindings(a.finding, b.finding));
  if (failing.length === 0 || all.length <= screenMax) return [];
  const named = failing.slice(0, namedMax);
  const left = failing.length - named.length;
  return [
    options.palette.bold('What fails the gate'),
    ...named.flatMap(({ api, finding }) =>
      findingLines(run, api, { finding: withOperation(finding), options, detail: 'named' }),
    ),
    ...(left > 0 ? [`  ${left} more above`] : []),
    '',
  ];
}

/** Away from its operation's heading the sentence names it. */
function withOperation(finding: Finding): Finding {
  const { operation, message } = finding;
  if (operation === undefined || message.includes(operation)) return finding;
  return { ...finding, message: `${operation}: ${message}` };
}
