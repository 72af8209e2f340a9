import { expect, it } from 'vitest';
import { wordsOf } from '../../../src/model/words.ts';

it.each([
  ['cardNumber', 'card number'],
  ['X-Card-Number', 'x card number'],
  ['userIDs', 'user ids'],
  ['cardPAN', 'card pan'],
  ['HTTPServer', 'http server'],
  ['getOAuthToken', 'get oauth token'],
  ['oauth2_token', 'oauth2 token'],
  ['__proto__', 'proto'],
])('%s', (name, words) => {
  expect(wordsOf(name).join(' ')).toBe(words);
});

it('does not slow down on a long run of capitals', () => {
  // One word of a million letters: a rule that looks ahead from each of them would not come to an end.
  expect(wordsOf('A'.repeat(1_000_000))).toEqual(['a'.repeat(1_000_000)]);
});
