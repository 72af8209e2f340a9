/** A name's words in lower case, whatever joins them: `cardNumber`, `card_number` and `X-Card-Number` share theirs. */
export function wordsOf(name: string): readonly string[] {
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
