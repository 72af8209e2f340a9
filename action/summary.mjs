/** The summary of the job. GitHub takes 1,024 KB of a step and drops all of it where it is larger. */
import { appendFileSync } from 'node:fs';

const summaryBytesMax = 1_000_000;
const cutNote = '\n\nThe rest does not fit into a summary: the SARIF and HTML reports have all.\n';

/** What was left out stands also below a report that was cut. */
export function writeSummary(report, { exitCode, skipped, mistake }) {
  const file = process.env.GITHUB_STEP_SUMMARY ?? '';
  if (file === '') return;
  const why = mistake === undefined ? 'the log of this step says why' : asCode(mistake);
  const text = report ?? `## sallyport: no verdict\n\nIt ended with exit code ${exitCode}: ${why}\n`;
  appendFileSync(file, within(text) + (skipped === undefined ? '' : `\nProbes were skipped: ${asCode(skipped)}\n`));
}

/** Names out of the workflow: nothing in them formats, links or mentions. */
function asCode(text) {
  return text.replace(/[^\w\s.,:;()'-]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Whole lines, and a fold that was cut is closed. */
function within(text) {
  const bytes = Buffer.from(text);
  if (bytes.length <= summaryBytesMax) return text;
  const end = bytes.lastIndexOf('\n', summaryBytesMax);
  const kept = bytes.subarray(0, Math.max(end, 0)).toString('utf8');
  const isOpen = kept.lastIndexOf('<details>') > kept.lastIndexOf('</details>');
  return `${kept}${isOpen ? '\n\n</details>' : ''}${cutNote}`;
}
