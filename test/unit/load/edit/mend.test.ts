import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import { mend } from '../../../../src/load/edit/mend.ts';
import { edited, isSameValue } from '../../../../src/load/edit/values.ts';
import { readText } from '../../../../src/load/source.ts';
import type { Edit } from '../../../../src/model/edit.ts';
import { isObject, type Json } from '../../../../src/model/json.ts';
import { child, type Pointer } from '../../../../src/model/source.ts';

const root: Pointer = { source: 'a.yaml', path: '' };

/** Keys and texts that need quotes, and some that do not. */
const word = fc.constantFrom(
  'a',
  'b-c',
  '200',
  "it's",
  'x: y',
  '#',
  '/cards/{id}',
  'true',
  '"q"',
  'é',
  'a~b',
  '- c',
  'null',
  '',
);
const { value: json } = fc.letrec<{ value: Json; object: Json; list: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      word,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant('two\nlines\n'),
      fc.lorem({ maxCount: 30 }),
    ),
    tie('object'),
    tie('list'),
  ),
  object: fc.dictionary(word, tie('value'), { minKeys: 0, maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 3 }),
}));
const document = fc
  .dictionary(word, json, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  .map((value): Json => ({ openapi: '3.1.0', ...value }));

/** The ways to write a document down. */
const written = fc.constantFrom<readonly [string, (value: Json) => string]>(
  ['minified', (value) => JSON.stringify(value)],
  ['two spaces', (value) => JSON.stringify(value, null, 2)],
  ['tabs', (value) => `${JSON.stringify(value, null, '\t')}\n`],
  ['yaml', (value) => stringify(value)],
  ['flush lists', (value) => stringify(value, { indentSeq: false, singleQuote: true })],
  ['four spaces', (value) => stringify(value, { indent: 4, lineWidth: 0 })],
  ['folded', (value) => stringify(value, { lineWidth: 20 })],
  ['flow', (value) => stringify(value, { collectionStyle: 'flow', lineWidth: 30 })],
  ['comments', (value) => stringify(value).replace(/^( *[\w-]+:.*[^|>-])$/gm, '$1 # note\n# line')],
  ['CRLF', (value) => stringify(value).replaceAll('\n', '\r\n')],
);

/** Every place of a document with its value. */
function placesOf(value: Json): readonly (readonly [Pointer, Json])[] {
  const places: (readonly [Pointer, Json])[] = [[root, value]];
  for (const [at, here] of places) {
    if (Array.isArray(here)) here.forEach((item: Json, index) => places.push([child(at, index), item]));
    else if (isObject(here))
      for (const [key, item] of Object.entries(here)) places.push([child(at, key), item ?? null]);
  }
  return places;
}

const news = fc.constantFrom<Json>(
  'https://a.example.com/x',
  'a: b',
  true,
  7,
  [{ 'b c': [] }],
  { $ref: '#/a' },
  { x: { y: [1] } },
);
const edits = (whole: Json): fc.Arbitrary<Edit> =>
  fc
    .tuple(
      fc.constantFrom(...placesOf(whole)),
      fc.constantFrom('replace', 'add', 'append', 'rename', 'remove'),
      news,
      word,
    )
    .map(([[at, here], kind, value, key]): Edit => {
      if (kind === 'add' && isObject(here)) return { kind, at, key, value };
      if (kind === 'append' && Array.isArray(here)) return { kind, at, value };
      if (kind === 'rename') return { kind, at, key };
      return kind === 'remove' ? { kind, at } : { kind: 'replace', at, value };
    });

it('writes exactly what is wished, or leaves it: any document, however it is written', async () => {
  const cases = document.chain((value) =>
    fc.tuple(fc.constant(value), written, fc.array(edits(value), { minLength: 1, maxLength: 4 })),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([value, [, write], wanted]) => {
      const text = write(value);
      const read = await readText(text, 'a.yaml').catch(() => undefined);
      // What the writer of the test writes in another way than it reads is not our case.
      fc.pre(read !== undefined && isSameValue(read.value, value));
      const mended = await mend(
        text,
        'a.yaml',
        wanted.map((edit, id) => ({ id: String(id), edits: [edit] })),
      );
      expect(mended).toBeDefined();
      const done = wanted.filter((_, id) => mended?.done.includes(String(id)));
      const now = await readText(mended?.text ?? '', 'a.yaml');
      const unique = [...new Map(done.map((edit) => [JSON.stringify(edit), edit])).values()];
      expect(isSameValue(now.value, edited(value, unique) ?? null)).toBe(true);
    }),
    { numRuns: 500, seed: 7 },
  );
});

const wish = (...wanted: readonly Edit[]): { id: string; edits: readonly Edit[] } => ({ id: 'w', edits: wanted });

test.each<readonly [string, string, Edit, string]>([
  [
    'a removal takes the comment on its line along',
    'a:\n  - x # 1\n  - y # 2\n',
    { kind: 'remove', at: child(root, 'a', 1) },
    'a:\n  - x # 1\n',
  ],
  [
    'an item behind the last one',
    'a:\n  - x # 1\n  - k: 1\n    l: 2\nb: 1\n',
    { kind: 'append', at: child(root, 'a'), value: { k: 3, l: 4 } },
    'a:\n  - x # 1\n  - k: 1\n    l: 2\n  - k: 3\n    l: 4\nb: 1\n',
  ],
  [
    'an item between brackets',
    'a: [x, y] # 1\n',
    { kind: 'append', at: child(root, 'a'), value: 'z' },
    'a: [x, y, z] # 1\n',
  ],
  ['the first key of an item', '- a: 1\n  b: 2\n', { kind: 'remove', at: child(root, 0, 'a') }, '- b: 2\n'],
  [
    'a text behind |+',
    'a:\n  b: |+\n    x\n\n\nc: 1\n',
    { kind: 'add', at: child(root, 'a'), key: 'd', value: 1 },
    'a:\n  b: |+\n    x\n\n\n  d: 1\nc: 1\n',
  ],
  [
    'an empty value before it',
    'a:\n  b:\nc: 1\n',
    { kind: 'add', at: child(root, 'a'), key: 'd', value: 1 },
    'a:\n  b:\n  d: 1\nc: 1\n',
  ],
  ['an empty object', '{"a":{}}', { kind: 'add', at: child(root, 'a'), key: 'd', value: 1 }, '{"a":{"d":1}}'],
  [
    'quotes of the neighbours',
    "'a':\n  'b': 1\n",
    { kind: 'add', at: child(root, 'a'), key: 'd', value: 'x y' },
    "'a':\n  'b': 1\n  'd': x y\n",
  ],
])('%s', async (...[, text, edit, expected]) => {
  expect((await mend(text, 'a.yaml', [wish(edit)]))?.text).toBe(expected);
});

test.each<readonly [string, string, Edit]>([
  ['an alias', 'a: &x { b: 1 }\nc: *x\n', { kind: 'replace', at: child(root, 'c', 'b'), value: 2 }],
  ['a merged key', 'a: &x { b: 1 }\nc: { <<: *x, d: 1 }\n', { kind: 'replace', at: child(root, 'c', 'b'), value: 2 }],
  ['the only entry of a block', 'a:\n  - b\n', { kind: 'remove', at: child(root, 'a', 0) }],
  ['a key that stands twice', 'a: 1\na: 2\n', { kind: 'replace', at: child(root, 'a'), value: 3 }],
  ['a comment between brackets', '[a, # one\n b]\n', { kind: 'remove', at: child(root, 0) }],
  ['broken text', 'openapi: 3.0.3\na: [1\nb: }\n', { kind: 'replace', at: child(root, 'openapi'), value: 'x' }],
  ['one of two documents', 'a: 1\n---\nb: 2\n', { kind: 'replace', at: child(root, 'a'), value: 3 }],
])('leaves alone: %s', async (_, text, edit) => {
  const mended = await mend(text, 'a.yaml', [wish(edit)]);
  expect(mended).toMatchObject({ text, done: [], refused: ['w'] });
});
