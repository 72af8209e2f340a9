import { dataClasses, type DataClass } from '../../model/data-class/classify.ts';
import type { Exchange, Sighting } from '../../model/exchange.ts';

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

/** What stands at `path` of the answer, or below it, is grave: the rules of leaks say it, and no other has to. */
export function isToldAsLeak(path: string, { sightings }: Exchange): boolean {
  return sightings.some(
    (sighting) =>
      isGraveInAnswer(sighting) &&
      (sighting.name === path || sighting.name.startsWith(`${path}.`) || sighting.name.startsWith(`${path}[`)),
  );
}
