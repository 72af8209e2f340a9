import { describe, expect, it } from 'vitest';
import type { TargetOptions } from '../../../../src/target/target.ts';
import { apiOf, documentOf, json, opened, operation, serve, type Handler } from '../bank.ts';

const path = 'parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }]';
const properties = '{ nickname: { type: string, maxLength: 64 }, kind: { type: string }, contact: { type: string } }';
const post = `post: { requestBody: { content: { application/json: { schema: { type: object, required: [nickname], properties: ${properties} } } } }, responses: { '201': { description: made } } }`;
const item = `{ ${path}, get: { responses: { '200': { description: ok } } }, delete: { responses: { '204': { description: gone } } } }`;
const list = "{ get: { responses: { '200': { description: ok } } } }";
const document = documentOf({ '/cards': `{ ${post} }`, '/cards/{cardId}': item, '/accounts': list });

async function made(handler: Handler, more: Partial<TargetOptions> = {}) {
  const running = await serve((request, response) => {
    if (request.url === '/accounts') return json(response, 200, [{ id: 'acc_7' }]);
    return request.method === 'POST' ? handler(request, response) : json(response, 404, {});
  });
  const target = await opened(running.url, { api: await apiOf(document), ...more });
  const { target: view } = target;
  const object = await view.object(operation(target, 'GET /cards/{cardId}'), view.users[0], { made: true });
  const bodies = running.seen
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  return { target, view, object, bodies };
}

describe('a create call whose body is refused', () => {
  it('is mended by what the refusals say, with own ids, and later calls have what was learnt', async () => {
    const { object, bodies, view, target } = await made((request, response) => {
      const body = JSON.parse(request.text) as Record<string, unknown>;
      const missing = ['accountId', 'kind'].filter((name) => body[name] === undefined);
      const detail = missing.map((name) => ({ type: 'missing', loc: ['body', name], msg: 'Field required' }));
      if (detail.length > 0) return json(response, 422, { detail });
      if (body['kind'] !== 'debit')
        return json(response, 422, {
          detail: [{ type: 'enum', loc: ['body', 'kind'], msg: "Input should be 'debit' or 'credit'" }],
        });
      return body['accountId'] === 'acc_7' ? json(response, 201, { id: 'card_1' }) : json(response, 403, {});
    });
    expect(object).toMatchObject({ parameters: { cardId: 'card_1' }, made: true, from: 'POST /cards' });
    expect(bodies).toHaveLength(3);
    expect(bodies[2]).toMatchObject({ kind: 'debit', accountId: 'acc_7' });
    expect(bodies[2]?.['nickname']).toBe(bodies[0]?.['nickname']);
    expect(await view.body(operation(target, 'POST /cards'), view.users[0])).toMatchObject({
      kind: 'debit',
      accountId: 'acc_7',
    });
  });

  it('is given up after three repairs, or at once where nothing is understood, with the line to add', async () => {
    let number = 0;
    const never = await made((_request, response) => {
      number += 1;
      json(response, 400, {
        errors: [{ field: `field${number}`, message: 'is required' }],
      });
    });
    expect([never.object, never.bodies.length]).toEqual([undefined, 4]);
    expect(never.view.why()).toContain('seeds: [{ call: POST /cards, body: {...}, id: { cardId: $.id } }]');
    const silent = await made((_request, response) => json(response, 400, { error: 'Bad Request' }));
    expect([silent.object, silent.bodies.length]).toEqual([undefined, 1]);
  });

  it('leaves out what is not wanted', async () => {
    const { object, bodies } = await made((request, response) => {
      const isIn = request.text.includes('"nickname"');
      return isIn
        ? json(response, 400, {
            issues: [{ code: 'unrecognized_keys', keys: ['nickname'], path: [], message: 'Unrecognized key' }],
          })
        : json(response, 201, { id: 'card_1' });
    });
    expect(object?.made).toBe(true);
    expect(bodies[1]).not.toHaveProperty('nickname');
  });
});
