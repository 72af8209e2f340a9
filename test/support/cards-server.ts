import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface CardsServer {
  readonly url: string;
  /** Requests so far: method and path. */
  readonly requests: readonly string[];
  /** Headers of the last request. */
  readonly headers: () => IncomingMessage['headers'];
}

const cards = [
  {
    id: '5f0c1b7e-9a1d-4c55-8a37-0d6c2f1be9a1',
    owner: 'alice',
    email: 'alice.gardner@example.com',
    iban: 'GB33BUKB20201555555555',
  },
  {
    id: 'b3f7f0d4-1c2e-4a8e-b1a9-77d0c4e5a6f2',
    owner: 'bob',
    email: 'bob.harker@example.com',
    iban: 'GB94BARC10201530093459',
  },
];

/** A card service with two customers, `alice-token` and `bob-token`; `leaky` gives any card to anybody who is logged in. */
export async function cardsServer({ leaky = false, dead = false } = {}): Promise<CardsServer> {
  const requests: string[] = [];
  let headers: IncomingMessage['headers'] = {};
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers = request.headers;
    if (dead) return answer(response, 404, { error: 'no such path' });
    const owner = /^Bearer (alice|bob)-token$/.exec(request.headers.authorization ?? '')?.[1];
    if (owner === undefined) return answer(response, 401, { error: 'who are you?' });
    if (request.url === '/cards')
      return answer(
        response,
        200,
        cards.filter((card) => card.owner === owner),
      );
    const card = cards.find(({ id }) => `/cards/${id}` === request.url);
    if (card === undefined || (!leaky && card.owner !== owner)) return answer(response, 404, { error: 'no such card' });
    return answer(response, 200, card);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, headers: () => headers };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .end(JSON.stringify(body));
}

export const cardsApi = `openapi: 3.0.3
info: { title: Cards, version: '1' }
servers: [{ url: 'https://api.example.com' }]
security: [{ bearer: [] }]
paths:
  /cards:
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, maxItems: 50, items: { $ref: '#/components/schemas/Card' } } } } }
  /cards/{cardId}:
    get:
      parameters: [{ name: cardId, in: path, required: true, schema: { type: string, maxLength: 36 } }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas:
    Card:
      type: object
      properties:
        id: { type: string, maxLength: 36 }
        owner: { type: string, maxLength: 36 }
        email: { type: string, maxLength: 80 }
        iban: { type: string, maxLength: 34 }
`;
