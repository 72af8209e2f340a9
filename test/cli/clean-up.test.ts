import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { cardsApi } from '../support/cards-server.ts';
import { cli, folder, type Ran } from '../support/cli.ts';

const api = cardsApi.replace(
  '  /cards/{cardId}:\n',
  `    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } }
      responses: { '201': { description: made, content: { application/json: { schema: { $ref: '#/components/schemas/Card' } } } } }
  /cards/{cardId}:
    delete:
      parameters: [{ name: cardId, in: path, required: true, schema: { type: string, maxLength: 36 } }]
      responses: { '204': { description: gone } }
`,
);
const withoutDelete = api.replace(/ {4}delete:\n.*\n.*\n/, '');

/** Cards of alice and bob in memory; Ctrl-C comes as soon as one is made. */
async function interrupted(
  document: string,
): Promise<Ran & { readonly left: readonly string[]; readonly made: number }> {
  const stop = new AbortController();
  const cards = new Map<string, string>();
  let made = 0;
  const server = createServer((request, response) => {
    request.resume();
    const answer = (status: number, json: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    const owner = /^Bearer (alice|bob)-token$/.exec(request.headers.authorization ?? '')?.[1];
    if (owner === undefined) return answer(401, { error: 'who are you?' });
    const id = /^\/cards\/([\w-]+)$/.exec(request.url ?? '')?.[1] ?? '';
    if (request.method === 'POST') {
      made += 1;
      cards.set(`card-${made}`, owner);
      answer(201, { id: `card-${made}`, owner });
      return stop.abort();
    }
    if (request.method === 'DELETE') return answer(cards.delete(id) ? 204 : 404, {});
    answer(
      200,
      [...cards].flatMap(([card, whose]) => (whose === owner ? [{ id: card, owner }] : [])),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const callers = ['--identity', 'alice=env:ALICE', '--identity', 'bob=env:BOB', '--profile', 'full'];
  const env = { ALICE: 'alice-token', BOB: 'bob-token' };
  const cwd = folder({ 'openapi.yaml': document });
  const ran = await cli(['probe', '--target', target, ...callers], { cwd, env, signal: stop.signal });
  return { ...ran, left: [...cards.keys()], made };
}

test('after Ctrl-C what was made is deleted', async () => {
  const { code, made, left, stdout } = await interrupted(api);
  expect(made).toBeGreaterThan(0);
  expect(left).toEqual([]);
  expect(stdout).not.toContain('Left on the target');
  expect(code).toBe(130);
});

test('after Ctrl-C what cannot be deleted is listed', async () => {
  const { made, left, stdout } = await interrupted(withoutDelete);
  expect(left).toHaveLength(made);
  expect(stdout).toContain('Left on the target: an object of /cards (the document has no DELETE for it).');
});
