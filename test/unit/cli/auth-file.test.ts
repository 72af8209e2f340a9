import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { authFileCallers } from '../../../src/cli/auth-file.ts';
import { UserError } from '../../../src/cli/user-error.ts';
import { apiOf, documentOf, json, opened, operation, serve } from '../target/bank.ts';

function file(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'auth-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const name = path.join(folder, 'auth.yaml');
  writeFileSync(name, text);
  return name;
}

/** What goes out for the first user of the file: the login, and one call after it. */
async function sentBy(text: string) {
  const running = await serve((request, response) => {
    response.setHeader('X-Auth-Token', 'header-4c1f');
    if (request.url === '/login') response.setHeader('Set-Cookie', ['lang=en', 'JSESSIONID=s-1; HttpOnly', 'csrf=c']);
    json(response, 200, { data: { 'a/b': 'body-7d20' } });
  });
  const callers = await authFileCallers(file(text));
  const target = await opened(running.url, {
    api: await apiOf(documentOf({ '/me': '{ get: { responses: {} } }' })),
    callers,
  });
  await target.target.call(operation(target, 'GET /me'), target.target.users[0]);
  const login = running.seen.find(({ url }) => url === '/login');
  return { login, headers: running.seen.at(-1)?.headers, names: callers.map(({ name }) => name) };
}

describe('auth.yaml of Web Fuzzing Commons', () => {
  it('gives fixed headers as they stand', async () => {
    const { headers, names } = await sentBy(
      'auth:\n- { name: foo, fixedHeaders: [{ name: X-Key, value: "Token k 1" }, { name: X-Client, value: c9 }] }\n- { name: bar, fixedHeaders: [{ name: Authorization, value: Bearer b }] }\n',
    );
    expect(names).toEqual(['foo', 'bar']);
    expect(headers).toMatchObject({ 'x-key': 'Token k 1', 'x-client': 'c9' });
  });

  it.each([
    [
      '{ extractFromField: /data/a~1b, httpHeaderName: Authorization, headerPrefix: "JWT " }',
      'authorization',
      'JWT body-7d20',
    ],
    ['{ extractFromHeader: X-Auth-Token, httpHeaderName: X-Token }', 'x-token', 'header-4c1f'],
    [
      `{ extractFromHeader: X-Auth-Token, httpHeaderName: Authorization, headerPrefix: 'DirectLogin token="', headerPostfix: '"' }`,
      'authorization',
      'DirectLogin token="header-4c1f"',
    ],
  ])('logs in and sends the token as %s says', async (token, name, value) => {
    const { login, headers } = await sentBy(`auth:
- name: foo
  loginEndpointAuth:
    endpoint: /login
    verb: POST
    contentType: application/json
    payloadRaw: '{"u":"foo","p":1}'
    headers: [{ name: X-App, value: a1 }]
    token: ${token}
`);
    expect(login).toMatchObject({ body: '{"u":"foo","p":1}', headers: { 'x-app': 'a1' } });
    expect(headers?.[name]).toBe(value);
  });

  it('takes the session among the cookies, and what the template says for all', async () => {
    const { login, headers, names } = await sentBy(`
authTemplate:
  loginEndpointAuth:
    endpoint: /login
    verb: POST
    contentType: application/x-www-form-urlencoded
    expectCookies: true
    payloadUserPwd: { usernameField: user, passwordField: pass }
auth:
- { name: foo, loginEndpointAuth: { payloadUserPwd: { username: f@x, password: 'p&' } } }
- { name: bar, loginEndpointAuth: { payloadUserPwd: { username: bar, password: q } } }
`);
    expect(names).toEqual(['foo', 'bar']);
    expect(login?.body).toBe('user=f%40x&pass=p%26');
    expect(headers?.cookie).toBe('JSESSIONID=s-1; lang=en; csrf=c');
  });

  it.each([
    ['a: 1', '--auth-file: it has no list auth'],
    ['auth: [x]', '--auth-file: auth[0] is no object'],
    ['auth: [{ name: "", fixedHeaders: [] }]', '--auth-file: auth[0] has no name of letters and digits'],
    ['auth: [{ name: a }]', '--auth-file: auth[0] has neither fixedHeaders nor loginEndpointAuth'],
    ['auth: [{ name: a, loginEndpointAuth: { verb: POST } }]', 'names no call'],
    ['auth: [{ name: a, loginEndpointAuth: { verb: POST, endpoint: //evil.test/x } }]', 'names no call'],
    ['auth: [{ name: a, loginEndpointAuth: { verb: POST, endpoint: /l } }]', 'does not say where the token is'],
    [
      'auth: [{ name: a, loginEndpointAuth: { verb: POST, endpoint: /l, payloadRaw: hunter2 } }]',
      'is neither JSON nor a form',
    ],
    [
      'auth: [{ name: a, fixedHeaders: [{ name: A, value: b }] }, { name: a, fixedHeaders: [{ name: A, value: b }] }]',
      'one name twice',
    ],
  ])('that is %s is told without a value of it', async (text, message) => {
    const reading = authFileCallers(file(text));
    await expect(reading).rejects.toThrow(UserError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/hunter2/);
  });

  it('that is not there is told', async () => {
    await expect(authFileCallers('/nowhere/auth.yaml')).rejects.toThrow('there is no such file of at most 1024 KB');
  });
});
