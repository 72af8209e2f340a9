import { wordsOf } from './words.ts';

const idWords = new Set('id uuid guid ulid'.split(' '));

/** `accountId`, `account_uuid`: surely the name of an id. */
export function isIdName(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 1 && idWords.has(words.at(-1) ?? '');
}
