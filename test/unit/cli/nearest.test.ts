import { expect, test } from 'vitest';
import { suggestion } from '../../../src/cli/nearest.ts';
import { misspelt, nearest } from '../../../src/model/nearest.ts';

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

test.each([
  ['securty', 'security'],
  ['requierd', 'required'],
  ['readonly', 'readOnly'],
  ['max_length', 'maxLength'],
  ['aditionalPropertes', 'additionalProperties'],
  ['In', 'in'],
])('%s is a slip of %s', (typed, meant) => {
  const known = [
    'security',
    'required',
    'readOnly',
    'maxLength',
    'minLength',
    'additionalProperties',
    'in',
    'id',
    'get',
  ];
  expect(misspelt(typed, known)).toBe(meant);
});

test.each(['ad', 'gut', 'quota', 'fooLength', 'x'.repeat(1_000_000)])('a guess is made of none', (typed) => {
  expect(misspelt(typed, ['get', 'quote', 'quoth', 'minLength', 'maxLength'])).toBeUndefined();
});
