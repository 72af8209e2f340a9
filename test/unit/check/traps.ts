/** A target without a flaw that answers as real ones do: refusals of every kind, 2xx that mean nothing, open on purpose. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '../../support/twins.ts';

const paths = [
  'refused-500',
  'refused-null',
  'refused-soft',
  'refused-html',
  'refused-422',
  'refused-redirect',
  'caller-alone',
  'public',
  'members-partly',
  'members-all',
  'any-id',
];

const get = (path: string, more = ''): string => `
  /${path}:
    get:
      responses: { '200': { description: list } }
  /${path}/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      ${more}
      responses: { '200': { description: one } }`;

const write = (path: string): string => `
  /${path}:
    post:
      requestBody: { $ref: '#/components/requestBodies/note' }
      responses: { '201': { description: made } }
  /${path}/{noteId}:
    parameters: [{ name: noteId, in: path, required: true, schema: { type: string } }]
    get:
      responses: { '200': { description: one } }
    put:
      requestBody: { $ref: '#/components/requestBodies/note' }
      responses: { '200': { description: ok } }`;

export const document = `
openapi: 3.0.3
info: { title: Traps, version: '2' }
servers: [{ url: 'https://real-host.example/api/v2' }]
security: [{ bearerAuth: [] }]
components:
  securitySchemes:
    bearerAuth: { type: http, scheme: bearer }
  requestBodies:
    note:
      required: true
      content: { application/json: { schema: { type: object, properties: { text: { type: string } } } } }
paths:${paths.map((path) => get(path)).join('')}${['stores-nothing', 'changes-own'].map(write).join('')}
  /me:
    get:
      responses: { '200': { description: me } }
    patch:
      summary: Echoes the role and does not store it
      requestBody: { $ref: '#/components/requestBodies/note' }
      responses: { '200': { description: me } }
  /team:
    get:
      responses: { '200': { description: team } }
    patch:
      summary: Stores one value of the role alone
      requestBody: { $ref: '#/components/requestBodies/note' }
      responses: { '200': { description: team } }
  /wipe:
    get:
      summary: Wipe everything
      responses: { '200': { description: gone } }
  /busy:
    get:
      responses: { '200': { description: limited } }
`;

/** Operations that v2 lacks: answered by a redirect, by 410, by a page for every path below it, by a guard for all paths. */
export const previous = document.replace(
  'paths:',
  `paths:${['moved', 'gone', 'app/old', 'guarded/old']
    .map((path) => `\n  /${path}:\n    get: { responses: { '200': { description: old } } }`)
    .join('')}`,
);

const users = new Map([
  ['Bearer ann-5f2c81d09e44aa', 'ann'],
  ['Bearer bob-c41f7703ab9d21', 'bob'],
]);

export const identities = [...users].map(([token, name]) => ({
  name,
  role: 'customer',
  token: token.slice(7),
  owns: { id: `${name}-71h2k9` },
}));

export interface Trapped {
  readonly handler: Handler;
  /** What must never happen, if it happened. */
  readonly damage: readonly string[];
}

export function traps(): Trapped {
  const damage: string[] = [];
  const notes = new Map<string, { readonly of: string; readonly owner: string; text: string }>();
  const profile = { id: 'u_1', text: 'hello', role: 'customer' };
  const team = { id: 't_1', text: 'hello', role: 'member' };
  let calls = 0;
  const handler = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const sent = (text.startsWith('{"') && text.endsWith('}') ? JSON.parse(text) : {}) as {
      text?: string;
      role?: string;
    };
    const url = (request.url ?? '').replace('/api/v2', '');
    const [, path = '', id] = url.split('/');
    const user = users.get(request.headers.authorization ?? '');
    const answer = (status: number, body: unknown, mediaType = 'application/json'): void => {
      response.writeHead(status, { 'content-type': mediaType, location: '/elsewhere' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const own = (owner: string): object => ({
      id: `${owner}-71h2k9`,
      iban: owner === 'ann' ? 'DE02120300000000202051' : 'DE02500105170137075030',
      opened: owner === 'ann' ? '2024-03-11T08:15:27.113Z' : '2025-07-02T19:44:03.870Z',
      // Differs in every answer, as times and nonces do.
      nonce: randomBytes(12).toString('hex'),
    });
    const shown =
      id === undefined ? undefined : id.startsWith('ann-') ? 'ann' : id.startsWith('bob-') ? 'bob' : 'nobody';

    if (path === 'public') return answer(200, { slug: 'fees', readers: 41_847_713, at: '2026-01-02T03:04:05.678Z' });
    if (path === 'moved') return answer(301, '');
    if (path === 'gone') return answer(410, '');
    if (path === 'app' || path.startsWith('app-'))
      return answer(200, `<html>${randomBytes(8).toString('hex')}</html>`, 'text/html');
    if (path === 'busy') return (calls += 1) > 1 ? answer(429, { error: 'slow down' }) : answer(200, own('ann'));
    if (user === undefined)
      return path === 'refused-redirect' ? answer(302, '') : answer(200, { status: 'error', reason: 'no session' });
    if (text !== '' && Object.keys(sent).length === 0) return answer(400, { error: 'no JSON' });
    if (path === 'guarded' || path.startsWith('guarded-')) return answer(403, { error: 'no' });
    if (path === 'wipe') {
      damage.push('wiped');
      return answer(200, {});
    }
    if (path === 'me') {
      if (request.method === 'PATCH') profile.text = sent.text ?? profile.text;
      return answer(200, request.method === 'GET' ? profile : { ...profile, ...sent });
    }
    if (path === 'team') {
      if (request.method === 'PATCH') team.role = sent.role === 'member' ? 'locked' : (sent.role ?? team.role);
      return answer(200, team);
    }
    if (path === 'stores-nothing' || path === 'changes-own') {
      if (id === undefined) {
        const made = randomBytes(6).toString('hex');
        notes.set(made, { of: path, owner: user, text: sent.text ?? '' });
        return answer(201, { id: made });
      }
      // All of the caller's own: other probes make notes as well, and which one is the last is not for this trap to say.
      const mine = [...notes.values()].filter(({ owner, of }) => owner === user && of === path);
      const note = notes.get(id);
      if (request.method === 'GET')
        return note?.owner === user ? answer(200, note) : answer(401, { error: 'not yours' });
      const goals = path === 'changes-own' ? mine : mine.filter((one) => one === note);
      for (const goal of goals) goal.text = sent.text ?? goal.text;
      return answer(200, { ...note, ...sent });
    }
    if (path === 'any-id')
      return answer(200, { greeting: 'The same for whatever id you send 9f27c1', at: '2026-01-02T03:04:05.678Z' });
    if (path === 'caller-alone') return answer(200, own(user));
    if (path === 'members-all' && shown !== 'nobody')
      return answer(200, shown === undefined ? [own('ann'), own('bob')] : own(shown));
    if (shown === undefined) return answer(200, [own(user)]);
    if (shown === user) return answer(200, own(user));
    if (path === 'members-partly' && shown !== 'nobody') return answer(200, { id, opened: '2024-03-11T08:15:27.113Z' });
    if (path === 'refused-500') return answer(500, { error: 'TypeError in /srv/app/owner.js:12' });
    if (path === 'refused-null') return answer(200, null);
    if (path === 'refused-html') return answer(200, '<h1>Sorry</h1>', 'text/html');
    if (path === 'refused-422') return answer(422, { error: `${id} is not owned by ${user}` });
    return answer(200, { status: 'error', id });
  };
  return { handler: (request, response) => void handler(request, response), damage };
}
