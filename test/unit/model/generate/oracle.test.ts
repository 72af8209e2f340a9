import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../../src/model/generate/faults.ts';
import { makeBody } from '../../../../src/model/generate/make-body.ts';
import { bodiesOf } from './api-of.ts';

const ajv = new Ajv2020({ strict: false, logger: false, addUsedSchema: false, ownProperties: true });
addFormats.default(ajv);

const range = (most: number): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const patterns = [
  '^[a-z]{2,5}$',
  '^\\d{4}-\\d{2}$',
  '^(foo|bar)+$',
  '[A-Z]',
  '^(?=.*\\d)(?=.*[a-z]).{8,12}$',
  '^[^ ]+@x$',
];
const formats = 'date-time date time uuid email uri ipv4 ipv6 hostname byte duration json-pointer'.split(' ');

const leaf = fc.oneof(
  range(40).map(([minLength, maxLength]) => ({ type: 'string', minLength, maxLength })),
  fc.constantFrom(...patterns).map((pattern) => ({ type: 'string', pattern })),
  fc.constantFrom(...formats).map((format) => ({ type: 'string', format })),
  range(1_000).map(([minimum, maximum]) => ({ type: 'integer', minimum, maximum })),
  range(1_000).map(([low, high]) => ({ type: 'number', exclusiveMinimum: -low, exclusiveMaximum: high + 0.5 })),
  fc.constantFrom(2, 7, 0.01, 0.25).map((multipleOf) => ({ type: 'number', minimum: 3, multipleOf })),
  fc.constantFrom('a', 'b', 5, null, true).map((value) => ({ const: value })),
  fc.constant({ enum: ['x', 'y', 3] }),
  fc.constant({ type: ['null', 'boolean'] }),
  fc.constant({}),
);

/** Schemas that have a valid value by the way they are made. */
const { satisfiable } = fc.letrec<{ satisfiable: object }>((tie) => ({
  satisfiable: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constant('array'), items: tie('satisfiable'), minItems: fc.nat(3) }),
    fc.record({
      type: fc.constant('array'),
      items: fc.constant({ type: 'string' }),
      uniqueItems: fc.constant(true),
      minItems: fc.nat(6),
    }),
    fc
      .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('satisfiable')), fc.boolean(), fc.nat(4))
      .map(([properties, isClosed, skip]) => ({
        type: 'object',
        properties,
        required: Object.keys(properties).slice(skip),
        ...(isClosed ? { additionalProperties: false } : {}),
      })),
    fc.tuple(tie('satisfiable'), tie('satisfiable')).map(([a, b]) => ({
      allOf: [
        { type: 'object', properties: { p: a }, required: ['p'] },
        { properties: { q: b }, required: ['q'], minProperties: 3 },
      ],
    })),
    fc.tuple(tie('satisfiable'), tie('satisfiable')).map(([a, b]) => ({
      oneOf: [
        { type: 'object', properties: { kind: { const: 'a' }, v: a }, required: ['kind', 'v'] },
        { type: 'object', properties: { kind: { const: 'b' }, v: b }, required: ['kind', 'v'] },
      ],
    })),
    tie('satisfiable').map((extra) => ({
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] } },
      required: ['kind'],
      if: { properties: { kind: { const: 'a' } } },
      // oxlint-disable-next-line unicorn/no-thenable
      then: { properties: { extra }, required: ['extra'] },
      else: { required: ['other'] },
    })),
    fc.array(tie('satisfiable'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

/** Anything at all, also what has no valid value. */
const { wild } = fc.letrec<{ wild: object }>((tie) => ({
  wild: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    // A few keywords at a time: of schemas that have all of them nearly none has a valid value.
    fc
      .tuple(
        fc.record({
          type: fc.constantFrom('object', 'array', 'string', 'integer'),
          properties: fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'c/~d'), tie('wild')),
          required: fc.subarray(['a', 'b', 'toString', '']),
          additionalProperties: fc.oneof(fc.boolean(), tie('wild')),
          patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', '^x-'), tie('wild')),
          propertyNames: fc.constant({ maxLength: 4 }),
          minProperties: fc.nat(3),
          maxProperties: fc.nat(3),
          dependentRequired: fc.constant({ a: ['b'] }),
          items: tie('wild'),
          prefixItems: fc.array(tie('wild'), { minLength: 1, maxLength: 2 }),
          contains: tie('wild'),
          minItems: fc.nat(2),
          maxItems: fc.nat(3),
          uniqueItems: fc.boolean(),
          allOf: fc.array(tie('wild'), { minLength: 1, maxLength: 2 }),
          anyOf: fc.array(tie('wild'), { minLength: 1, maxLength: 2 }),
          oneOf: fc.array(tie('wild'), { minLength: 1, maxLength: 3 }),
          not: tie('wild'),
          if: tie('wild'),
          // oxlint-disable-next-line unicorn/no-thenable
          then: tie('wild'),
          else: tie('wild'),
        }),
        fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
      )
      .map(([all, picked]) => Object.fromEntries(Object.entries(all).filter((_, index) => picked.includes(index)))),
  ),
}));

const runs = { numRuns: 15, seed: 20_261_128, endOnFailure: true };
const kinds = ['minimal', 'usual', 'full'] as const;

describe('beside ajv', () => {
  it('every schema that has a valid value by construction gets one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(satisfiable, { minLength: 5, maxLength: 10 }), fc.nat(3), async (schemas, seed) => {
        const { api, bodies } = await bodiesOf(schemas);
        for (const [index, { schema = '' }] of bodies.entries())
          for (const kind of kinds) {
            const made = makeBody(api, schema, { seed, kind });
            const validate = ajv.compile(schemas[index] ?? {});
            validate(made.value);
            expect({ schema: schemas[index], ...made, errors: validate.errors }).toMatchObject({
              kind: 'valid',
              errors: null,
            });
          }
      }),
      runs,
    );
  });

  it('a body that is called valid is, whatever the schema, and the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wild, { minLength: 5, maxLength: 10 }), fc.nat(3), async (schemas, seed) => {
        const { api, bodies } = await bodiesOf(schemas);
        for (const [index, { schema = '' }] of bodies.entries())
          for (const kind of kinds) {
            const made = makeBody(api, schema, { seed, kind });
            expect(makeBody(api, schema, { seed, kind })).toEqual(made);
            if (made.kind !== 'valid') continue;
            const validate = ajv.compile(schemas[index] ?? {});
            validate(made.value);
            expect({ schema: schemas[index], value: made.value, errors: validate.errors }).toMatchObject({
              errors: null,
            });
          }
      }),
      runs,
    );
  });

  it('a faulty variant is refused, and its one fault is where it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(satisfiable, { minLength: 5, maxLength: 10 }), async (schemas) => {
        const { api, bodies } = await bodiesOf(schemas);
        for (const [index, { schema = '' }] of bodies.entries()) {
          const made = makeBody(api, schema, { seed: 0, kind: 'full' });
          if (made.kind !== 'valid') continue;
          const validate = ajv.compile(schemas[index] ?? {});
          for (const { value, path, keyword } of faultsOf(api, schema, made.value)) {
            expect({ schema: schemas[index], value, isValid: validate(value) }).toMatchObject({ isValid: false });
            const said = validate.errors ?? [];
            const isSaid = said.some(
              ({ instancePath, keyword: broken }) =>
                (instancePath === path && (broken === keyword || (keyword === 'enum' && broken === 'const'))) ||
                ((broken === 'anyOf' || broken === 'oneOf') && path.startsWith(instancePath)),
            );
            expect({ schema: schemas[index], value, path, keyword, said, isSaid }).toMatchObject({ isSaid: true });
          }
        }
      }),
      runs,
    );
  });
});
