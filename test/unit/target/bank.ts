/** A small bank on loopback for the target's tests: login, cards, and whatever a test adds. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ApiModel, Operation } from '../../../src/model/api.ts';
import { createRedactor } from '../../../src/model/redact.ts';
import type { Clock } from '../../../src/target/budget.ts';
import { openTarget, type OpenTarget, type TargetOptions } from '../../../src/target/target.ts';
import { loadFixture } from '../../support/fixture.ts';

export type Handler = (request: IncomingMessage & { readonly text: string }, response: ServerResponse) => void;
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Of the connection: the same for requests on the same one. */
  readonly port: number;
}
export interface Running {
  readonly url: string;
  readonly seen: Seen[];
  /** Open ones. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** A server that is gone after the test. */
export async function serve(handler: Handler): Promise<Running> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers, socket } = request;
      seen.push({ method, url, headers, body: text, port: socket.remotePort ?? 0 });
      handler(Object.assign(request, { text }), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  onTestFinished(close);
  const connections = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  return { url: `http://127.0.0.1:${port}`, seen, connections, close };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export const document = `openapi: 3.0.3
info: { title: Bank, version: '1' }
servers: [{ url: https://bank.example/v1 }]
security: [{ bearerAuth: [] }]
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
  schemas:
    Card: { type: object, required: [nickname], properties: { id: { type: string, readOnly: true }, nickname: { type: string, maxLength: 64 }, limit: { type: integer, minimum: 5 } } }
paths:
  /cards:
    get: { responses: { '200': { description: ok } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }
      responses: { '201': { description: created } }
  /cards/{cardId}:
    parameters: [{ name: cardId, in: path, required: true, schema: { type: string } }]
    get: { responses: { '200': { description: ok } } }
    delete: { responses: { '204': { description: gone } } }
  /admin/reset:
    post: { responses: { '204': { description: all gone } } }
`;

/** A document of these paths, each as flow style YAML below its path. */
export function documentOf(paths: Readonly<Record<string, string>>, more = ''): string {
  const lines = Object.entries(paths).map(([name, operations]) => `  ${name}: ${operations}`);
  return [
    'openapi: 3.0.3',
    "info: { title: Bank, version: '1' }",
    'security: [{ bearerAuth: [] }]',
    ...(more.includes('components:')
      ? []
      : ['components: { securitySchemes: { bearerAuth: { type: http, scheme: bearer } } }']),
    more,
    'paths:',
    ...lines,
  ].join('\n');
}

export async function apiOf(text = document): Promise<ApiModel> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bank-')));
  writeFileSync(path.join(folder, 'openapi.yaml'), text);
  const api = await loadFixture('openapi.yaml', folder);
  rmSync(folder, { recursive: true });
  return api;
}

/** Time that stands still unless a test moves it; sleeping moves it. */
export function stillClock(): Clock & { readonly slept: number[]; time: number } {
  const clock = {
    time: 0,
    slept: [] as number[],
    now: () => clock.time,
    epochMs: () => 1_800_000_000_000 + clock.time,
    sleep: (ms: number) => {
      clock.slept.push(ms);
      clock.time += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

export async function optionsFor(url: string, more: Partial<TargetOptions> = {}): Promise<TargetOptions> {
  let counter = 0;
  return {
    baseUrl: url,
    api: more.api ?? (await apiOf()),
    callers: [{ name: 'alice', token: 'alice-secret-token' }],
    seeds: [],
    policy: { public: [], shared: [], privileged: [], never: ['POST /admin/*'] },
    profile: 'full',
    requestsMax: 100,
    ratePerSecond: 10_000,
    allowHosts: [],
    redactor: createRedactor(),
    version: '0.0.0',
    runId: 'run-1',
    random: (length) => `r${String((counter += 1))}`.padEnd(length, 'q7x2k9').slice(0, length),
    clock: stillClock(),
    dryRun: false,
    onExchange: () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
}

/** A token whose signature nobody checks. */
export function jwt(claims: object): string {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)));
  return `${parts.map((part) => part.toString('base64url')).join('.')}.c2lnbmF0dXJl`;
}

/** A target that is closed after the test. */
export async function opened(url: string, more: Partial<TargetOptions> = {}): Promise<OpenTarget> {
  const target = await openTarget(await optionsFor(url, more));
  onTestFinished(async () => void (await target.close()));
  return target;
}

export function operation({ target: { api } }: Pick<OpenTarget, 'target'>, id: string): Operation {
  const found = api.operations.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no ${id} in the document`);
  return found;
}

/** A bank that works: bearer tokens `<name>-secret-token`, cards by owner. */
export function bank(): {
  readonly handler: Handler;
  readonly cards: Map<string, { owner: string; nickname: string }>;
} {
  const cards = new Map<string, { owner: string; nickname: string }>();
  let count = 0;
  return {
    cards,
    handler(request, response) {
      const who = /^Bearer (\w+)-secret-token$/.exec(request.headers.authorization ?? '')?.[1];
      if (request.url === '/v1/login') {
        const { user } = JSON.parse(request.text) as { user: string };
        response.setHeader('X-Auth-Token', `${user}-secret-token`);
        response.setHeader('Set-Cookie', [`session=${user}-secret-token; HttpOnly`, 'csrf=c-1; Path=/']);
        return json(response, 200, { session: { token: `${user}-secret-token` } });
      }
      if (who === undefined) return json(response, 401, { error: 'who?' });
      const id = /^\/v1\/cards\/(.+)$/.exec(request.url ?? '')?.[1];
      if (request.url === '/v1/cards' && request.method === 'POST') {
        const made = `card_${(count += 1)}`;
        cards.set(made, { owner: who, nickname: (JSON.parse(request.text) as { nickname: string }).nickname });
        return json(response, 201, { user: { id: 'u_1' }, card: { id: made } });
      }
      const own = [...cards].filter(([, card]) => card.owner === who);
      if (request.url === '/v1/cards')
        return json(
          response,
          200,
          own.map(([key, card]) => ({ id: key, ...card })),
        );
      const card = id === undefined ? undefined : cards.get(id);
      if (card === undefined || id === undefined) return json(response, 404, { error: 'no such thing' });
      if (request.method === 'DELETE') {
        cards.delete(id);
        return response.writeHead(204).end();
      }
      return json(response, 200, { id, ...card });
    },
  };
}

/** Answers the look whether anybody is at home; what follows is the case. */
export function afterTheLook(handler: Handler): Handler {
  let first = true;
  return (request, response) => {
    if (!first) return handler(request, response);
    first = false;
    return json(response, 200, []);
  };
}
