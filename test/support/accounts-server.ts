import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface AccountsServer {
  readonly url: string;
  /** Requests so far: who, method, path and body. */
  readonly requests: readonly string[];
}

/** What the capture of `accountsCapture` shows and no report may. */
export const shown = { alice: 'acc-7Q2mZ81', bob: 'acc-4Xk09Lw', memo: 'Rent of the boat house', limit: 'lim-55Tz2' };
const accounts = [
  {
    id: shown.alice,
    owner: 'alice',
    balance: 1200,
    email: 'alice.gardner@example.com',
    iban: 'GB33BUKB20201555555555',
  },
  { id: shown.bob, owner: 'bob', balance: 77, email: 'bob.harker@example.com', iban: 'GB94BARC10201530093459' },
];

/** Accounts without a list or a call that makes one: only a capture knows their ids. `leaky`: anybody who is logged in reads any. */
export async function accountsServer({ leaky = false } = {}): Promise<AccountsServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const owner = /^Bearer (alice|bob)-token-9f3$/.exec(request.headers.authorization ?? '')?.[1];
    const { method, url = '' } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push(`${owner ?? '-'} ${method} ${url}${body === '' ? '' : ` ${body}`}`);
      if (owner === undefined) return answer(response, 401, { error: 'who are you?' });
      if (method === 'GET' && url === '/v1/profile') return answer(response, 200, { name: owner });
      if (method === 'GET' && url === `/v1/internal/limits/${shown.limit}`)
        return answer(response, 200, { daily: 500 });
      if (method === 'POST' && url === '/v1/memos')
        return /"kind":"standing"/.test(body)
          ? answer(response, 201, { ok: true, text: shown.memo })
          : answer(response, 422, { error: 'kind' });
      const account = accounts.find(({ id }) => `/v1/accounts/${id}` === url);
      if (method !== 'GET' || account === undefined || (!leaky && account.owner !== owner))
        return answer(response, 404, { error: 'no such thing' });
      return answer(response, 200, account);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export const accountsApi = `openapi: 3.0.3
info: { title: Accounts, version: '1' }
servers: [{ url: 'https://api.example.com/v1' }]
security: [{ bearer: [] }]
paths:
  /profile:
    get: { responses: { '200': { description: ok } } }
  /accounts/{accountId}:
    get:
      parameters: [{ name: accountId, in: path, required: true, schema: { type: string, maxLength: 36 } }]
      responses: { '200': { description: ok } }
  /memos:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [kind, text]
              properties: { kind: { type: string, maxLength: 20 }, text: { type: string, maxLength: 80 } }
      responses: { '201': { description: made } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
`;
