/** A bank with users of its own: they register, log in and out, and exchange tokens that are used once. */
import { randomUUID } from 'node:crypto';
import { documentOf, json, jwt, type Handler } from './bank.ts';

export const registryDocument = documentOf({
  '/register':
    '{ post: { security: [], requestBody: { content: { application/json: { schema: { type: object, required: [email, password, fullName], properties: { email: { type: string, format: email }, password: { type: string }, fullName: { type: string, example: Ann } } } } } }, responses: { "201": { description: made } } } }',
  '/login': '{ post: { security: [], responses: { "200": { description: ok } } } }',
  '/logout': '{ post: { responses: { "204": { description: gone } } } }',
  '/token/refresh':
    '{ post: { security: [], requestBody: { content: { application/json: { schema: { type: object, properties: { refreshToken: { type: string } } } } } }, responses: { "200": { description: ok } } } }',
  '/me': '{ get: { responses: { "200": { description: ok } } }, put: { responses: { "200": { description: ok } } } }',
});

export interface Registry {
  readonly handler: Handler;
  /** Passwords by name. */
  readonly users: Map<string, string>;
}

export function registry(): Registry {
  const users = new Map([['ann@bank.example', 'Ann-secret-1']]);
  const sessions = new Map<string, string>();
  const refreshTokens = new Map<string, string>();
  const opened = (user: string): object => {
    const token = jwt({ sub: user, jti: randomUUID() });
    const refreshToken = `rt-${randomUUID()}`;
    sessions.set(token, user);
    refreshTokens.set(refreshToken, user);
    return { token, refreshToken };
  };
  const handler: Handler = (request, response) => {
    const body = (request.text === '' ? {} : JSON.parse(request.text)) as Record<string, string>;
    const { email = '', password = '' } = body;
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    switch (request.url) {
      case '/register':
        if (users.has(email)) return json(response, 409, { error: 'taken' });
        users.set(email, password);
        return json(response, 201, { email });
      case '/login':
        return users.get(email) === password
          ? json(response, 200, opened(email))
          : json(response, users.has(email) ? 401 : 404, { error: `no ${password} for ${email}` });
      case '/logout':
        return response.writeHead(sessions.delete(token) ? 204 : 401).end();
      case '/token/refresh': {
        const user = refreshTokens.get(body['refreshToken'] ?? '');
        refreshTokens.delete(body['refreshToken'] ?? '');
        return user === undefined ? json(response, 401, {}) : json(response, 200, opened(user));
      }
      case '/me':
        return json(response, sessions.has(token) ? 200 : 401, { user: sessions.get(token) });
      default:
        return json(response, 404, {});
    }
  };
  return { handler, users };
}

export const ann = {
  name: 'ann',
  login: {
    call: 'POST /login',
    body: { email: 'ann@bank.example', password: 'Ann-secret-1', device: 'ci' },
    token: { body: '$.token' },
  },
};
