import type { ArtifactChange, Fix, Result } from 'sarif';
import type { Finding, Repair } from '../../finding/finding.ts';
import type { ApiRun } from '../../finding/run.ts';
import { grouped } from '../grouped.ts';
import { cut, forLine, forSarifText } from '../escape.ts';
import { encodedUri } from './place.ts';

/** Edits of one result; more than that is nothing to look through, and GitHub's 10 MB are for results. */
const editsMax = 50;
/** In characters, of all that one result inserts. */
const insertedMax = 2_000;
const titleMax = 200;

/** What `lint --fix` would write, as text edits (SARIF 2.1.0 section 3.55); what it would leave to the reader is left out. */
export function fixesOf(api: ApiRun, { repairs = [], certainty }: Finding): Pick<Result, 'fixes'> {
  if (certainty === 'tentative') return {};
  const fixes: Fix[] = [];
  let left = { edits: editsMax, inserted: insertedMax };
  for (const { title, edits } of distinct(repairs)) {
    const artifactChanges = changesOf(api, edits);
    if (artifactChanges === undefined) continue;
    const replacements = artifactChanges.flatMap((change) => change.replacements);
    const inserted = replacements.reduce((sum, { insertedContent }) => sum + (insertedContent?.text?.length ?? 0), 0);
    left = { edits: left.edits - replacements.length, inserted: left.inserted - inserted };
    if (left.edits < 0 || left.inserted < 0) break;
    fixes.push({
      description: { text: forSarifText(cut(forLine(title.toWellFormed()), titleMax)) },
      artifactChanges: [...artifactChanges],
    });
  }
  return fixes.length === 0 ? {} : { fixes };
}

/** SARIF takes no two equal ones. */
function distinct(repairs: readonly Repair[]): readonly Repair[] {
  return repairs.length < 2
    ? repairs
    : [...new Map(repairs.map((repair) => [JSON.stringify(repair), repair])).values()];
}

function changesOf({ sources }: ApiRun, edits: Repair['edits']): readonly ArtifactChange[] | undefined {
  const changes: ArtifactChange[] = [];
  for (const [id, here] of grouped(edits, ({ at }) => at.source)) {
    const source = sources.get(id);
    const replacements = source?.inTree === true ? source.replacements?.(here) : undefined;
    if (source === undefined || replacements?.every(({ text }) => text.isWellFormed()) !== true) return undefined;
    changes.push({
      artifactLocation: { uri: encodedUri(source.uri) },
      replacements: replacements.map(({ region, text }) => ({
        deletedRegion: { ...region },
        ...(text === '' ? {} : { insertedContent: { text } }),
      })),
    });
  }
  return changes;
}
