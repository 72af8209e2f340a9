/** Documents made to stop a scanner: every rule answers, and what is quadratic would not end within a test's time. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lint } from '../../../src/check/lint.ts';
import { loadRules } from '../../../rules/index.ts';
import { loadFixture } from '../../support/fixture.ts';

const rules = await loadRules.lint();

/** What is left of the rules' answers when a body has this schema: how many findings, and who crashed. */
async function lintBody(schema: unknown, more: { schemas?: unknown; example?: unknown } = {}) {
  const { schemas = {}, ...beside } = more;
  const content = { 'application/json': { schema, ...beside } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Hostile', version: '1' },
    paths: { '/cards': { post: { requestBody: { content }, responses: { '200': { description: 'ok', content } } } } },
    components: { schemas },
  };
  const cwd = mkdtempSync(path.join(tmpdir(), 'hostile-'));
  writeFileSync(path.join(cwd, 'openapi.json'), JSON.stringify(document));
  const outcomes = lint(await loadFixture('openapi.json', cwd), rules);
  return {
    crashed: outcomes.flatMap(({ result, reason }) => (result === 'crashed' ? [reason] : [])),
    ids: new Set(outcomes.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  };
}

const numbered = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const named = <T>(count: number, make: (index: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(numbered(count, (index) => [`S${index}`, make(index)]));
const to = (index: number) => ({ $ref: `#/components/schemas/S${index}` });

it('an example of a hundred and thirty thousand entries', async () => {
  const list = await lintBody({ type: 'array' }, { example: numbered(130_000, (index) => index) });
  expect(list.crashed).toEqual([]);
  const object = await lintBody({ type: 'object' }, { example: named(130_000, () => 'x') });
  expect(object.crashed).toEqual([]);
});

it('a closed list of objects, and as many examples that are none of them', async () => {
  const { crashed, ids } = await lintBody({
    enum: numbered(5_000, (index) => ({ a: index })),
    examples: numbered(5_000, (index) => ({ a: -1 - index })),
  });
  expect(crashed).toEqual([]);
  expect(ids).toContain('example-default-invalid');
});

it('a chain of allOf', async () => {
  const { crashed } = await lintBody(to(0), {
    schemas: named(1_000, (index) => ({
      allOf: index < 999 ? [to(index + 1)] : [],
      properties: { [`p${index}`]: {} },
    })),
  });
  expect(crashed).toEqual([]);
});

it('a circle of allOf and anyOf', async () => {
  const { crashed } = await lintBody(to(0), {
    schemas: named(400, (index) => ({
      allOf: [to((index + 1) % 400), to((index * 7 + 1) % 400)],
      anyOf: [to((index * 3 + 5) % 400)],
    })),
  });
  expect(crashed).toEqual([]);
});

it('schemas of which each includes all others', async () => {
  const { crashed } = await lintBody(to(0), {
    schemas: named(60, () => ({ allOf: numbered(60, to), properties: { id: { type: 'string' } } })),
  });
  expect(crashed).toEqual([]);
});

it('an allOf of four thousand closed parts', async () => {
  const parts = numbered(4_000, (index) => ({
    type: 'object',
    additionalProperties: false,
    properties: { [`p${index}`]: { type: 'string' } },
  }));
  const { crashed, ids } = await lintBody({ allOf: parts });
  expect(crashed).toEqual([]);
  expect(ids).toContain('prop-allof-closed');
});

it('names that every object of JavaScript has', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const { crashed } = await lintBody(
    {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      required: names,
    },
    { example: { toString: 'a', constructor: 1 } },
  );
  expect(crashed).toEqual([]);
});
