import { expect, test } from 'vitest';
import { nearest, suggestion } from '../../../src/cli/nearest.ts';

test.each([
  ['spces', 'specs'],
  ['fail_on', 'fail-on'],
  ['FAIL-ON', 'fail-on'],
  ['identites', 'identities'],
  ['iden', 'identities'],
])('%s is near %s', (typed, meant) => {
  expect(nearest(typed, ['specs', 'fail-on', 'identities', 'budget'])).toBe(meant);
});

test('what is near to nothing is given no name', () => {
  expect(nearest('zzzzz', ['specs', 'fail-on'])).toBeUndefined();
  expect(nearest('', ['specs'])).toBeUndefined();
});

test('where nothing is near, a short list is told whole and a long one is not', () => {
  expect(suggestion('zzzzz', ['text', 'json'])).toBe('known: text, json');
  expect(
    suggestion(
      'zzzzz',
      Array.from({ length: 100 }, (_, index) => `rule-${index}`),
    ),
  ).toBe('sallyport rules lists them');
});
