import { describe, expect, it } from 'vitest';
import { CaptureLineage } from '../../../../src/model/lineage/capture-lineage.ts';
import type { CapturedTraffic } from '../../../../src/model/lineage/captured.ts';
import { matcher } from '../../../../src/model/match.ts';
import { createRedactor, redactExchange } from '../../../../src/model/redact.ts';
import { apiOf, documentOf } from '../../target/bank.ts';

interface Call {
  readonly call: string;
  readonly token?: string;
  readonly sent?: unknown;
  readonly body?: unknown;
  readonly status?: number;
  readonly lost?: boolean;
}
const ok = "{ responses: { '200': { description: ok } } }";
const path = 'parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }]';
const document = documentOf({
  '/cards': `{ get: ${ok}, post: { requestBody: { content: { application/json: {} } }, responses: { '201': { description: ok } } } }`,
  '/cards/{cardId}': `{ ${path}, get: ${ok} }`,
  '/statements': `{ get: ${ok} }`,
});

async function seen(calls: readonly Call[]): Promise<CapturedTraffic> {
  const api = await apiOf(document);
  const [lineage, redactor, match] = [new CaptureLineage(), createRedactor(), matcher(api)];
  const content = (value: unknown) => {
    const text = JSON.stringify(value);
    return { mediaType: 'application/json', text, bytes: text.length, truncated: false };
  };
  for (const { call, token, sent, body = {}, status = 200, lost = false } of calls) {
    const [method = '', where = ''] = call.split(' ');
    const exchange = redactExchange(
      {
        method,
        url: `https://bank.example${where}`,
        headers: token === undefined ? [] : [['Authorization', `Bearer ${token}`]],
        ...(sent === undefined ? {} : { body: content(sent) }),
        response: { status, headers: [], body: content(body) },
        identity: 'captured',
        credentialsLost: lost,
        durationMs: 1,
        at: api.at,
      },
      redactor,
    );
    lineage.see(exchange, match(method, exchange.request.origin, exchange.request.path).operation);
  }
  return lineage.traffic(api);
}
const alice = 'alice-token-4f5a';
const bob = 'bob-token-77e2';

describe('the lineage of a capture', () => {
  it('says which answer gave the id, and for whom', async () => {
    const { callers, edges } = await seen([
      { call: 'GET /cards', token: alice, body: [{ id: 'c_1' }] },
      { call: 'GET /cards/c_1', token: alice, body: { id: 'c_1' } },
      { call: 'GET /statements?cardId=c_1', token: alice },
    ]);
    expect(edges).toMatchObject([
      {
        producer: 'GET /cards',
        field: 'id',
        consumer: 'GET /cards/{cardId}',
        in: 'path',
        evidence: 'capture',
        seen: 1,
      },
      { producer: 'GET /cards', field: 'id', consumer: 'GET /statements', in: 'query', name: 'cardId' },
    ]);
    expect(callers).toHaveLength(1);
    expect(callers[0]?.ids).toMatchObject([
      { value: 'c_1', name: 'cardId', isProduced: true },
      { value: 'c_1', in: 'query' },
    ]);
  });

  it('an answer that repeats what it was asked for gave nothing', async () => {
    const { callers, edges } = await seen([
      { call: 'GET /cards/c_1', token: alice, body: { id: 'c_1' } },
      { call: 'GET /statements?cardId=c_1', token: alice },
    ]);
    expect(edges).toEqual([]);
    expect(callers[0]?.ids.map(({ isProduced }) => isProduced)).toEqual([false, false]);
  });

  it("what two callers use or are shown is nobody's own, and what was refused is none", async () => {
    const { callers } = await seen([
      { call: 'GET /cards', token: alice, body: [{ id: 'c_1' }, { id: 'c_2' }] },
      { call: 'GET /cards/c_1', token: alice },
      { call: 'GET /cards/c_2', token: alice },
      { call: 'GET /cards/c_9', token: alice, status: 404 },
      { call: 'GET /cards/c_2', token: bob },
    ]);
    expect(callers.map(({ ids }) => ids.map(({ value }) => value))).toEqual([['c_1'], []]);
  });

  it('keeps bodies that were served, and credentials as tags alone', async () => {
    const { callers } = await seen([
      { call: 'POST /cards', token: alice, sent: { kind: 'debit' }, status: 201 },
      { call: 'POST /cards', token: alice, sent: { kind: 'none' }, status: 400 },
    ]);
    expect([...(callers[0]?.bodies ?? [])]).toEqual([['POST /cards', { kind: 'debit' }]]);
    expect(callers[0]?.credentials.join()).toMatch(/^<SEC\.[A-Z]+:1>$/);
  });

  it("calls without any credential are nobody's, but where the exporter lost it they are somebody's", async () => {
    expect((await seen([{ call: 'GET /cards/c_1' }])).callers).toEqual([]);
    expect((await seen([{ call: 'GET /cards/c_1', lost: true }])).callers).toMatchObject([
      { credentials: [], ids: [{ value: 'c_1' }] },
    ]);
  });

  it('calls that no operation explains count on hosts where one answers', async () => {
    const unknown = { call: 'GET /internal/limits/l_1', token: alice };
    expect((await seen([unknown])).calls).toEqual([]);
    expect((await seen([unknown, { call: 'GET /cards', token: alice }])).calls).toEqual([
      { method: 'GET', path: '/internal/limits/l_1' },
    ]);
  });
});
