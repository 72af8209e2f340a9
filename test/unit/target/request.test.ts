import { describe, expect, it } from 'vitest';
import { NotTested } from '../../../src/check/target.ts';
import { buildRequest, type Built, type Wish } from '../../../src/target/request.ts';
import { apiOf, document, documentOf, json, opened, operation, serve } from './bank.ts';

/** The one operation of a document with these parameters and this body, built. */
async function built(more: string, wish: Wish = {}, { path = '/x', method = 'post' } = {}): Promise<Built> {
  const api = await apiOf(
    documentOf({ [path]: `{ ${method}: { ${more} responses: { '200': { description: ok } } } }` }),
  );
  const [only] = api.operations;
  if (only === undefined) throw new Error('the document has no operation');
  let count = 0;
  const random = (length: number): string => `${(count += 1)}`.padEnd(length, 'r');
  return buildRequest(only, wish, { api, random, reveal: (text) => text.replace('<PII.EMAIL:1>', 'a"b/c@x.example') });
}
const parameter = (name: string, place: string, schema: string): string =>
  `parameters: [{ name: ${name}, in: ${place}, required: true, schema: ${schema} }],`;
const body = (schema: string, more = '', type = 'application/json'): string =>
  `requestBody: { required: true, content: { ${type}: { schema: ${schema} ${more} } } },`;

describe('parameters', () => {
  it.each([
    ['an example', '{ type: string }, example: EUR', 'EUR'],
    ['an enum', '{ type: string, enum: [GBP, EUR] }', 'GBP'],
    ['a default', '{ type: integer, default: 20 }', '20'],
    ['a minimum', '{ type: integer, minimum: 7 }', '7'],
    ['a format', '{ type: string, format: date }', '2026-01-15'],
    ['a list', "{ type: array, items: { type: string, enum: ['a,b'] }, minItems: 2 }", 'a,b|a,b'],
    ['a joined list', '{ type: array, items: { type: string, enum: [a] }, minItems: 2 }, explode: false', 'a,a'],
  ])('of the query take %s', async (_what, schema, value) => {
    const { query } = await built(parameter('q', 'query', schema));
    expect(query.map(([, text]) => text).join('|')).toBe(value);
  });

  it('that are optional are left out, unless a probe gives them', async () => {
    const optional = 'parameters: [{ name: q, in: query, schema: { type: string } }],';
    expect((await built(optional)).query).toEqual([]);
    expect((await built(optional, { parameters: { q: 'x y', other: '1' } })).query).toEqual([['q', 'x y']]);
  });

  it('that a probe takes away are left out', async () => {
    expect((await built(parameter('q', 'query', '{ type: string }'), { parameters: { q: undefined } })).query).toEqual(
      [],
    );
  });

  it('of the path are fixed by the document or given, and encoded', async () => {
    const path = '/v{version}/rates/{currency}/{id}';
    const more = `parameters: [{ name: version, in: path, required: true, schema: { type: integer, enum: [2] } }, { name: currency, in: path, required: true, schema: { type: string }, example: EUR }, { name: id, in: path, required: true, schema: { type: string }, example: id-of-the-example }],`;
    expect((await built(more, { parameters: { id: 'a/ü?' } }, { path })).path).toBe('/v2/rates/EUR/a%2F%C3%BC%3F');
    await expect(built(more, {}, { path })).rejects.toThrow('needs a value for {id}');
  });

  it('that stand for tags become values, encoded for their place', async () => {
    const more = `parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: q, in: query, schema: { type: string } }],`;
    const wish = {
      parameters: { id: '<PII.EMAIL:1>', q: '<PII.EMAIL:1>' },
      headers: [['X-Mail', '<PII.EMAIL:1>'] as const],
    };
    const { path, query, ownHeaders } = await built(more, wish, { path: '/x/{id}' });
    expect(path).toBe('/x/a%22b%2Fc%40x.example');
    expect([query, ownHeaders]).toEqual([[['q', 'a"b/c@x.example']], [['X-Mail', 'a"b/c@x.example']]]);
  });

  it('that make a call one of its own differ each time', async () => {
    const more = parameter('Idempotency-Key', 'header', '{ type: string }');
    expect((await built(more)).headers).toEqual([['Idempotency-Key', '1'.padEnd(24, 'r')]]);
  });

  it('of headers that HTTP itself needs are not for the document to say', async () => {
    const more = parameter('Authorization', 'header', '{ type: string, example: x }');
    expect((await built(more)).headers).toEqual([]);
  });

  it('that are cookies go together', async () => {
    const more = `parameters: [{ name: a, in: cookie, required: true, schema: { type: string }, example: '1' }, { name: b, in: cookie, required: true, schema: { type: string }, example: '2' }],`;
    expect((await built(more)).headers).toEqual([['Cookie', 'a=1; b=2']]);
  });
});

describe('bodies', () => {
  const card =
    '{ type: object, required: [name], properties: { id: { type: string, readOnly: true }, name: { type: string, minLength: 3 }, limit: { type: integer, minimum: 5 } } }';
  it('are made from the schema without what the server sets', async () => {
    expect((await built(body(card))).body).toEqual({
      text: '{"name":"probe","limit":5}',
      mediaType: 'application/json',
    });
  });

  it('take the example of the document, without what the server sets', async () => {
    expect((await built(body(card, ', example: { id: x, name: Ann }'))).body?.text).toBe('{"name":"Ann"}');
  });

  it('take what a probe lays over them, tags revealed whole', async () => {
    const { body: changed } = await built(body(card), { body: { name: '<PII.EMAIL:1>', role: 'admin' } });
    expect(JSON.parse(changed?.text ?? '')).toEqual({ name: 'a"b/c@x.example', limit: 5, role: 'admin' });
  });

  it('take a seed as it is, with only what the schema requires besides', async () => {
    expect((await built(body(card), { seedBody: { limit: 9 } })).body?.text).toBe('{"name":"probe","limit":9}');
    expect((await built(body(card), { seedBody: { name: 'x' } })).body?.text).toBe('{"name":"x"}');
    expect((await built(body(card), { seedBody: [1] })).body?.text).toBe('[1]');
  });

  it('are raw where a probe wants that, and broken no further by a value', async () => {
    const rawBody = { text: '{"a":["<PII.EMAIL:1>"', mediaType: 'application/json' };
    expect((await built(body(card), { rawBody })).body).toEqual({ ...rawBody, text: '{"a":["a\\"b/c@x.example"' });
  });

  it('are forms where the document wants forms', async () => {
    const form = await built(body(card, '', 'application/x-www-form-urlencoded'), { body: { name: '<PII.EMAIL:1>' } });
    expect(form.body?.text).toBe('name=a%22b%2Fc%40x.example&limit=5');
  });

  it('of other kinds need an example', async () => {
    const text = await built(body('{ type: string }', ", example: 'a;b'", 'text/csv'));
    expect(text.body).toEqual({ text: 'a;b', mediaType: 'text/csv' });
    const multipart = built(body('{ type: object }', '', 'multipart/form-data'));
    await expect(multipart).rejects.toThrow(NotTested);
    await expect(multipart).rejects.toThrow('no body can be made of multipart/form-data');
  });

  it('name own objects where they require ids', async () => {
    const running = await serve((request, response) =>
      json(response, 200, request.url === '/accounts' ? { data: [{ id: 41 }] } : {}),
    );
    const transfer =
      '{ type: object, required: [fromAccountId, amount], properties: { fromAccountId: { type: integer }, amount: { type: integer, enum: [3] } } }';
    const api = await apiOf(
      documentOf({
        '/accounts': "{ get: { responses: { '200': { description: ok } } } }",
        '/transfers': `{ post: { ${body(transfer)} responses: { '201': { description: made } } } }`,
      }),
    );
    const target = await opened(running.url, { api, profile: 'read-only' });
    await target.target.call(operation(target, 'POST /transfers'), target.target.users[0]);
    expect(running.seen.at(-1)?.body).toBe('{"fromAccountId":41,"amount":3}');
  });
});

it('sends no made-up credential where the document declares one as a parameter', async () => {
  const running = await serve((_request, response) => json(response, 200, []));
  const text = document
    .replace('{ type: http, scheme: bearer }', '{ type: apiKey, in: header, name: X-Key }')
    .replace(
      "get: { responses: { '200': { description: ok } } }\n    post",
      "get: { parameters: [{ name: x-key, in: header, required: true, schema: { type: string } }], responses: { '200': { description: ok } } }\n    post",
    );
  const target = await opened(running.url, { api: await apiOf(text) });
  await target.target.call(operation(target, 'GET /cards'), target.target.anonymous);
  expect(running.seen.at(-1)?.headers['x-key']).toBeUndefined();
});
