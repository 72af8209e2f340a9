import { wordsOf } from './words.ts';

/** What a parameter is the id of: `cardId` -> `card`; `id` has none, so the path says it. */
export function nounOf(parameter: string, path = ''): string {
  const words = wordsOf(parameter);
  const rest = /^(id|uuid|guid|ulid|ref|reference|key|number|no|slug)$/.test(words.at(-1) ?? '')
    ? words.slice(0, -1)
    : words;
  if (rest.length > 0) return singular(rest.join('-'));
  const segment = path
    .slice(0, Math.max(0, path.indexOf(`{${parameter}}`)))
    .split('/')
    .findLast((one) => one !== '' && !one.includes('{'));
  return singular(wordsOf(segment ?? '').join('-'));
}

/** `cards` -> `card`, `policies` -> `policy`, `address` stays. */
export function singular(word: string): string {
  if (/(ss|us|is)$/.test(word)) return word;
  return word.replace(/ies$/, 'y').replace(/(?<=ch|sh|x|z|ss)es$|s$/, '');
}
