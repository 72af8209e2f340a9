import { describe, expect, it } from 'vitest';
import type { Edge } from '../../../../src/model/lineage/edge.ts';
import { lineageOf } from '../../../../src/model/lineage/graph.ts';
import { apiOf, documentOf } from '../../target/bank.ts';

const ok = "{ responses: { '200': { description: ok } } }";
const path = (name: string): string =>
  `parameters: [{ name: ${name}, in: path, required: true, schema: { type: string } }]`;
const answers = (properties: string, more = ''): string =>
  `responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: ${properties} } } }${more} } }`;

async function edgesOf(
  paths: Readonly<Record<string, string>>,
  captured?: readonly Edge[],
): Promise<readonly string[]> {
  const edges = lineageOf(await apiOf(documentOf(paths)), captured);
  return edges.map(
    ({ producer, field, consumer, in: place, name, evidence, seen }) =>
      `${producer} ${field} -> ${consumer} ${place} ${name}: ${evidence}${seen === undefined ? '' : ` ${seen}`}`,
  );
}

describe('where ids come from', () => {
  it('a link of the document says it, by id or by reference', async () => {
    const links = (where: string): string =>
      `, links: { read: { ${where}, parameters: { cardId: '$response.body#/card/number' } } }`;
    const to = (where: string): Promise<readonly string[]> =>
      edgesOf({
        '/orders': `{ post: { ${answers('{ state: { type: string } }', links(where))} } }`,
        '/cards/{cardId}': `{ ${path('cardId')}, get: { operationId: readCard, responses: { '200': { description: ok } } } }`,
      });
    expect(await to('operationId: readCard')).toEqual(['POST /orders number -> GET /cards/{cardId} path cardId: link']);
    expect(await to("operationRef: '#/paths/~1cards~1{cardId}/get'")).toEqual(await to('operationId: readCard'));
    expect(await to('operationId: nobody')).toEqual([]);
  });

  it('a field of the same name, and the id of an object of the noun', async () => {
    expect(
      await edgesOf({
        '/profile': `{ get: { ${answers('{ accountId: { type: string }, name: { type: string } }')} } }`,
        '/accounts': `{ post: { ${answers('{ id: { type: string } }')} } }`,
        '/accounts/{accountId}': `{ ${path('accountId')}, get: { ${answers('{ id: { type: string } }')} } }`,
      }),
    ).toEqual([
      'GET /profile accountId -> GET /accounts/{accountId} path accountId: name',
      'POST /accounts id -> GET /accounts/{accountId} path accountId: noun',
    ]);
  });

  it('the items of a list in an envelope, for path, query, header and body', async () => {
    const list = '{ data: { type: array, items: { type: object, properties: { id: { type: string } } } } }';
    const needs = `parameters: [{ name: accountId, in: query, required: true, schema: { type: string } }, { name: X-Account-Id, in: header, required: true, schema: { type: string } }, { name: X-Request-Id, in: header, required: true, schema: { type: string } }]`;
    const body = `requestBody: { content: { application/json: { schema: { type: object, required: [fromAccountId, accountId], properties: { fromAccountId: { type: string }, accountId: { type: string } } } } } }`;
    expect(
      await edgesOf({
        '/accounts': `{ get: { ${answers(list)} } }`,
        '/statements': `{ get: { ${needs}, responses: { '200': { description: ok } } } }`,
        '/transfers': `{ post: { ${body}, responses: { '200': { description: ok } } } }`,
      }),
    ).toEqual([
      'GET /accounts id -> GET /statements header X-Account-Id: noun',
      'GET /accounts id -> GET /statements query accountId: noun',
      'GET /accounts id -> POST /transfers body accountId: noun',
    ]);
  });

  it('a collection that does not say what it answers, but no call that needs the same', async () => {
    expect(
      await edgesOf({
        '/cards': `{ get: ${ok}, post: ${ok} }`,
        '/cards/{id}': `{ ${path('id')}, get: ${ok}, delete: ${ok} }`,
      }),
    ).toEqual([
      'GET /cards id -> DELETE /cards/{id} path id: noun',
      'POST /cards Location -> DELETE /cards/{id} path id: noun',
      'GET /cards id -> GET /cards/{id} path id: noun',
      'POST /cards Location -> GET /cards/{id} path id: noun',
    ]);
  });

  it('a capture shows it: better evidence than names, and it is counted', async () => {
    const edge = { producer: 'GET /cards', field: 'id', consumer: 'GET /cards/{id}', in: 'path', name: 'id' } as const;
    expect(
      await edgesOf({ '/cards': `{ get: ${ok} }`, '/cards/{id}': `{ ${path('id')}, get: ${ok} }` }, [
        { ...edge, evidence: 'capture', seen: 3 },
      ]),
    ).toEqual(['GET /cards id -> GET /cards/{id} path id: capture 3']);
  });
});
