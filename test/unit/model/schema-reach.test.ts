import { expect, it } from 'vitest';
import { requestFlows, responseFlows } from '../../../src/model/schema-graph.ts';
import { operationsReaching } from '../../../src/model/schema-reach.ts';
import { apiRun } from '../../support/run.ts';

const text = `openapi: 3.0.3
info: { title: x, version: '1' }
paths:
  /a:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/B' } } } } }
  /b:
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/C' } } } } } }
components:
  schemas:
    A: { type: object, properties: { next: { $ref: '#/components/schemas/B' }, secret: { $ref: '#/components/schemas/D', readOnly: true } } }
    B: { type: object, properties: { next: { $ref: '#/components/schemas/C' } } }
    C: { type: object, properties: { back: { $ref: '#/components/schemas/B' }, hidden: { type: object, writeOnly: true, properties: { d: { $ref: '#/components/schemas/D' } } } } }
    D: { type: string }
    Lonely: { type: string }
`;

it('goes through cycles and stops where a property does not travel', async () => {
  const { api } = await apiRun(text);
  const reached = (name: string, flow: number): readonly string[] =>
    operationsReaching(api, `openapi.yaml#/components/schemas/${name}`, flow).map(({ id }) => id);
  expect(reached('A', requestFlows)).toEqual(['POST /a']);
  expect(reached('A', responseFlows)).toEqual([]);
  for (const name of ['B', 'C']) {
    expect(reached(name, requestFlows)).toEqual(['POST /a']);
    expect(reached(name, responseFlows)).toEqual(['POST /a', 'GET /b']);
  }
  expect(reached('D', requestFlows)).toEqual(['POST /a']);
  expect(reached('D', responseFlows)).toEqual([]);
  expect(reached('Lonely', requestFlows | responseFlows)).toEqual([]);
});
