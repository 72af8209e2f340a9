import { mergeWishes } from '../catalog/merge.ts';
import type { MergeWish } from '../catalog/merge-known.ts';
import type { CatalogueOperation } from '../catalog/catalogue.ts';
import { mend } from '../load/edit/mend.ts';
import { encoded, replaceFile, workingFile } from '../load/edit/working-file.ts';
import type { LoadOptions } from '../load/inputs.ts';
import type { KnownDocument } from './discover-inputs.ts';
import { UserError } from './user-error.ts';

/** Adds to a document of the repository what it lacks, by edits of its text: what they do not touch stays as it is. Returns what was done. */
export async function mergeInto(
  { input, api }: KnownDocument,
  operations: readonly CatalogueOperation[],
  options: LoadOptions,
): Promise<string> {
  const refuse = (why: string): UserError => new UserError('input', why, { place: { uri: input.uri } });
  if (api.dialect === '2.0') throw refuse('is OpenAPI 2.0, which --merge does not write');
  const source = api.sources.get(api.at.source);
  if (source === undefined || input.isFile !== true) throw refuse('is no file here: nothing can be merged into it');
  const file = await workingFile(source, options);
  if (typeof file === 'string') throw refuse(`cannot be merged into: ${file}`);
  const wishes = mergeWishes(api, operations);
  const own = wishes.filter(({ edits }) => edits.every(({ at }) => at.source === source.id));
  const merged = await inRounds(file.text, source.uri, own);
  if (merged === undefined) throw refuse('cannot be merged into: the edited text would not say what was meant');
  if (merged.done > 0) {
    const refusal = await replaceFile(file, encoded(merged.text, file.bytes));
    if (refusal !== undefined) throw refuse(`was not changed: ${refusal}`);
  }
  const left = wishes.length - merged.done;
  return `${input.uri}: ${merged.done} additions merged${left === 0 ? '' : `, ${left} left to you`}`;
}

/** Rounds of additions: of two that touch, the second waits for the next. */
const roundsMax = 10;

/** Additions leave the places of all others as they are, so that a later round can ask for the rest. */
async function inRounds(
  before: string,
  uri: string,
  wishes: readonly MergeWish[],
): Promise<{ readonly text: string; readonly done: number } | undefined> {
  let [text, left] = [before, wishes];
  for (let round = 0; round < roundsMax && left.length > 0; round += 1) {
    const merged = await mend(text, uri, left);
    if (merged === undefined) return undefined;
    const done = new Set(merged.done);
    if (done.size === 0) break;
    text = merged.text;
    left = left.filter(({ id }) => !done.has(id));
  }
  return { text, done: wishes.length - left.length };
}
