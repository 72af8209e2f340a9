import { inventoryOf } from '../catalog/inventory.ts';
import { inventoryJson, inventoryMarkdown, inventoryText, type Inventory } from '../report/inventory.ts';
import type { Io } from './io.ts';
import type { Flags } from './options.ts';
import { requestOf } from './request.ts';
import { loadInputs } from './stages/load.ts';
import { newJournal } from './stages/subject.ts';
import { UserErrors } from './user-error.ts';

export type InventoryFormat = 'text' | 'json' | 'markdown';

const renderers: Readonly<Record<InventoryFormat, (inventories: readonly Inventory[]) => string>> = {
  text: inventoryText,
  json: inventoryJson,
  markdown: inventoryMarkdown,
};

/** Documents -> five answers an operation. A document that cannot be read is told, and the exit code is 2. */
export async function printInventory(
  args: readonly string[],
  { format, flags }: { readonly format: InventoryFormat; readonly flags: Flags },
  io: Io,
): Promise<number> {
  const request = await requestOf({ args, kinds: ['lint'] }, flags, io);
  const journal = newJournal();
  const { subjects } = await loadInputs(request, journal);
  request.progress.end();
  if (subjects.length === 0 && journal.unreadable.length > 0) throw new UserErrors(journal.unreadable);
  io.stdout.write(renderers[format](subjects.map(({ api }) => ({ api, rows: inventoryOf(api) }))));
  if (journal.unreadable.length > 0) throw new UserErrors(journal.unreadable);
  return 0;
}
