import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readSource } from '../../../src/load/source.ts';
import { escapeKey } from '../../../src/model/source.ts';

const key = fc.stringMatching(/^[a-z0-9_~/. "-]{1,12}$/);
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string({ maxLength: 8 }),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

/** Every key of a tree, with its pointer. */
function keysOf(value: unknown, path = ''): readonly (readonly [path: string, key: string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const here = `${path}/${escapeKey(name)}`;
    return [...(Array.isArray(value) ? [] : [[here, name] as const]), ...keysOf(child, here)];
  });
}

it('the region of a key is the key, for any JSON and YAML, however it is written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      fc.constantFrom('json', 'pretty', 'yaml'),
      async (value, form) => {
        const text = form === 'yaml' ? stringify(value) : JSON.stringify(value, null, form === 'pretty' ? 2 : 0);
        const { source, value: read } = await readSource(Buffer.from(text), { id: 'a', uri: 'a', inTree: true });
        expect(read).toEqual(JSON.parse(JSON.stringify(value)));
        const lines = text.split('\n');
        for (const [path, name] of keysOf(value)) {
          const { startLine, startColumn, endColumn } = source.locate(path);
          const shown = (lines[startLine - 1] ?? '').slice(startColumn - 1, endColumn - 1);
          expect([name, JSON.stringify(name), `'${name}'`]).toContain(shown);
        }
      },
    ),
    { numRuns: 150, seed: 7 },
  );
});
