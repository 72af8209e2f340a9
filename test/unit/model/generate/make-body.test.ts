import { describe, expect, it } from 'vitest';
import { Chance } from '../../../../src/model/generate/chance.ts';
import { faultsOf } from '../../../../src/model/generate/faults.ts';
import { makeBody, type Made } from '../../../../src/model/generate/make-body.ts';
import { textOf } from '../../../../src/model/generate/pattern-text.ts';
import type { Kind } from '../../../../src/model/generate/plan.ts';
import { invalidBodies, validBody } from '../../../../src/model/generate/valid-body.ts';
import { bodiesOf } from './api-of.ts';

interface Said {
  readonly version?: string;
  readonly components?: object;
  readonly kind?: Kind;
  readonly seed?: number;
}

async function made(schema: object, { kind = 'minimal', seed = 0, ...document }: Said = {}): Promise<Made> {
  const { api, bodies } = await bodiesOf([schema], document);
  return makeBody(api, bodies[0]?.schema ?? '', { seed, kind });
}

const text = { type: 'string' };
const pet = {
  type: 'object',
  required: ['kind', 'name'],
  properties: { kind: text, name: text },
  discriminator: { propertyName: 'kind', mapping: { feline: '#/components/schemas/Cat' } },
};
const cat = {
  allOf: [
    { $ref: '#/components/schemas/Pet' },
    { type: 'object', required: ['lives'], properties: { lives: { type: 'integer', minimum: 9 } } },
  ],
};

describe('a body', () => {
  it('lacks what the server sets, also where it is required, and has what is written only', async () => {
    const schema = {
      type: 'object',
      required: ['id', 'secret'],
      properties: { id: { type: 'string', readOnly: true }, secret: { type: 'string', writeOnly: true } },
    };
    expect(await made(schema, { version: '3.0.3', kind: 'full' })).toEqual({
      kind: 'valid',
      value: { secret: 'probe' },
    });
  });

  it('has what is required, and more where more is wished', async () => {
    const inner = { type: 'object', properties: { deep: text } };
    const schema = { type: 'object', required: ['a'], properties: { a: inner, b: inner } };
    expect(await made(schema)).toMatchObject({ value: { a: {} } });
    expect(await made(schema, { kind: 'usual' })).toMatchObject({ value: { a: {}, b: {} } });
    expect(await made(schema, { kind: 'full' })).toMatchObject({
      value: { a: { deep: 'probe' }, b: { deep: 'probe' } },
    });
  });

  it('follows an example, without what the server sets and with another value where the example does not hold', async () => {
    const schema = {
      type: 'object',
      required: ['n', 'list'],
      properties: {
        id: { type: 'string', readOnly: true },
        n: { type: 'integer', maximum: 5 },
        list: { type: 'array', items: text },
        other: text,
      },
      example: { id: 'x', n: 7, list: ['a', 'b'] },
    };
    expect(await made(schema, { version: '3.0.3', kind: 'full' })).toMatchObject({
      kind: 'valid',
      value: { n: 1, list: ['a', 'b'] },
    });
  });

  it('names the variant that it is by the discriminator, mapped or not', async () => {
    const components = { Pet: pet, Cat: cat, Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }] } };
    const version = '3.0.3';
    const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
    expect(await made(ref('Cat'), { version, components })).toMatchObject({
      kind: 'valid',
      value: { kind: 'feline', lives: 9 },
    });
    expect(await made(ref('Dog'), { version, components })).toMatchObject({ kind: 'valid', value: { kind: 'Dog' } });
    expect(await made(ref('Pet'), { version, components })).toMatchObject({
      kind: 'valid',
      value: { kind: 'feline', lives: 9 },
    });
  });

  it('leaves out what only the other variants ask for', async () => {
    const schema = {
      type: 'object',
      properties: { iban: text, card: text },
      oneOf: [{ required: ['iban'] }, { required: ['card'] }],
    };
    const { kind, value } = await made(schema, { kind: 'full' });
    expect(kind).toBe('valid');
    expect(Object.keys(value as object)).toEqual(['iban']);
  });

  it('cuts a cycle where nothing asks for another level', async () => {
    const node = {
      type: 'object',
      required: ['name', 'children'],
      properties: {
        name: text,
        children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
        up: { $ref: '#/components/schemas/Node' },
      },
    };
    expect(await made({ $ref: '#/components/schemas/Node' }, { components: { Node: node }, kind: 'full' })).toEqual({
      kind: 'valid',
      value: { name: 'probe', children: [] },
    });
  });

  it('says where no value can be right', async () => {
    const endless = { type: 'object', required: ['up'], properties: { up: { $ref: '#/components/schemas/Node' } } };
    expect(await made({ $ref: '#/components/schemas/Node' }, { components: { Node: endless } })).toMatchObject({
      kind: 'unsatisfiable',
      breach: { path: '', schema: 'a.json#/components/schemas/Node', keyword: 'endless' },
    });
    const closed = {
      allOf: [{ type: 'object', properties: { a: text }, additionalProperties: false }, { required: ['b'] }],
    };
    expect(await made({ type: 'object', required: ['x'], properties: { x: closed } })).toMatchObject({
      kind: 'unsatisfiable',
      breach: { path: '/x', keyword: 'additionalProperties' },
    });
    expect(await made({ allOf: [{ type: 'string' }, { type: 'object' }] })).toMatchObject({ kind: 'unsatisfiable' });
  });

  it('that is not found is never called valid', async () => {
    const twice = { oneOf: [{ type: 'string' }, { type: 'string', minLength: 0 }] };
    expect(await made(twice)).toMatchObject({ kind: 'unmet', breach: { path: '', keyword: 'oneOf' } });
    expect(await made({ type: 'string', pattern: '^a$', minLength: 2 })).toMatchObject({ kind: 'unmet' });
    expect(await made({ type: 'array', minItems: 1e9, items: text })).toMatchObject({ kind: 'unmet' });
    expect(await made({ type: 'string', minLength: 1e9 })).toMatchObject({ kind: 'unmet' });
  });

  it('of the words of OpenAPI 3.0: nullable, exclusive limits by a flag', async () => {
    const schema = {
      type: 'object',
      required: ['a', 'b'],
      properties: {
        a: { type: 'string', nullable: true, enum: [null] },
        b: { type: 'integer', minimum: 4, exclusiveMinimum: true },
      },
    };
    expect(await made(schema, { version: '3.0.3' })).toEqual({ kind: 'valid', value: { a: null, b: 5 } });
  });

  it('keeps a name that objects of the language have', async () => {
    const { value } = await made({ type: 'object', required: ['__proto__', 'constructor'] });
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
  });

  it('differs between seeds', async () => {
    const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string', minLength: 12 } } };
    const values = await Promise.all(
      [0, 1, 2].map(async (seed) => JSON.stringify((await made(schema, { seed })).value)),
    );
    expect(new Set(values).size).toBe(3);
  });

  it('of a schema of thousands of levels comes to an end, and is not called endless', async () => {
    const levels = Array.from({ length: 5_000 }, (_, level) => [
      `L${level}`,
      {
        type: 'object',
        required: ['a'],
        properties: { a: level === 4_999 ? text : { $ref: `#/components/schemas/L${level + 1}` } },
      },
    ]);
    const components = Object.fromEntries(levels) as object;
    expect(await made({ $ref: '#/components/schemas/L0' }, { components })).toMatchObject({
      kind: 'unmet',
      breach: { keyword: 'too-large' },
    });
    const shallow = await made({ $ref: '#/components/schemas/L4990' }, { components });
    expect(shallow.kind).toBe('valid');
  });
});

describe('a hostile schema', () => {
  it.each([
    ['of a hundred megabytes', { type: 'array', minItems: 1_000, items: { type: 'string', minLength: 100_000 } }],
    ['of a pattern that never ends', { type: 'string', pattern: '^((a{1000}){1000}){1000}$' }],
    ['of a pattern that backtracks', { type: 'string', minLength: 60, maxLength: 60, pattern: '^(?!(a+)+$)(a|a)+$' }],
    ['of more properties than are made up', { type: 'object', minProperties: 1e9 }],
  ])('%s has no body', async (_what, schema) => {
    expect(await made(schema, { kind: 'full' })).toMatchObject({ kind: 'unmet' });
  });

  it('of ten thousand properties is made to a budget', async () => {
    const properties = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`p${index}`, text]));
    const { kind, value } = await made({ type: 'object', properties, additionalProperties: false }, { kind: 'full' });
    expect(kind).toBe('valid');
    expect(JSON.stringify(value).length).toBeLessThan(200_000);
  });
});

describe('a text of a pattern', () => {
  it.each([
    '^[A-Z]{2}\\d{2}[A-Z0-9]{11,30}$',
    '^(?=.*[A-Z])(?=.*\\d)(?=.*[!@#]).{10,}$',
    '^(?!0+$)\\d{3}$',
    '^\\p{L}{3}$',
    '^([a-z]+\\.)*[a-z]+$',
    'x-[0-9a-f]{8}',
    '^[^a-zA-Z0-9]$',
    '^\\+?[1-9]\\d{1,14}$',
  ])('%s', (pattern) => {
    const found = textOf(pattern, { least: 0, most: 40 }, new Chance(1));
    expect(found).toMatch(new RegExp(pattern, 'u'));
  });

  it('has the length that is asked for, or is not made', () => {
    expect(textOf('^[a-z]+$', { least: 30, most: 31 }, new Chance(1))).toMatch(/^[a-z]{30,31}$/);
    expect(textOf('^[a-z]{3}$', { least: 4, most: 9 }, new Chance(1))).toBeUndefined();
    expect(textOf('(', { least: 0, most: 9 }, new Chance(1))).toBeUndefined();
  });
});

describe('faulty variants', () => {
  it('have one fault each, by keyword and place', async () => {
    const schema = {
      type: 'object',
      required: ['a'],
      additionalProperties: false,
      properties: { a: { type: 'string', maxLength: 5 }, b: { type: 'integer', minimum: 3 }, c: { enum: ['x'] } },
    };
    const { api, bodies } = await bodiesOf([schema]);
    const faults = faultsOf(api, bodies[0]?.schema ?? '', { a: 'probe', b: 3, c: 'x' });
    expect(faults.map(({ path, keyword }) => `${path} ${keyword}`)).toEqual([
      ' type',
      ' required',
      ' additionalProperties',
      '/a type',
      '/a maxLength',
      '/b type',
      '/b minimum',
      '/c enum',
    ]);
    expect(faults.find(({ keyword }) => keyword === 'minimum')?.value).toEqual({ a: 'probe', b: 2, c: 'x' });
  });

  it('are offered for an operation, beside the body that is valid', async () => {
    const { api } = await bodiesOf([{ type: 'object', required: ['a'], properties: { a: text } }]);
    const [operation] = api.operations;
    if (operation === undefined) throw new Error('the test is broken');
    const wish = { seed: 0, kind: 'minimal' } as const;
    expect(validBody(api, operation, wish)).toEqual({ kind: 'valid', value: { a: 'probe' } });
    expect(invalidBodies(api, operation, wish).map(({ keyword }) => keyword)).toEqual(['type', 'required', 'type']);
    expect(validBody(api, { ...operation, requestBodies: [] }, wish)).toBeUndefined();
  });
});
