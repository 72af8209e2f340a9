import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { RequestChange } from '../../../src/check/target.ts';
import type { CallerConfig } from '../../../src/target/config.ts';
import { apiOf, document, documentOf, json, opened, operation, serve } from './bank.ts';

/** The line of curl for one call, as each kind of caller. */
async function lines(scheme: string, caller: Omit<CallerConfig, 'name'>, change: RequestChange = {}) {
  const running = await serve((_request, response) => json(response, 200, []));
  const api = await apiOf(document.replace('{ type: http, scheme: bearer }', scheme));
  const target = await opened(running.url, { api, callers: [{ name: 'al-ice', ...caller }] });
  const { target: view } = target;
  const line = async (as: (typeof view.users)[0]) =>
    view.curl(await view.call(operation(target, 'GET /cards'), as, change));
  return { own: await line(view.users[0]), garbage: await line(view.garbage), nobody: await line(view.anonymous) };
}
const secret = 'sec-9f8e7d6c5b4a39281706';

describe('the credential', () => {
  it.each([
    [
      '{ type: http, scheme: bearer }',
      { token: secret },
      `"$TARGET"'/v1/cards' -H 'Authorization: Bearer '"$AL_ICE_TOKEN"`,
    ],
    [
      '{ type: apiKey, in: header, name: X-Key }',
      { apiKey: secret },
      `"$TARGET"'/v1/cards' -H 'X-Key: '"$AL_ICE_TOKEN"`,
    ],
    ['{ type: apiKey, in: query, name: key }', { apiKey: secret }, `"$TARGET"'/v1/cards?key='"$AL_ICE_TOKEN"`],
    [
      '{ type: apiKey, in: cookie, name: sid }',
      { cookie: `sid=${secret}; b=${secret}2` },
      `"$TARGET"'/v1/cards' -H 'Cookie: sid='"$AL_ICE_TOKEN"`,
    ],
  ])('of %s is a variable', async (scheme, caller, line) => {
    const { own, garbage, nobody } = await lines(scheme, caller);
    expect(own).toBe(`curl -sS -X GET ${line}`);
    expect(garbage).toContain('$GARBAGE_TOKEN');
    expect(nobody).toBe(`curl -sS -X GET "$TARGET"'/v1/cards'`);
    expect(own + garbage + nobody).not.toContain('9f8e7d6c');
  });

  it('that stands between two texts has both, and so has a broken one', async () => {
    const running = await serve((request, response) =>
      json(response, 200, request.url === '/v1/login' ? { secret } : []),
    );
    const token = { body: '$.secret', prefix: 'DirectLogin token="', postfix: '"' };
    const callers = [{ name: 'ann', login: { call: 'POST /login', token } }];
    const target = await opened(running.url, { callers });
    const { target: view } = target;
    const ask = async (as: (typeof view.users)[0]) => view.curl(await view.call(operation(target, 'GET /cards'), as));
    expect(await ask(view.users[0])).toContain(`-H 'Authorization: DirectLogin token="'"$ANN_TOKEN"'"'`);
    expect(running.seen.at(-1)?.headers.authorization).toBe(`DirectLogin token="${secret}"`);
    expect(await ask(view.garbage)).toContain(`-H 'Authorization: DirectLogin token="'"$GARBAGE_TOKEN"'"'`);
    expect(running.seen.at(-1)?.headers.authorization).toMatch(/^DirectLogin token="sec-[^"]+"$/);
    expect(running.seen.at(-1)?.headers.authorization).not.toContain(secret);
  });

  it('that a probe changed is another variable', async () => {
    const token = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.c2ln`;
    const change = { credential: { kind: 'jwt-none', spelling: 'None' } } as const;
    const { own } = await lines('{ type: http, scheme: bearer }', { token }, change);
    expect(own).toContain('$AL_ICE_TOKEN_JWT_NONE');
  });
});

it('can be pasted whatever document and target put into it', async () => {
  const running = await serve((_request, response) => json(response, 200, []));
  const path = "/x$(touch%20/tmp/owned)`id`';id;'";
  const api = await apiOf(
    documentOf({
      [JSON.stringify(path)]:
        "{ post: { requestBody: { content: { application/json: {} } }, responses: { '200': { description: ok } } } }",
    }),
  );
  const target = await opened(running.url, { api });
  const { target: view } = target;
  const headers = [['X-Odd', "a'b $HOME \u001b[31m"] as const];
  const rawBody = { text: '{"a":"\'$(id)\u0007\n"}', mediaType: 'application/json' };
  const [only] = api.operations;
  if (only === undefined) throw new Error('the document has no operation');
  const exchange = await view.call(only, view.users[0], { rawBody, ...(running ? {} : { headers }) });
  const line = view.curl({ ...exchange, request: { ...exchange.request, headers } });
  expect(line).not.toMatch(/[\u0000-\u001f]/);
  const shown = execFileSync(
    '/bin/sh',
    ['-c', `curl() { for a in "$@"; do echo "[$a]"; done; }; TARGET=http://t; ${line}`],
    {
      encoding: 'utf8',
    },
  );
  expect(shown.split('\n')).toEqual(
    expect.arrayContaining([
      "[http://t/x$(touch%20/tmp/owned)%60id%60';id;']",
      "[X-Odd: a'b $HOME  [31m]",
      `[{"a":"'$(id)  "}]`,
    ]),
  );
});
