/** The summary of the job. GitHub takes 1,024 KB of a step and drops all of it where it is larger. */
import { appendFileSync } from 'node:fs';

const summaryBytesMax = 1_000_000;
const cutNote = '\n\nThe rest does not fit into a summary: the SARIF and HTML reports have all.\n';

/** Whole lines, and a fold that was cut is closed. */
export function writeSummary(text) {
  const file = process.env.GITHUB_STEP_SUMMARY ?? '';
  if (file !== '') appendFileSync(file, within(text));
}

function within(text) {
  const bytes = Buffer.from(text);
  if (bytes.length <= summaryBytesMax) return text;
  const end = bytes.lastIndexOf('\n', summaryBytesMax);
  const kept = bytes.subarray(0, Math.max(end, 0)).toString('utf8');
  const isOpen = kept.lastIndexOf('<details>') > kept.lastIndexOf('</details>');
  return `${kept}${isOpen ? '\n\n</details>' : ''}${cutNote}`;
}
