import type { Target } from '#rule';

/** Conditions in one manner of writing them. */
export interface Form {
  readonly pairs: readonly [Pair, Pair];
  /** As long, of the same characters, and no SQL. */
  readonly benign: string;
}
export interface Pair {
  readonly yes: string;
  readonly no: string;
}

/** A text and its like that is another: random, so that no search finds either. */
function constants(target: Target): { readonly same: string; readonly other: string; readonly word: string } {
  const same = `q${target.random(7)}`;
  return { same, other: `${same.slice(0, -1)}${same.endsWith('x') ? 'z' : 'x'}`, word: `sp${target.random(6)}` };
}

type Write = (word: string, left: string, right: string) => string;

/**
 * All rows, or none, of a SELECT; never a comment, of which frameworks trim the blank. `LIKE` is also true where the
 * statement goes on with `%'`, as that of a search does.
 */
const writings: readonly Write[] = [
  (word, left, right) => `${word}' OR '${left}' LIKE '${right}`,
  (word, left, right) => `${word}') OR ('${left}' LIKE '${right}`,
  (word, left, right) => `${word}" OR "${left}" LIKE "${right}`,
  (_word, left, right) => `-7 OR '${left}' LIKE '${right}'`,
];

export function textForms(target: Target): readonly Form[] {
  return writings.map((write) => {
    const [first, second] = [constants(target), constants(target)];
    const pair = ({ word, same, other }: typeof first): Pair => ({
      yes: write(word, same, same),
      no: write(word, same, other),
    });
    const benign = pair(first).yes.replace(' OR ', ' OX ').replace(' LIKE ', ' LUKE ');
    return { pairs: [pair(first), pair(second)], benign };
  });
}

/** Of numbers, which stand in a statement without quotes. */
export function numberForm(target: Target): Form {
  const number = (): number => 1_000 + (Number.parseInt(target.random(6), 36) % 8_000);
  const pair = (): Pair => {
    const left = number();
    return { yes: `-7 OR ${left}=${left}`, no: `-7 OR ${left}=${left + 1}` };
  };
  const first = pair();
  return { pairs: [first, pair()], benign: first.yes.replace(' OR ', ' OX ') };
}
