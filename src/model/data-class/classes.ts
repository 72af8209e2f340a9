import { financial } from './bank.ts';
import type { DataClass, Detector } from './detector.ts';
import { european, papers } from './european-numbers.ts';
import { pci } from './card.ts';
import { health, indirect, personal, special } from './person.ts';
import { secrets } from './secret.ts';
import { wallet } from './wallet.ts';
import { american, asian } from './world-numbers.ts';

/** All kinds of data that are told apart. Where a value fits several by its form, the first counts. */
export const detectors: readonly Detector[] = [
  ...pci,
  ...financial,
  ...american,
  ...asian,
  ...european,
  ...papers,
  ...personal,
  ...secrets,
  ...wallet,
  ...health,
  ...special,
  ...indirect,
];

export const dataClasses: ReadonlyMap<string, DataClass> = new Map(
  detectors.map((detector) => [detector.id, detector]),
);
