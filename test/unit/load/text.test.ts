import { expect, it } from 'vitest';
import { LineTable } from '../../../src/load/text.ts';

it.each([
  ['{"a":1}', 1, 4, [1, 2, 1, 5]],
  ['a: 1\nbb: 2\n', 5, 7, [2, 1, 2, 3]],
  ['a: 1\r\nbb: 2\r\n', 6, 99, [2, 1, 2, 6]],
  ['a: 1\rbb: 2', 5, 99, [2, 1, 2, 6]],
  ['a\n\nb', 2, 2, [2, 1, 2, 2]],
])('the region in %j from %i to %i ends on its first line', (text, start, end, expected) => {
  const { startLine, startColumn, endLine, endColumn } = new LineTable(text).region(start, end);
  expect([startLine, startColumn, endLine, endColumn]).toEqual(expected);
});
