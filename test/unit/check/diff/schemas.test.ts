import { describe, expect, it } from 'vitest';
import { diff } from '../../../../src/check/diff.ts';
import { document, ref, type Parts } from './document.ts';
import { everyProperty, offered, versionsOf } from './spy.ts';

async function changes(before: Parts, after: Parts): Promise<readonly string[]> {
  return offered(await versionsOf(document(before), document(after)));
}

async function found(before: Parts, after: Parts) {
  return diff(await versionsOf(document(before), document(after)), [everyProperty]).flatMap((each) => each.findings);
}

describe('schemas', () => {
  it('a change in a component is one finding there, with every operation that sends it', async () => {
    const card = '    Card: { type: object, properties: { id: { type: string } } }\n';
    const fuller = '    Card: { type: object, properties: { id: { type: string }, pan: { type: string } } }\n';
    const parts = { answer: `{ type: array, items: ${ref('Card')} }` };
    expect(await found({ ...parts, schemas: card }, { ...parts, schemas: fuller })).toMatchObject([
      {
        at: { path: '/components/schemas/Card/properties/pan' },
        reach: { operations: ['POST /cards', 'GET /copies'] },
      },
    ]);
  });

  it('an answer that refers to another known component is a change of the answer', async () => {
    const schemas =
      '    Card: { type: object, properties: { id: { type: string } } }\n' +
      '    FullCard: { type: object, properties: { id: { type: string }, deep: { type: object, properties: { pan: { type: string } } } } }\n';
    const before = await versionsOf(
      document({ answer: ref('Card'), schemas }),
      document({ answer: ref('Card'), schemas }),
    );
    const [, copies = ''] = document({ answer: ref('FullCard'), schemas }).split('  /copies:');
    const after = `${document({ answer: ref('Card'), schemas }).split('  /copies:')[0] ?? ''}  /copies:${copies}`;
    const { after: changed } = await versionsOf(after, after);
    const [finding, ...others] = diff({ before: before.before, after: changed }, [everyProperty]).flatMap(
      (each) => each.findings,
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      operation: 'GET /copies',
      message: 'property/added response/200/json/$/$.deep/property/added',
    });
    expect(finding?.at.path).toMatch(/^\/paths\/~1copies\/get\/responses\/200/);
  });

  it('a shared response that refers to another component is one change, of all that use it', async () => {
    const text = (name: string): string => `
openapi: 3.0.3
info: { title: Cards, version: '1' }
paths:
  /cards: { get: { responses: { '200': { $ref: '#/components/responses/One' } } } }
  /copies: { get: { responses: { '200': { $ref: '#/components/responses/One' } } } }
components:
  responses:
    One: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/${name}' } } } }
  schemas:
    Card: { type: object, properties: { id: { type: string } } }
    FullCard: { type: object, properties: { id: { type: string }, pan: { type: string } } }
`;
    const all = diff(await versionsOf(text('Card'), text('FullCard')), [everyProperty]).flatMap(
      (each) => each.findings,
    );
    expect(all).toMatchObject([{ reach: { operations: ['GET /cards', 'GET /copies'] } }]);
    expect(all[0]?.at.path).toMatch(/^\/components\/responses\/One/);
  });

  it('cycles of different lengths end, and each change in them is found once', async () => {
    const two =
      '    A: { type: object, properties: { next: ' +
      ref('B') +
      ' } }\n    B: { type: object, properties: { next: ' +
      ref('A') +
      ' } }\n';
    const three =
      '    A: { type: object, properties: { next: ' +
      ref('B') +
      ' } }\n    B: { type: object, properties: { next: ' +
      ref('C') +
      ' } }\n' +
      '    C: { type: object, properties: { next: ' +
      ref('A') +
      ', pan: { type: string } } }\n';
    const all = await found({ answer: ref('A'), schemas: two }, { answer: ref('A'), schemas: three });
    expect(all.map(({ at }) => at.path)).toEqual(['/components/schemas/C/properties/pan']);
  });

  it.each([
    [
      'readOnly removed',
      '{ type: string, readOnly: true }',
      '{ type: string }',
      ['property/shown(request) request/json/$.id/property/shown'],
    ],
    [
      'readOnly set',
      '{ type: string }',
      '{ type: string, readOnly: true }',
      ['property/hidden(request) request/json/$.id/property/hidden'],
    ],
    [
      'readOnly on both sides: no part of a request',
      '{ type: string, readOnly: true }',
      '{ type: integer, readOnly: true }',
      [],
    ],
  ])('%s', async (...[, before, after, expected]) => {
    const request = (id: string): Parts => ({ request: `{ type: object, properties: { id: ${id} } }` });
    expect(await changes(request(before), request(after))).toEqual(expected);
  });

  it('writeOnly properties are no part of an answer', async () => {
    const answer = (extra: string): Parts => ({
      answer: `{ type: object, properties: { id: { type: string }${extra} } }`,
    });
    expect(await changes(answer(''), answer(', pin: { type: string, writeOnly: true }'))).toEqual([]);
    expect(await changes(answer(''), answer(', pin: { type: string, readOnly: true }'))).toHaveLength(2);
  });

  it.each([
    [
      'a variant added',
      '[{ type: string }]',
      '[{ type: string }, { type: object, properties: { pan: { type: string } } }]',
      'added',
    ],
    [
      'a variant removed',
      '[{ type: string }, { type: object, properties: { pan: { type: string } } }]',
      '[{ type: string }]',
      'removed',
    ],
  ])('%s', async (...[, before, after, kind]) => {
    const all = await changes({ request: `{ anyOf: ${before} }` }, { request: `{ anyOf: ${after} }` });
    expect(all.map((each) => each.split(' ')[0])).toEqual([`anyOf/${kind}(request)`]);
  });

  it('one that became one of several is compared with the one most like it', async () => {
    const one = '{ type: object, properties: { id: { type: string }, name: { type: string } } }';
    const several =
      '{ oneOf: [{ type: integer }, { type: object, properties: { id: { type: string }, name: { type: string }, pan: { type: string } } }] }';
    const all = await changes({ request: one }, { request: several });
    expect(all.map((each) => each.split(' ')[0])).toEqual(['oneOf/added(request)', 'property/added(request)']);
  });

  it.each([
    ['maxLength/raised', '{ type: string, maxLength: 26 }', '{ type: string, maxLength: 100 }'],
    ['enum/removed', '{ type: string, enum: [a, b] }', '{ type: string }'],
    ['type/changed', '{ type: string, format: uuid }', '{ type: integer }'],
    ['additionalProperties/opened', '{ type: object, additionalProperties: false }', '{ type: object }'],
    [
      'maxItems/removed',
      '{ type: array, items: { type: string }, maxItems: 5 }',
      '{ type: array, items: { type: string } }',
    ],
  ])('%s: %s became %s', async (...[kind, before, after]) => {
    expect(await changes({ request: before }, { request: after })).toEqual([`${kind}(request) request/json/$/${kind}`]);
  });
});
