/** The known name that a mistyped one most likely means; undefined where none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  // A third of the letters may be wrong: more, and the suggestion is a guess.
  let best = Math.max(1, Math.floor(name.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), best);
    if (distance >= best) continue;
    best = distance;
    found = candidate;
  }
  return found ?? [...known].find((candidate) => name.length >= 4 && candidate.startsWith(name));
}

/**
 * The known name that a key was meant to be, where no guess is needed: the same letters in another case or joined
 * otherwise (`read_only`), one slip, or two in a long name. Undefined also where two are equally near.
 */
export function misspelt(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 40) return undefined;
  const bare = bareLetters(name);
  const allowed = name.length < 4 ? 0 : name.length < 9 ? 1 : 2;
  let best = allowed + 1;
  let found: string | undefined;
  for (const candidate of known) {
    const letters = bareLetters(candidate);
    if (letters === bare) return candidate;
    // Of three letters nearly every word is one slip away.
    if (candidate.length < 4) continue;
    const distance = editDistance(bare, letters, allowed + 1);
    if (distance > best || distance > allowed) continue;
    found = distance === best ? undefined : candidate;
    best = distance;
  }
  return found;
}

function bareLetters(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); gives up at `max`. */
function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) >= max) return max;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? max;
}
