import { describe, expect, it } from 'vitest';
import { OutOfScope, scopeOf, TargetUrlError } from '../../../src/target/scope.ts';
import { pinnedLookup } from '../../../src/target/pinned-lookup.ts';
import { IdentityError } from '../../../src/target/identity-error.ts';
import { apiOf, bank, document, json, opened, operation, serve } from './bank.ts';

const server = (url: string) =>
  ({ servers: [{ url, resolvedUrl: url, at: { source: '', path: '' }, level: 'api', variables: [] }] }) as const;

describe('addresses', () => {
  it.each([
    ['http://bank.test', 'https://other.example/v1', '/cards', 'http://bank.test/v1/cards'],
    ['http://bank.test/', '/v1/', 'cards', 'http://bank.test/v1/cards'],
    ['http://bank.test/b2b', 'https://other.example/v1', '/cards', 'http://bank.test/b2b/cards'],
    ['http://bank.test', 'https://other.example/v1', '//evil.example/x', 'http://bank.test/v1//evil.example/x'],
    [
      'http://bank.test',
      'https://other.example/v1',
      '/x?y=http://evil.example#z',
      'http://bank.test/v1/x?y=http://evil.example%23z',
    ],
    ['http://bank.test', 'https://user:pw@evil.example:99/v1', '@evil.example/', 'http://bank.test/v1/@evil.example/'],
    ['http://bank.test', '/a/../../v1', '/cards', 'http://bank.test/v1/cards'],
  ])('%s with %s and %s is %s', (target, url, ...[path, wanted]) => {
    expect(scopeOf(target, []).urlOf(server(url), path).href).toBe(wanted);
  });

  it.each(['/../admin', '/%2e%2e/admin', '/..\\admin', '/x/../../admin', '/.%2E/admin'])(
    'never leaves the base path: %s',
    (path) => {
      expect(() => scopeOf('http://bank.test/api', []).urlOf(undefined, path)).toThrow(OutOfScope);
    },
  );

  it.each(['ftp://bank.test', 'file:///etc/passwd', 'bank', 'javascript:alert(1)'])('refuses %s', (url) => {
    expect(() => scopeOf(url, [])).toThrow(TargetUrlError);
  });
});

describe('login hosts', () => {
  const login = (url: string, hosts: readonly string[], target = 'https://bank.test') =>
    scopeOf(target, hosts).loginUrl(url, undefined)?.href;

  it('are those of a flag alone', () => {
    expect(login('https://login.example/token', [])).toBeUndefined();
    expect(login('https://login.example/token', ['login.example'])).toBe('https://login.example/token');
    expect(login('https://login.example:8443/token', ['login.example'])).toBeUndefined();
    expect(login('https://login.example:8443/token', ['login.example:8443'])).toBe('https://login.example:8443/token');
    expect(login('https://login.example.evil/token', ['login.example'])).toBeUndefined();
  });

  it('are never reached in clear text, nor with a name in the address', () => {
    expect(login('http://login.example/token', ['login.example'])).toBeUndefined();
    expect(login('https://me:pw@login.example/', ['login.example'])).toBeUndefined();
    expect(login('//login.example/token', ['login.example'])).toBe('https://bank.test//login.example/token');
  });
});

it('asks for the addresses of a host once, and takes all of them', () => {
  const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '169.254.169.254', family: 4 }]];
  const lookup = pinnedLookup((_host, done) => done(null, answers.shift() ?? []));
  const found: unknown[] = [];
  lookup('bank.test', { all: true }, (_error, addresses) => found.push(addresses));
  lookup('bank.test', {}, (_error, address) => found.push(address));
  expect(found).toEqual([[{ address: '127.0.0.1', family: 4 }], '127.0.0.1']);
});

describe('hostile configs and documents', () => {
  it('send a login to no other host, unless a flag allows it', async () => {
    const elsewhere = await serve(bank().handler);
    const running = await serve(bank().handler);
    const login = { call: `POST ${elsewhere.url}/v1/login`, body: { user: 'eve' }, token: { body: '$.session.token' } };
    const callers = [{ name: 'eve', login }];
    await expect(opened(running.url, { callers })).rejects.toThrow(
      new IdentityError(
        `identity eve: its POST call leads to another host; allow it with --allow-host ${new URL(elsewhere.url).host}`,
      ),
    );
    expect(elsewhere.seen).toEqual([]);
    await opened(running.url, { callers, allowHosts: [new URL(elsewhere.url).host] });
    expect(elsewhere.seen).toHaveLength(1);
  });

  it('contact no host that a server, a token URL or a callback names', async () => {
    const elsewhere = await serve((_request, response) => json(response, 200, []));
    const running = await serve((_request, response) => json(response, 200, [{ id: 'c_1' }]));
    const api = await apiOf(
      document
        .replace('https://bank.example', elsewhere.url)
        .replace(
          '{ type: http, scheme: bearer }',
          `{ type: oauth2, flows: { clientCredentials: { tokenUrl: '${elsewhere.url}/token', scopes: {} } } }`,
        )
        .replace(
          "get: { responses: { '200': { description: ok } } }\n    delete",
          `get: { servers: [{ url: '${elsewhere.url}/other' }], responses: { '200': { description: ok } } }\n    delete`,
        ),
    );
    const target = await opened(running.url, { api });
    await target.target.call(operation(target, 'GET /cards/{cardId}'), target.target.users[0]);
    expect(running.seen.at(-1)?.url).toBe('/other/cards/c_1');
    expect(elsewhere.seen).toEqual([]);
  });

  it('make a seed of an undocumented call stay on the target', async () => {
    const elsewhere = await serve((_request, response) => json(response, 201, { id: 'x' }));
    const running = await serve((_request, response) => json(response, 200, []));
    const target = await opened(running.url, {
      seeds: [{ call: `POST ${elsewhere.url}/cards`, id: { cardId: '$.id' } }],
    });
    await target.target.object(operation(target, 'GET /cards/{cardId}'), target.target.users[0]);
    expect(elsewhere.seen).toEqual([]);
  });

  it('cannot log in with what is never to be called', async () => {
    const running = await serve(bank().handler);
    for (const call of [
      'POST /admin/reset',
      `POST ${running.url}/v1/admin/reset`,
      'POST /admin/%72eset',
      'POST /admin/x',
    ]) {
      const callers = [{ name: 'eve', login: { call, token: { body: '$.t' } } }];
      await expect(opened(running.url, { callers })).rejects.toThrow('never to call it');
    }
    expect(running.seen).toEqual([]);
  });

  it('cannot make an id lead to another operation', async () => {
    const running = await serve((_request, response) => json(response, 200, [{ id: '..' }]));
    const target = await opened(running.url, { profile: 'read-only' });
    const { target: view } = target;
    const read = operation(target, 'GET /cards/{cardId}');
    await expect(view.call(read, view.users[0])).rejects.toThrow('{cardId} cannot be ..');
    await view.call(read, view.users[0], { parameters: { cardId: 'a/../b?c#d' } });
    expect(running.seen.at(-1)?.url).toBe('/v1/cards/a%2F..%2Fb%3Fc%23d');
  });

  it('get no value of the vault by writing its tag into an example', async () => {
    const running = await serve((_request, response) => json(response, 200, [{ id: 'c_1' }]));
    const api = await apiOf(
      document.replace(
        "{ $ref: '#/components/schemas/Card' } } }",
        "{ $ref: '#/components/schemas/Card' }, example: { nickname: '<SEC.CREDENTIAL:1>' } } }",
      ),
    );
    const target = await opened(running.url, { api });
    await target.target.call(operation(target, 'POST /cards'), target.target.users[0]);
    expect(running.seen.at(-1)?.body).toBe('{"nickname":"<SEC.CREDENTIAL:1>"}');
  });
});
