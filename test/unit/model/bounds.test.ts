/** What is said of a value by all that it is made of, with ajv as oracle of which values are valid. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  anything,
  array,
  assert,
  constant,
  constantFrom,
  integer,
  letrec,
  oneof,
  property,
  record,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiModel, JsonType, Schema, SchemaId } from '../../../src/model/api.ts';
import { effectiveBounds } from '../../../src/model/bounds.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';

const empty = {
  examples: [],
  required: [],
  properties: [],
  patternProperties: [],
  prefixItems: [],
  others: [],
} as const;

/** A model of one schema and of what it is made of; `{ $ref: '#/n' }` is the n-th schema of the list. */
function modelOf(written: readonly JsonObject[]): { readonly api: ApiModel; readonly ids: readonly SchemaId[] } {
  const schemas = new Map<SchemaId, Schema>();
  const add = (raw: JsonObject, path: string): SchemaId => {
    if (typeof raw['$ref'] === 'string') return raw['$ref'].slice(1);
    const list = (key: string): readonly SchemaId[] =>
      ((raw[key] ?? []) as readonly JsonObject[]).map((one, index) => add(one, `${path}/${key}/${index}`));
    const types = [raw['type'] ?? []].flat() as readonly JsonType[];
    const enumerated = 'const' in raw ? { enum: [raw['const'] ?? null] } : {};
    const parts = { allOf: list('allOf'), anyOf: list('anyOf'), oneOf: list('oneOf') };
    const at = { source: '', path };
    const flags = { readOnly: false, writeOnly: false, deprecated: false };
    schemas.set(path, {
      ...empty,
      ...flags,
      ...raw,
      ...enumerated,
      ...parts,
      id: path,
      at,
      types,
      raw,
    });
    return path;
  };
  const ids = written.map((raw, index) => add(raw, `/${index}`));
  return { api: { schemas } as unknown as ApiModel, ids };
}

function boundsOf(...written: readonly JsonObject[]): ReturnType<typeof effectiveBounds> {
  const { api, ids } = modelOf(written);
  return effectiveBounds(api, ids[0] ?? '');
}

const limit = integer({ min: 0, max: 6 });
const plain = oneof(
  record(
    { type: constantFrom('string', 'integer', 'number', 'array', 'null'), maxLength: limit },
    { requiredKeys: [] },
  ),
  record({ maxLength: limit, maxItems: limit, minimum: limit, exclusiveMaximum: limit }, { requiredKeys: [] }),
  record({ type: constant(['string', 'null']), pattern: constantFrom('^[a-c]{0,3}$', '^(a|bb)$', 'a', '^a?$|^bb+$') }),
  record({
    enum: array(oneof(string({ maxLength: 5 }), integer({ min: -3, max: 9 }), constant(null)), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  record({ type: constant('string'), format: constantFrom('uuid', 'date', 'uri') }),
);
const { schema: tree } = letrec((tie) => ({
  schema: oneof(
    { maxDepth: 4, withCrossShrink: true },
    plain,
    record(
      { allOf: array(tie('schema'), { minLength: 1, maxLength: 3 }), maxLength: limit },
      { requiredKeys: ['allOf'] },
    ),
    record(
      { anyOf: array(tie('schema'), { minLength: 1, maxLength: 3 }), minimum: limit },
      { requiredKeys: ['anyOf'] },
    ),
    record(
      { oneOf: array(tie('schema'), { minLength: 1, maxLength: 3 }), maxItems: limit },
      { requiredKeys: ['oneOf'] },
    ),
  ),
}));
const value = oneof(
  string({ unit: constantFrom('a', 'b', 'c'), maxLength: 9 }),
  integer({ min: -5, max: 12 }),
  array(constant(1), { maxLength: 8 }),
  anything({ maxDepth: 0 }),
);

describe('effective bounds', () => {
  it('hold for every valid value', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allowUnionTypes: true });
    assert(
      property(tree, array(value, { minLength: 5, maxLength: 20 }), (schema, values) => {
        const { maxLength, maxItems, minimum, maximum, types } = boundsOf(schema as JsonObject);
        const isValid = ajv.compile(schema as JsonObject);
        for (const one of values) {
          if (!isValid(one)) continue;
          // Formats are asserted by the bounds and not by this ajv.
          if (typeof one === 'string' && !JSON.stringify(schema).includes('format'))
            expect(one.length).toBeLessThanOrEqual(maxLength ?? Infinity);
          if (Array.isArray(one)) expect(one.length).toBeLessThanOrEqual(maxItems ?? Infinity);
          if (typeof one === 'number') {
            expect(one).toBeGreaterThanOrEqual(minimum ?? -Infinity);
            expect(one).toBeLessThanOrEqual(maximum ?? Infinity);
          }
          if (typeof one === 'string') expect(types ?? ['string']).toContain('string');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of an allOf are never looser than one of its parts, and never tighter for an anyOf', () => {
    assert(
      property(array(tree, { minLength: 1, maxLength: 4 }), (parts) => {
        const own = parts.map((part) => boundsOf(part as JsonObject).maxLength ?? Infinity);
        const all = boundsOf({ allOf: parts as Json }).maxLength ?? Infinity;
        const any = boundsOf({ anyOf: parts as Json }).maxLength ?? Infinity;
        expect(all).toBeLessThanOrEqual(Math.min(...own));
        expect(any).toBe(Math.max(...own));
      }),
    );
  });

  it.each<readonly [string, JsonObject, Partial<ReturnType<typeof effectiveBounds>>]>([
    ['a uuid', { type: 'string', format: 'uuid' }, { maxLength: 36, isShaped: true }],
    [
      'a pattern with an end',
      { type: 'string', pattern: String.raw`^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$` },
      { maxLength: 34 },
    ],
    ['a pattern without anchors', { type: 'string', pattern: '[0-9]{3,4}' }, { isShaped: true }],
    ['a closed list', { enum: ['a', 'bcd', null, [1, 2]] }, { maxLength: 3, maxItems: 2, minimum: 0, maximum: 0 }],
    ['numbers of a closed list', { enum: [3, 9.5] }, { minimum: 3, maximum: 9.5, types: ['integer', 'number'] }],
    ['a variant of another type', { anyOf: [{ type: 'string', maxLength: 4 }, { type: 'null' }] }, { maxLength: 4 }],
    ['a text that is only shown hidden', { type: 'string', format: 'password' }, { isShaped: false }],
    ['uint16', { type: 'integer', format: 'uint16' }, { minimum: 0, maximum: 65_535 }],
  ])('%s', (_, schema, bounds) => {
    expect(boundsOf(schema)).toMatchObject(bounds);
  });

  it('of int32 and int64 are none to rely on', () => {
    expect(boundsOf({ type: 'integer', format: 'int64' })).toEqual({
      types: ['integer'],
      maxLength: 0,
      maxItems: 0,
      isShaped: true,
      isSized: true,
      isClosed: false,
    });
  });

  it('of a tuple are closed by items or unevaluatedItems alone', () => {
    const maxItems = (more: JsonObject): number | undefined =>
      boundsOf({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'string' }], ...more }).maxItems;
    expect([{}, { items: false }, { unevaluatedItems: false }].map(maxItems)).toEqual([undefined, 2, 2]);
    expect(maxItems({ unevaluatedItems: false, contains: {} })).toBe(undefined);
  });

  it('say whether all values are written in the document', () => {
    const isClosed = (...written: readonly JsonObject[]): boolean => boundsOf(...written).isClosed;
    expect(isClosed({ anyOf: [{ const: 'M' }, { enum: ['N'] }, { type: 'null' }] })).toBe(true);
    expect(isClosed({ type: ['boolean', 'null'] })).toBe(true);
    expect(isClosed({ allOf: [{ type: 'string' }, { enum: ['a'] }] })).toBe(true);
    expect(isClosed({ anyOf: [{ enum: ['a'] }, { type: 'string' }] })).toBe(false);
    expect(isClosed({ type: 'string', maxLength: 1 })).toBe(false);
  });

  it('do not depend on which of two schemas that are made of each other is asked first', () => {
    const written = [
      { anyOf: [{ $ref: '#/1' }, { type: 'string', maxLength: 5 }] },
      { oneOf: [{ $ref: '#/0' }, { type: 'string', maxLength: 10 }] },
      { allOf: [{ $ref: '#/2' }, { type: 'string', maxLength: 7 }] },
    ];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
    ]) {
      const { api, ids } = modelOf(written);
      const lengths = new Map(order.map((index) => [index, effectiveBounds(api, ids[index] ?? '').maxLength]));
      expect([lengths.get(0), lengths.get(1)]).toEqual([10, 10]);
    }
  });

  it('of twenty thousand schemas in a row are worked out', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      allOf: [{ $ref: `#/${index + 1}` }],
      anyOf: [{ $ref: `#/${index + 1}` }, { maxLength: index }],
    }));
    const { api, ids } = modelOf([...many, { type: 'string', maxLength: 3 }]);
    expect(effectiveBounds(api, ids[0] ?? '').maxLength).toBe(3);
  });
});
