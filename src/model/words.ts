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
  return (
    name
      .replace(/OAuth/g, 'Oauth')
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      // By what stands on both sides, not by a run of capitals: of a long one that would be quadratic. `IDs` is one word.
      .replace(/(?<=[A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])/g, ' ')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '')
  );
}

/** The words of a path's literal segments: `/auth/reset-password/{id}` -> auth, reset, password. */
export function pathWords(path: string): readonly string[] {
  return path.split('/').flatMap((segment) => (segment.includes('{') ? [] : wordsOf(segment)));
}

/** A path's segments without its variables: `/v1/cards/{cardId}/pin` -> v1, cards, pin. */
export function literalsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
}
