import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CapturedId } from '../../../src/model/lineage/captured.ts';
import { weakSecrets } from '../../../src/target/weak-secrets.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { apiOf, documentOf, json, jwt, opened, operation, serve, type Handler } from './bank.ts';

const ok = "responses: { '200': { description: ok } }";
const item = (name: string, more = ''): string =>
  `{ parameters: [{ name: ${name}, in: path, required: true, schema: { type: string${more} } }], get: { ${ok} } }`;
const told =
  "{ get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { accountId: { type: string }, userId: { type: string } } } } } } } } }";

async function found(
  paths: Readonly<Record<string, string>>,
  id: string,
  { handler, ...more }: Partial<TargetOptions> & { readonly handler?: Handler } = {},
) {
  const answer: Handler = (request, response) =>
    json(
      response,
      200,
      request.url === '/accounts' ? [{ id: 'of_list' }, { id: 'second' }] : { accountId: 'of_read', userId: 'of_read' },
    );
  const running = await serve(handler ?? answer);
  const target = await opened(running.url, { api: await apiOf(documentOf(paths)), ...more });
  const { target: view } = target;
  const before = running.seen.length;
  const object = await view.object(operation(target, id), view.users[0]);
  return { object, calls: running.seen.slice(before).map(({ method, url }) => `${method} ${url}`) };
}

const alice = [{ name: 'alice', token: jwt({ sub: 'of_token' }) }];
const quiet: Handler = (_request, response) => json(response, 200, {});

describe('the order in which ids are looked for', () => {
  it('has the first item of the list before a read that needs no id', async () => {
    const { object, calls } = await found(
      { '/accounts': `{ get: { ${ok} } }`, '/accounts/{accountId}': item('accountId'), '/profile': told },
      'GET /accounts/{accountId}',
    );
    expect(object).toMatchObject({ parameters: { accountId: 'of_list' }, from: 'GET /accounts' });
    expect(calls).toEqual(['GET /accounts']);
  });

  it('has a read that needs no id before the token, and the token before an example of the document', async () => {
    const users = { '/users/{userId}': item('userId', ', example: of_document') };
    const read = await found({ ...users, '/profile': told }, 'GET /users/{userId}', { callers: alice });
    expect(read.object).toMatchObject({ parameters: { userId: 'of_read' }, from: 'GET /profile' });
    const token = await found(users, 'GET /users/{userId}', { callers: alice, handler: quiet });
    expect(token.object).toMatchObject({ parameters: { userId: 'of_token' }, from: "the caller's token" });
    expect(token.calls).toEqual([]);
  });

  it('has what a capture shows before what would be made', async () => {
    const paths = {
      '/accounts': `{ post: { responses: { '201': { description: made } } } }`,
      '/accounts/{accountId}': item('accountId'),
    };
    const id: CapturedId = {
      operation: 'GET /accounts/{accountId}',
      in: 'path',
      name: 'accountId',
      beside: {},
      isProduced: false,
      value: 'seen_1',
    };
    const captured = { callers: [{ credentials: [], ids: [id], bodies: new Map() }], grants: [], edges: [], calls: [] };
    const { object, calls } = await found(paths, 'GET /accounts/{accountId}', { captured, handler: quiet });
    expect(object).toMatchObject({ made: false, from: 'a capture' });
    expect(calls).toEqual(['GET /accounts/seen_1']);
  });

  it('takes the id of a new object from its Location where the body has none', async () => {
    const paths = {
      '/accounts': `{ post: { responses: { '201': { description: made } } } }`,
      '/accounts/{accountId}': item('accountId'),
    };
    const { object } = await found(paths, 'GET /accounts/{accountId}', {
      handler(request, response) {
        if (request.method === 'POST') response.setHeader('Location', '/accounts/of_location');
        return json(response, request.method === 'POST' ? 201 : 200, {});
      },
    });
    expect(object).toMatchObject({ parameters: { accountId: 'of_location' }, made: true });
  });
});

describe('a body of a capture that belongs to a login', () => {
  it('is not sent', async () => {
    const paths = {
      '/login': `{ post: { requestBody: { content: { application/json: { schema: { type: object, properties: { user: { type: string } } } } } }, ${ok} } }`,
    };
    const bodies = new Map([['POST /login', { user: 'somebody-of-the-capture' }]]);
    const captured = { callers: [{ credentials: [], ids: [], bodies }], grants: [], edges: [], calls: [] };
    const running = await serve(quiet);
    const target = await opened(running.url, { api: await apiOf(documentOf(paths)), captured });
    await target.target.call(operation(target, 'POST /login'), target.target.users[0]);
    const last = running.seen.at(-1);
    expect(last?.url).toBe('/login');
    expect(last?.body).not.toContain('of-the-capture');
  });
});

it('the page of callers says how many weak secrets are known', () => {
  const page = readFileSync(new URL('../../../docs/callers.md', import.meta.url), 'utf8');
  expect(page).toContain(`offline, from ${weakSecrets.length.toLocaleString('en')} known ones`);
});
