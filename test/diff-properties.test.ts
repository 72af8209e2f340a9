/**
 * The properties of `npm run diff-properties` over our own documents: one in other words is the same one. The upgrade
 * is asked for what its own errors are, too: what is undone there must be there to be undone.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRules } from '../rules/index.ts';
import {
  applies,
  compare,
  filesBelow,
  isRoot,
  load,
  propertyNames,
  readFile,
  rewritten,
  write,
} from '../scripts/diff-properties/properties.ts';
import { asJson, asYaml, read, shuffled } from '../scripts/diff-properties/rewrite.ts';
import { upgraded, type Errors } from '../scripts/diff-properties/upgrade.ts';

const root = realpathSync('test');
/** Of the pairs the newer documents of those across versions and of the controls: the others are much alike. */
const names = filesBelow(root).filter((name) =>
  /^(?:fixtures\/(?:versions|diff-properties)\/|diff-pairs\/[23]\d\d-[^/]*\/(?!before|expect))/.test(name),
);
let room: string;
beforeAll(() => {
  room = realpathSync(mkdtempSync(path.join(tmpdir(), 'sallyport-properties-')));
});
afterAll(() => {
  rmSync(room, { recursive: true, force: true });
});

describe.each(propertyNames)('%s', (property) => {
  it('is no change in any document of the tests', async () => {
    const rules = await loadRules.diff();
    const loud: string[] = [];
    let compared = 0;
    const folder = path.join(room, property);
    const files = names.map((name) => readFile(root, name, read));
    for (const file of files) {
      const isTaken = applies(property, file) || !isRoot(file);
      write(folder, file, isTaken ? rewritten(property, file, new Map()) : file.text);
    }
    for (const file of files) {
      if (!isRoot(file) || !applies(property, file)) continue;
      const said = compare(await load(root, file.name), await load(folder, file.name), rules);
      compared += 1;
      loud.push(...said.crashes, ...said.findings.map(({ rule, message }) => `${file.name} ${rule}: ${message}`));
    }
    expect(loud).toEqual([]);
    expect(compared).toBeGreaterThan(property === 'upgraded' ? 15 : 40);
  });
});

it('undoes what the upgrader gets wrong, and counts it', () => {
  const errors: Errors = new Map();
  const text = readFile(root, 'fixtures/diff-properties/upgrader-errors.yaml', read);
  const after = upgraded(text.value, errors) as {
    readonly webhooks?: unknown;
    readonly components: { readonly schemas: { readonly Card: { readonly properties: Record<string, unknown> } } };
  };
  expect(Object.fromEntries(errors)).toEqual({
    'extension-taken-for-webhooks': 1,
    'octet-stream-emptied': 1,
    'byte-given-media-type': 1,
    'name-taken-for-example': 1,
    'nullable-kept': 2,
    'ref-sibling-kept': 1,
    'value-rewritten': 1,
  });
  const { Card } = after.components.schemas;
  expect(Object.keys(Card.properties)).toContain('example');
  expect(Card.properties['owner']).toEqual({
    anyOf: [{ allOf: [{ $ref: '#/components/schemas/Owner' }] }, { type: 'null' }],
  });
  expect(after.webhooks).toBeUndefined();
});

it('writes what it read, whatever the order', () => {
  const value = { b: [1, { '10': 'x', '9': null }, [], {}], 'a: "#': 'line\u0085\nbreak', ['k'.repeat(1500)]: true };
  for (const order of [shuffled(1), shuffled(2)]) {
    expect(read(asYaml(value, order))).toEqual(value);
    expect(read(asJson(value, order))).toEqual(value);
  }
  expect(shuffled(1)(['a', 'b', 'c', 'd', 'e'])).not.toEqual(['a', 'b', 'c', 'd', 'e']);
});
