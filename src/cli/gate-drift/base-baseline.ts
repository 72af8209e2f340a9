import { BaselineError, parseBaseline, type Baseline, type BaselineEntry } from '../../finding/baseline.ts';
import { compareSeverity } from '../../finding/standing.ts';
import { fileAt } from '../../load/git.ts';
import { readSource } from '../../load/source.ts';
import { child, type Pointer, type Source } from '../../model/source.ts';
import type { Loosening } from './loosenings.ts';

/** A baseline file of the repository and the commit that a change is judged against. */
export interface BaselineInBase {
  readonly root: string;
  readonly commit: string;
  /** From the root, with `/`. */
  readonly file: string;
}

/** The file on both sides of a change. */
export interface BaselineDrift {
  /** What counts: empty where the base has no such file, or one that cannot be read. */
  readonly before: Baseline;
  readonly after: Baseline;
  /** The newer file. */
  readonly source: Source;
}

/**
 * What the base says of old findings, where the file is a part of the change: in the base, or in what is checked out. One
 * that no commit has came by another way (an artifact of CI, a file that git ignores), and only the user can have named it.
 */
export async function olderBaseline({ root, commit, file }: BaselineInBase): Promise<Baseline | undefined> {
  const bytes = await fileAt(root, commit, file);
  if (bytes === undefined) return (await fileAt(root, 'HEAD', file)) === undefined ? undefined : new Map();
  try {
    return parseBaseline(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof BaselineError) return new Map();
    throw error;
  }
}

/** `text` is that of the newer file: undefined where it is gone, which hides nothing. */
export async function baselineDrift(
  before: Baseline,
  text: string | undefined,
  file: string,
): Promise<BaselineDrift | undefined> {
  if (text === undefined) return undefined;
  const after = parseBaseline(text);
  const { source } = await readSource(Buffer.from(text), { id: file, uri: file, inTree: true });
  return { before, after, source };
}

/** Rules that are named of a file that takes many for old. */
const rulesMax = 5;

/** What only the newer file takes for old, for graver or for newer: each as one loosening at the first such finding. */
export function baselineLoosened({ before, after, source }: BaselineDrift): readonly Loosening[] {
  const entries = [...after.values()];
  const known = entries.flatMap((entry) => {
    const was = before.get(entry.fingerprint);
    return was === undefined ? [] : [{ entry, was }];
  });
  const entriesOf = (list: typeof known): readonly BaselineEntry[] => list.map(({ entry }) => entry);
  const changes: readonly Change[] = [
    {
      subject: 'baseline',
      found: entries.filter(({ fingerprint }) => !before.has(fingerprint)),
      says: (count) => `takes ${count} more for old`,
    },
    {
      subject: 'baseline-severity',
      found: entriesOf(known.filter(({ entry, was }) => isGraver(entry, was))),
      says: (count) => `takes ${count} as graver than before for old`,
    },
    {
      subject: 'baseline-day',
      found: entriesOf(known.filter(({ entry, was }) => entry.firstSeen > was.firstSeen)),
      says: (count) => `says of ${count} that it was first seen later than before`,
    },
  ];
  const root: Pointer = { source: source.id, path: '' };
  return changes.flatMap(({ subject, found, says }) => {
    const [first] = found;
    if (first === undefined) return [];
    const rules = [...new Set(found.map(({ rule }) => rule))].sort();
    const names = `${rules.slice(0, rulesMax).join(', ')}${rules.length > rulesMax ? ', ...' : ''}`;
    const count = found.length === 1 ? '1 finding' : `${found.length} findings`;
    const at = child(root, 'findings', entries.indexOf(first));
    return [{ at, subject, message: `The baseline ${says(count)}: ${names}.` }];
  });
}

interface Change {
  readonly subject: string;
  readonly found: readonly BaselineEntry[];
  readonly says: (count: string) => string;
}

/** Without a severity all of them are meant. */
function isGraver({ severity: is }: BaselineEntry, { severity: was }: BaselineEntry): boolean {
  return was !== undefined && (is === undefined || compareSeverity(is, was) < 0);
}
