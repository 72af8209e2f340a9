import type { DataClass, Detector } from './detector.ts';
import { financial, pci } from './money.ts';
import { nationalIds, personal } from './person.ts';
import { secrets } from './secret.ts';

/** All kinds of data that are told apart. Where a value fits several by its form, the first counts. */
export const detectors: readonly Detector[] = [...pci, ...financial, ...nationalIds, ...personal, ...secrets];

export const dataClasses: ReadonlyMap<string, DataClass> = new Map(
  detectors.map((detector) => [detector.id, detector]),
);
