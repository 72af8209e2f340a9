/** A name's words in lower case, whatever joins them: `cardNumber`, `card_number` and `X-Card-Number` share theirs. */
export function wordsOf(name: string): readonly string[] {
  const memo = known.get(name);
  if (memo !== undefined) return memo;
  if (known.size >= knownMax) known.clear();
  const words = split(name);
  known.set(name, words);
  return words;
}

/** The same few names come again and again; a stranger's new ones push the old ones out all at once. */
const known = new Map<string, readonly string[]>();
const knownMax = 20_000;

function split(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The words of a path's literal segments: `/auth/reset-password/{id}` -> auth, reset, password. */
export function pathWords(path: string): readonly string[] {
  return path.split('/').flatMap((segment) => (segment.includes('{') ? [] : wordsOf(segment)));
}
