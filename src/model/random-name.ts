/** Shortest run of letters and digits that is looked at, in characters. */
export const randomCharsMin = 20;

type Kind = 'digit' | 'lower' | 'upper';

function kindOf(code: number): Kind {
  if (code < 0x40) return 'digit';
  return code < 0x60 ? 'upper' : 'lower';
}

/**
 * Was this run of ASCII letters and digits made by a generator? Names change between letters and digits at the ends of words
 * alone; what is random does so every few characters, in hex as in base 62.
 */
export function isRandomRun(run: string): boolean {
  if (run.length < randomCharsMin) return false;
  let [digits, changes, fromDigits] = [0, 0, 0];
  let before: Kind | undefined;
  for (let index = 0; index < run.length; index += 1) {
    const kind = kindOf(run.charCodeAt(index));
    if (kind === 'digit') digits += 1;
    if (before !== undefined && kind !== before) {
      changes += 1;
      if (kind === 'digit' || before === 'digit') fromDigits += 1;
    }
    before = kind;
  }
  if (digits < 3) return false;
  return fromDigits >= run.length / 4 || (fromDigits >= 4 && changes >= run.length * 0.45);
}
