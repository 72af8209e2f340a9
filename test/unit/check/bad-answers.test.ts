/** A target that answers badly proves nothing: no probe finds anything, crashes, or waits for ever. */
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { loadRules } from '../../../rules/index.ts';
import type { ApiModel } from '../../../src/model/api.ts';
import { cardsApi } from '../../support/cards-server.ts';
import { loadFixture } from '../../support/fixture.ts';
import { attempt, serve, type Attempt, type Attempted } from '../../support/twins.ts';

const rules = await loadRules.probe();
const megabyte = 1024 * 1024;
const identities = [
  { name: 'ann', token: 'ann-5f2c81d09e44aa' },
  { name: 'bob', token: 'bob-c41f7703ab9d21' },
];
let api: ApiModel;

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-bad-')));
  writeFileSync(join(folder, 'api.yaml'), cardsApi);
  api = await loadFixture('api.yaml', folder);
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What is said of headers is true of a bad answer too, and no matter here. */
function harden(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff').setHeader('cache-control', 'no-store');
}

/** Well behaved until both callers were looked at, and bad from then on. */
async function against(bad: Answer, more: Partial<Attempt> = {}): Promise<Attempted> {
  let looks = 0;
  const server = await serve((request, response) => {
    request.resume();
    harden(response);
    looks += 1;
    if (looks > identities.length) return bad(request, response);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  try {
    return await attempt(server.url, { api, identities, rules, requestsMax: 400, ...more });
  } finally {
    await server.close();
  }
}

const bomb = gzipSync(Buffer.alloc(100 * megabyte));
const page = '<html><body>Please wait</body></html>';
const inJson = { 'content-type': 'application/json' };

it.each<[string, Answer]>([
  ['429 to everything', (_request, response) => response.writeHead(429, { 'retry-after': '0' }).end('{}')],
  ['503 to everything', (_request, response) => response.writeHead(503).end('{}')],
  [
    'a redirect to another host',
    (_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
  ],
  ['a bomb', (_request, response) => response.writeHead(200, { ...inJson, 'content-encoding': 'gzip' }).end(bomb)],
  ['JSON that is none', (_request, response) => response.writeHead(200, inJson).end('{"id": "5f0c", "iban": ')],
  ['JSON deeper than any stack', (_request, response) => response.writeHead(200, inJson).end('['.repeat(200_000))],
  ['a page that is called JSON', (_request, response) => response.writeHead(200, inJson).end(page)],
  ['a page', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page)],
  ['bytes of no type', (_request, response) => response.writeHead(200).end(Buffer.from([0, 255, 1, 254]))],
  ['a type that is no word', (_request, response) => response.writeHead(200, { 'content-type': ';;;=' }).end('{}')],
  ['nothing', (_request, response) => response.writeHead(200).end()],
  ['200 to everybody', (_request, response) => response.writeHead(200, inJson).end('{"status":"error"}')],
])('%s', async (_, bad) => {
  const { findings, outcomes } = await against(bad);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  expect(
    findings.filter(({ certainty }) => certainty === 'proven').map(({ rule, message }) => [rule, message]),
  ).toEqual([]);
});

it('100 MB are read in part, and kept in less', async () => {
  const block = Buffer.alloc(megabyte, 'a');
  let sent = 0;
  const { findings, outcomes, exchanges } = await against((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 * megabyte });
    let left = 100;
    const more = (): void => {
      if (left === 0 || response.destroyed) return;
      left -= 1;
      sent += block.length;
      response.write(block, more);
    };
    more();
  });
  const answers = exchanges.filter(({ response }) => response?.body?.truncated === true);
  expect(answers.length).toBeGreaterThan(5);
  expect(sent / answers.length).toBeLessThan(40 * megabyte);
  expect(Math.max(...answers.map(({ response }) => response?.body?.text?.length ?? 0))).toBeLessThanOrEqual(megabyte);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  expect(findings).toEqual([]);
});

it('an answer that never ends is given up, and after five of them the target', async () => {
  const { findings, down } = await against(
    (_request, response) => {
      const timer = setInterval(() => response.write('{"a":'), 20);
      response.on('close', () => clearInterval(timer));
    },
    { answerMsMax: 150 },
  );
  expect(findings).toEqual([]);
  expect(down).toBe('the target stopped answering: no complete answer in time');
});

it('a target that dies ends the run, and what was decided is kept', async () => {
  let asked = 0;
  const { outcomes, down } = await against((request, response) => {
    asked += 1;
    if (asked > 12) request.socket.destroy();
    const name = /^Bearer (ann|bob)-\w+$/.exec(request.headers.authorization ?? '')?.[1];
    const json =
      name === undefined ? { error: 'who are you?' } : [{ id: `card-of-${name}`, iban: `own ${name} 48151` }];
    response.writeHead(name === undefined ? 401 : 200, inJson).end(JSON.stringify(json));
  });
  expect(down).toMatch(/^the target stopped answering: the connection was (reset|closed)$/);
  expect(outcomes.some(({ result }) => result === 'passed')).toBe(true);
  const reasons = outcomes.map(({ reason = '' }) => reason);
  expect(reasons.filter((reason) => reason.includes('the target stopped answering'))).not.toEqual([]);
});

it('a token that ends in the middle is renewed, and nothing is taken for a hole', async () => {
  const tokens = new Map<string, { readonly name: string; left: number }>();
  let logins = 0;
  const server = await serve(async (request, response) => {
    harden(response);
    const answer = (status: number, json: unknown): void =>
      void response.writeHead(status, inJson).end(JSON.stringify(json));
    if (request.url === '/login') {
      let text = '';
      for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
      logins += 1;
      const token = `tok-${logins}-9f8e7d6c5b4a39281706`;
      tokens.set(`Bearer ${token}`, { name: (JSON.parse(text) as { readonly user: string }).user, left: 6 });
      return answer(200, { token });
    }
    const session = tokens.get(request.headers.authorization ?? '');
    if (session === undefined || session.left === 0) return answer(401, { error: 'who are you?' });
    session.left -= 1;
    const card = { id: `card-of-${session.name}`, owner: session.name, iban: `own words of ${session.name} 48151` };
    if (request.url === '/cards') return answer(200, [card]);
    return request.url === `/cards/${card.id}` ? answer(200, card) : answer(404, { error: 'no such card' });
  });
  const login = (user: string) => ({ call: 'POST /login', body: { user }, token: { body: '$.token' } });
  const callers = ['ann', 'bob'].map((name) => ({ name, login: login(name) }));
  const { findings, outcomes, lost } = await attempt(server.url, { api, identities: callers, rules });
  await server.close();
  expect(logins).toBeGreaterThan(3);
  expect(lost).toEqual([]);
  expect(findings).toEqual([]);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  expect(outcomes.some(({ result }) => result === 'passed')).toBe(true);
});
