/** `^([A-Za-z0-9]+-?)+$` as an engine that goes back matches it: the work grows with 2^n before a letter that fits nowhere. */

/** Enough for 22 letters; an engine without a limit would go on. */
const stepsMax = 8_000_000;

export interface Matched {
  readonly matches: boolean;
  /** Positions that were tried. */
  readonly steps: number;
}

/** The text is cut at 64 characters, which bounds how deep it goes. */
export function backtrackingMatch(text: string): Matched {
  const subject = text.slice(0, 64);
  let steps = 0;
  const matchesFrom = (start: number): boolean => {
    let end = start;
    while (isWord(subject, end)) end += 1;
    for (; end > start && steps < stepsMax; end -= 1) {
      steps += 1;
      const next = subject[end] === '-' ? end + 1 : end;
      if (next === subject.length || matchesFrom(next)) return true;
    }
    return false;
  };
  return { matches: matchesFrom(0), steps };
}

function isWord(text: string, at: number): boolean {
  return /^[A-Za-z0-9]$/.test(text[at] ?? '');
}
