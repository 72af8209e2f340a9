import { describe, expect, it } from 'vitest';
import type { ApiModel } from '../../../../src/model/api.ts';
import type { Json } from '../../../../src/model/json.ts';
import { complaintsIn } from '../../../../src/target/repair/complaints.ts';
import { patched, patchesFor } from '../../../../src/target/repair/mend-body.ts';

const mending = { api: {} as ApiModel, schema: undefined, ids: {} };
const many = 200_000;
const nested = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json;

describe('a refusal that wants to do harm', () => {
  it.each<[string, Json]>([
    ['an object of many fields', Object.fromEntries(Array.from({ length: many }, (_, at) => [`f${at}`, {}]))],
    ['a field with many messages', { name: Array.from({ length: many }, () => 'is required') }],
    [
      'many unknown fields',
      { path: 'name', message: 'unknown', keys: Array.from({ length: many }, (_, at) => `f${at}`) },
    ],
    ['a place that is nested deeply', { errors: [{ loc: nested, msg: 'Field required' }] }],
    ['a place nested deeply among others', { errors: [{ loc: ['body', nested], msg: 'Field required' }] }],
  ])('may be %s: at most thirty complaints are taken', (_what, answer) => {
    expect(complaintsIn(answer, ['name']).length).toBeLessThanOrEqual(30);
  });

  it('does not make us send long names and values of its own', () => {
    const long = 'x'.repeat(100_000);
    const answer = [
      { field: long, message: 'is required' },
      { field: 'kind', message: 'must be one of', allowedValues: [long] },
      { instancePath: '', message: 'must have it', params: { missingProperty: long } },
      { instancePath: '', message: 'must not have it', params: { additionalProperty: long } },
    ];
    const body = patched({ kind: 'a' }, patchesFor(complaintsIn(answer, ['kind']), { kind: 'a' }, mending));
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  });

  it('does not turn a list into a number, nor a number into nothing', () => {
    const body = { items: ['a'], limit: 5 };
    const few = complaintsIn({ errors: [{ field: 'items', message: 'must contain at least 2 items' }] }, ['items']);
    expect(patched(body, patchesFor(few, body, mending))).toEqual(body);
    const endless = JSON.parse('[{ "field": "limit", "message": "must be greater or equal", "limit": 1e999 }]') as Json;
    expect(patched(body, patchesFor(complaintsIn(endless, ['limit']), body, mending))).toEqual(body);
  });
});
