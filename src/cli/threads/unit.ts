import { pack, type Packed, type Wanted } from '../../finding/packed.ts';
import type { Input } from '../../load/inputs.ts';
import type { Rules } from '../rule-selection.ts';
import { lintDocument } from '../stages/lint.ts';
import { readDocuments, type Reading } from '../stages/load.ts';
import { newJournal } from '../stages/subject.ts';
import type { UserError } from '../user-error.ts';

/** Documents of one name, which are told apart together, and judged. */
export interface JudgedUnit {
  readonly documents: readonly { readonly id: string; readonly packed: Packed }[];
  readonly notes: readonly string[];
  readonly unreadable: readonly UserError[];
}

export interface UnitRequest {
  readonly reading: Reading;
  readonly rules: Rules;
  readonly wanted: Wanted;
}

/** Reads and judges documents that nothing else of the run speaks of, and keeps of them what reports need. */
export async function judgeUnit(
  inputs: readonly Input[],
  { reading, rules, wanted }: UnitRequest,
): Promise<JudgedUnit> {
  const journal = newJournal();
  const subjects = await readDocuments(inputs, reading, journal);
  const documents = subjects.map((subject) => {
    lintDocument(subject, rules);
    return { id: subject.input?.id ?? subject.name, packed: pack(subject, wanted) };
  });
  return { documents, notes: journal.notes, unreadable: journal.unreadable };
}
