import { describe, expect, it } from 'vitest';
import { TargetDown } from '../../../src/check/target.ts';
import { IdentityError } from '../../../src/target/identity-error.ts';
import { apiOf, bank, document, documentOf, json, opened, serve, type Handler } from './bank.ts';

const ok = "{ responses: { '200': { description: ok } } }";
const everywhere =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    response.writeHead(status, headers).end();

describe('a target', () => {
  it('that is not there is named with the URL', async () => {
    const gone = await serve(bank().handler);
    await gone.close();
    await expect(opened(gone.url)).rejects.toThrow(
      new TargetDown(`the target does not answer: the connection was refused (tried GET ${gone.url}/v1/cards)`),
    );
  });

  it('that hangs is named', async () => {
    const running = await serve(() => undefined);
    await expect(opened(running.url, { answerMsMax: 200 })).rejects.toThrow(
      'does not answer: no complete answer in time',
    );
  });

  it.each([404, 405])('that answers %s to every read is not the one, with both URLs tried', async (status) => {
    const running = await serve(everywhere(status));
    await expect(opened(running.url)).rejects.toThrow(
      new TargetDown(
        `every read answered 404 or 405: GET ${running.url}/v1/cards answered ${status}, GET ${running.url}/cards answered ${status}; give --target the path below which the API is found`,
      ),
    );
    expect(running.seen.map(({ url }) => url)).toEqual(['/v1/cards', '/cards']);
    expect(running.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('that knows the paths elsewhere says where', async () => {
    const at =
      (path: string): Handler =>
      (request, response) =>
        json(response, request.url === path ? 200 : 404, []);
    const plain = await serve(at('/cards'));
    await expect(opened(plain.url)).rejects.toThrow("the path of the document's servers is not there");
    const behind = await serve(at('/gateway/v1/cards'));
    await expect(opened(`${behind.url}/gateway`)).rejects.toThrow(`use --target ${behind.url}/gateway/v1`);
  });

  it.each([
    [503, {}, 'no read is served'],
    [301, { location: 'https://elsewhere.example/' }, 'every read is redirected'],
  ])('that answers %s to everything is not probed', async (status, headers, message) => {
    const running = await serve(everywhere(status, headers));
    await expect(opened(running.url)).rejects.toThrow(message);
  });

  it('is at home when one of five reads is known', async () => {
    const paths = Object.fromEntries(['/a', '/b', '/c', '/d'].map((path) => [path, `{ get: ${ok} }`]));
    const running = await serve((request, response) => json(response, request.url === '/c' ? 403 : 404, {}));
    await opened(running.url, { api: await apiOf(documentOf(paths)) });
    expect(running.seen.map(({ url }) => url)).toEqual(['/a', '/b', '/c']);
  });

  it('without plain reads is knocked at', async () => {
    const api = await apiOf(documentOf({ '/pay': `{ post: ${ok} }` }));
    const running = await serve(everywhere(404));
    await opened(running.url, { api });
    expect(running.seen).toMatchObject([{ method: 'GET', url: '/' }]);
    await running.close();
    await expect(opened(running.url, { api })).rejects.toThrow('the target does not answer');
  });

  it('is asked nothing that may change it, needs an id, or is forbidden', async () => {
    const query =
      "{ parameters: [{ name: cardId, in: query, required: true, schema: { type: string } }], responses: { '200': { description: ok } } }";
    const api = await apiOf(
      documentOf({
        '/logout': `{ get: ${ok} }`,
        '/otp/resend': `{ get: ${ok} }`,
        '/cards': `{ get: ${ok} }`,
        '/limits': `{ get: ${query} }`,
        '/cards/{cardId}': `{ get: ${ok} }`,
        '/secret': `{ get: ${ok} }`,
      }),
    );
    const running = await serve(everywhere(404));
    const policy = { public: [], shared: [], privileged: [], never: ['GET /secret'] };
    await expect(opened(running.url, { api, policy })).rejects.toThrow(TargetDown);
    expect(running.seen.map(({ url }) => url)).toEqual(['/cards']);
  });
});

describe('a caller', () => {
  it('that nobody lets in is named with the call and the status', async () => {
    const running = await serve(bank().handler);
    const callers = [
      { name: 'alice', token: 'alice-secret-token' },
      { name: 'bob', token: 'expired' },
    ];
    await expect(opened(running.url, { callers })).rejects.toThrow(
      new IdentityError('identity bob is not let in: GET /cards answered 401'),
    );
  });

  it('that a role keeps out of one read is alive', async () => {
    const api = await apiOf(documentOf({ '/a': `{ get: ${ok} }`, '/b': `{ get: ${ok} }` }));
    const running = await serve((request, response) => json(response, request.url === '/a' ? 401 : 200, []));
    const { users } = await opened(running.url, { api });
    expect(users.map(({ name }) => name)).toEqual(['alice']);
  });

  it('is not judged by what is open to all', async () => {
    const open = document.replace('security: [{ bearerAuth: [] }]', 'security: []');
    const running = await serve(everywhere(401));
    await opened(running.url, { api: await apiOf(open) });
    expect(running.seen).toHaveLength(1);
  });
});
