import { dataClasses, type DataClass } from '../../model/data-class/classify.ts';
import type { Sighting } from '../../model/exchange.ts';

const categories: ReadonlySet<DataClass['category']> = new Set([
  'pci',
  'pci-sad',
  'secret',
  'national-id',
  'financial',
]);

/** Data of a grave kind in the JSON of an answer itself; texts that hold JSON are declared as texts and may hold anything. */
export function isGraveInAnswer({ dataClass, nature, place, name, in: side }: Sighting): boolean {
  const category = dataClasses.get(dataClass)?.category;
  if (side !== 'response' || place !== 'body' || nature !== 'real' || !name.startsWith('$') || name.includes('('))
    return false;
  return category !== undefined && categories.has(category);
}
