import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Target } from '../target.ts';
import { compared, shown } from './answers.ts';
import { climb, type Rung } from './dose.ts';

/** Milliseconds that a target is told to wait: nobody else waits for that. */
const doses = [0, 1_000, 2_000] as const;
/** The ladder ends at the first answer that takes longer, in milliseconds. */
const capMs = 5_000;
/** Less than this of a wait of one second, in milliseconds, and it was not waited. */
export const waitedMsMin = 700;

/** No wait, one second and two, each as often as it is repeated (control C12). */
export function climbWaits(
  send: (ms: number) => Promise<Exchange>,
  repeats = 3,
): Promise<readonly Rung[] | { readonly undecided: string }> {
  return climb({ doses, repeats, capMs, send });
}

/** What the rungs show, and a wait of one second on a new connection. `none`: what waits for no time. */
export function waitEvidence(
  target: Target,
  [first, one, two]: readonly Rung[],
  { none, again }: { readonly none: string; readonly again: Exchange },
): readonly Evidence[] {
  if (first === undefined || one === undefined || two === undefined) return [];
  return [
    shown(target, none, first.exchange),
    shown(target, 'For one second.', one.exchange),
    shown(target, 'For two.', two.exchange),
    shown(target, 'For one, on a new connection.', again),
    compared(
      'Milliseconds of the quickest of three answers',
      `no wait: ${Math.round(first.ms)}`,
      `one second: ${Math.round(one.ms)}, two: ${Math.round(two.ms)}`,
    ),
  ];
}
