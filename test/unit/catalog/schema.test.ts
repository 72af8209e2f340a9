import { describe, expect, test } from 'vitest';
import { SchemaLearner, type LearnLimits } from '../../../src/catalog/schema/learner.ts';
import { writeSchema } from '../../../src/catalog/schema/write.ts';
import type { Json } from '../../../src/model/json.ts';

function schemaOf(bodies: Iterable<Json>, limits?: Partial<LearnLimits>): object {
  const learner = new SchemaLearner(limits);
  for (const body of bodies) learner.see(body);
  return writeSchema(learner.root);
}
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

describe('a schema of what was seen', () => {
  test('counts presence, and requires only what thirty objects of ten bodies had', () => {
    const bodies = times(30, (at) => ({ id: `x${at}`, ...(at % 2 === 0 ? { note: 'hi there' } : {}) }));
    expect(schemaOf(bodies)).toEqual({
      type: 'object',
      properties: {
        id: { 'x-observed': { seen: 30, of: 30 }, type: 'string' },
        note: { 'x-observed': { seen: 15, of: 30 }, type: ['string', 'null'] },
      },
      required: ['id'],
    });
    expect(schemaOf(bodies.slice(1))).not.toHaveProperty('required');
    // One body with many objects is one witness.
    expect(schemaOf([times(40, () => ({ id: 'a b' }))])).not.toHaveProperty('items.required');
  });

  test('knows null, whole numbers, fractions and several types', () => {
    const bodies = times(6, (at) => ({
      nothing: null,
      maybe: at === 0 ? null : 'some text',
      whole: at,
      large: at + 3_000_000_000,
      amount: at + 0.5,
      either: at % 2 === 0 ? 'text here' : true,
      empty: [],
    }));
    expect(schemaOf(bodies)).toMatchObject({
      properties: {
        maybe: { type: ['string', 'null'] },
        whole: { type: 'integer' },
        large: { type: 'integer', format: 'int64' },
        amount: { type: 'number' },
        either: { type: ['string', 'boolean'] },
        empty: { type: 'array' },
      },
    });
    expect(schemaOf(bodies)).not.toHaveProperty('properties.nothing.type');
    expect(schemaOf(bodies)).not.toHaveProperty('properties.empty.items');
    expect(schemaOf([{ whole: 1 }])).toMatchObject({ properties: { whole: { type: 'number' } } });
  });

  test('says that a property which may be left out is never null only after twenty values', () => {
    const bodies = (count: number): Json[] => times(count, (at) => (at % 2 === 0 ? { note: 'hi there' } : {}));
    expect(schemaOf(bodies(38))).toMatchObject({ properties: { note: { type: ['string', 'null'] } } });
    expect(schemaOf(bodies(40))).toMatchObject({ properties: { note: { type: 'string' } } });
    // What was always there was never left out, and never null.
    expect(schemaOf(times(3, () => ({ note: 'hi there' })))).toMatchObject({
      properties: { note: { type: 'string' } },
    });
  });

  test('has a format only where every value has it', () => {
    const days = times(5, (at) => ({ day: `2026-01-1${at}`, mixed: at === 4 ? 'soon' : `2026-01-1${at}` }));
    expect(schemaOf(days)).toMatchObject({ properties: { day: { format: 'date' } } });
    expect(schemaOf(days)).not.toHaveProperty('properties.mixed.format');
    expect(schemaOf(days.slice(0, 2))).not.toHaveProperty('properties.day.format');
  });

  test('has a closed list of words where they are words, of a name that lists', () => {
    const states = ['active', 'blocked', 'in_transit'];
    const bodies = times(30, (at) => ({
      status: states[at % 3] ?? '',
      login: ['alice', 'bob', 'carol'][at % 3] ?? '',
      type: ['Alice', 'Bob', 'Carol'][at % 3] ?? '',
      kind: ['sk_live_4eC39HqLyjWD', 'sk_live_9xT10ZzKqqPa'][at % 2] ?? '',
      mode: at === 0 ? 'rare' : 'usual',
    }));
    const schema = schemaOf(bodies);
    expect(schema).toMatchObject({ properties: { status: { enum: states } } });
    for (const name of ['login', 'type', 'kind', 'mode']) expect(schema).not.toHaveProperty(`properties.${name}.enum`);
    expect(schemaOf(bodies.slice(1))).not.toHaveProperty('properties.status.enum');
  });

  test('has maps where keys are ids or keep changing', () => {
    const byId = schemaOf([{ '5f0c1b7e-9a1d-4c55-8a37-0d6c2f1be9a1': { n: 1 } }, { '12': { n: 2 } }]);
    expect(byId).toEqual({
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: { n: { 'x-observed': { seen: 2, of: 2 }, type: 'number' } },
      },
    });
    const word = (at: number): string => `team${String.fromCharCode(97 + (at % 26))}${'x'.repeat(at % 5)}`;
    const byName = schemaOf(times(40, (at) => ({ [word(at)]: at })));
    expect(byName).toEqual({ type: 'object', additionalProperties: { type: 'integer' } });
  });

  test('writes no value that was seen', () => {
    const text = JSON.stringify(
      schemaOf(
        times(60, (at) => ({
          token: 'a8Kd93kLm2Qp',
          'jane@realbank.co': 'x',
          name: 'Jane Doe',
          pan: '<PCI.PAN:1>',
          status: at % 2 === 0 ? 'Jane' : '<SEC.TOKEN:4>',
        })),
      ),
    );
    for (const value of ['a8Kd', 'jane', 'Jane', 'realbank', 'PCI.PAN:1', 'SEC.TOKEN'])
      expect(text).not.toContain(value);
    expect(text).toContain('pci.pan');
  });

  test('keeps within its limits, whatever comes', () => {
    let deep: Json = 1;
    for (let level = 0; level < 5_000; level += 1) deep = { down: deep };
    const wide = Object.fromEntries(
      times(5_000, (at) => [
        `name${String.fromCharCode(97 + (at % 26))}${'z'.repeat(at % 60)}${'y'.repeat(Math.floor(at / 60) % 60)}`,
        1,
      ]),
    );
    const learner = new SchemaLearner({ placesMax: 500 });
    learner.see(deep);
    learner.see(wide);
    learner.see(JSON.parse('{"__proto__": {"polluted": true}}') as Json);
    const schema = JSON.stringify(writeSchema(learner.root));
    expect(schema.match(/"x-observed"/g)?.length ?? 0).toBeLessThanOrEqual(500);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
