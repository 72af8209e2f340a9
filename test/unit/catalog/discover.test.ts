import { describe, expect, it } from 'vitest';
import { discover, shadows } from '../../../src/catalog/discover.ts';
import type { Exchange } from '../../../src/model/exchange.ts';
import { createRedactor, redactExchange } from '../../../src/model/redact.ts';
import type { Source } from '../../../src/model/source.ts';

const source: Source = {
  id: 'c.har',
  uri: 'c.har',
  inTree: true,
  locate: () => ({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }),
};
const redactor = createRedactor();
let index = 0;

interface More {
  readonly answer?: unknown;
  readonly status?: number;
  readonly token?: string;
  readonly type?: string;
}

function call(method: string, url: string, more: More = {}): Exchange {
  const text = JSON.stringify(more.answer ?? { id: 1 });
  return redactExchange(
    {
      method,
      url,
      headers: [
        ['accept', 'application/json'],
        ...(more.token === undefined ? [] : [['authorization', `Bearer ${more.token}`] as const]),
      ],
      response: {
        status: more.status ?? 200,
        headers: [],
        body: { mediaType: more.type ?? 'application/json', text, bytes: text.length, truncated: false },
      },
      identity: 'captured',
      durationMs: 1,
      at: { source: 'c.har', path: `/log/entries/${index++}` },
    },
    redactor,
  );
}

const h = 'https://api.bank.test/v1';
const traffic = [
  call('GET', `${h}/cards?limit=5&email=jane%40realbank.co`, {
    answer: [{ id: 'card-red', pan: '5212345678901234' }],
    token: 'a8Kd93kLm2Qp',
  }),
  call('GET', `${h}/cards/card-red`, { answer: { id: 'card-red' }, token: 'a8Kd93kLm2Qp' }),
  call('GET', `${h}/cards/c_17`, { answer: { id: 'c_17' } }),
  call('DELETE', `${h}/cards/c_17`, { answer: {}, status: 403, token: 'x8Kd93kLm2Qp' }),
  call('GET', `${h}/nowhere`, { answer: { error: 'x' }, status: 404 }),
  call('GET', 'https://api.bank.test/app.js', { answer: 'x', type: 'text/javascript' }),
  call('OPTIONS', `${h}/cards`),
  call('GET', 'https://www.google-analytics.com/collect'),
];

describe('an API known from traffic alone', () => {
  const api = discover(traffic, { name: 'bank', source });

  it('has its operations with templates', () => {
    expect(api.dialect).toBe('capture');
    expect(
      api.operations.map(({ id, at, parameters, responses }) => [
        id,
        at.path,
        parameters.map(({ name }) => name).join(),
        responses.map(({ status }) => status).join(),
      ]),
    ).toEqual([
      ['GET /v1/cards', '/log/entries/0', 'limit,email', '200'],
      ['GET /v1/cards/{cardId}', '/log/entries/1', 'cardId', '200'],
      ['DELETE /v1/cards/{cardId}', '/log/entries/3', 'cardId', '403'],
    ]);
    expect(api.servers.map(({ url }) => url)).toEqual(['https://api.bank.test']);
  });

  it('says who was let in', () => {
    expect(api.operations.map(({ auth }) => auth.map(({ schemes }) => schemes.length))).toEqual([[1], [1, 0], [1]]);
  });

  it('holds no value that was seen', () => {
    const text = JSON.stringify(api.operations);
    for (const value of ['card-red', 'c_17', 'jane', 'realbank', '5212', 'a8Kd']) expect(text).not.toContain(value);
  });

  it("takes the user's templates first", () => {
    const given = discover(traffic, { name: 'bank', source, templates: ['/{version}/cards/{number}'] });
    expect(given.operations.map(({ id }) => id)).toContain('GET /{version}/cards/{number}');
  });

  it('is compared with a document', () => {
    const document = { ...api, operations: api.operations.slice(0, 2) };
    expect(shadows(api, document).map(({ id }) => id)).toEqual(['DELETE /v1/cards/{cardId}']);
    const elsewhere = discover([...traffic, call('GET', 'https://other.test/x/y')], { name: 'bank', source });
    expect(shadows(elsewhere, document).map(({ id }) => id)).toEqual(['DELETE /v1/cards/{cardId}']);
  });

  it('makes no operation of what could not be redacted', () => {
    const [first] = traffic;
    if (first === undefined) throw new Error('no traffic');
    const left: Exchange = { ...first, request: { ...first.request, path: '/<LEFT-OUT>' } };
    expect(discover([left], { name: 'c', source }).operations).toEqual([]);
  });
});
