import { describe, expect, it } from 'vitest';
import { examine, type Checked } from '../../../src/target/doctor.ts';
import type { CallerConfig } from '../../../src/target/config.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { bank, json, jwt, optionsFor, serve, type Handler } from './bank.ts';

async function checkedAt(url: string, more: Partial<TargetOptions> = {}): Promise<readonly Checked[]> {
  const all: Checked[] = [];
  for await (const one of examine(await optionsFor(url, more))) all.push(one);
  return all;
}
async function checked(more: Partial<TargetOptions> = {}, handler: Handler = bank().handler) {
  const running = await serve(handler);
  return { all: await checkedAt(running.url, more), running };
}
const lines = (all: readonly Checked[]): readonly string[] =>
  all.map(({ result, said, mend }) => `${result} ${said}${mend === undefined ? '' : ` -> ${mend}`}`);
const alice: CallerConfig = { name: 'alice', token: 'alice-secret-token' };
const bob: CallerConfig = { name: 'bob', token: 'bob-secret-token' };
const logsIn = (login: Partial<NonNullable<CallerConfig['login']>>): CallerConfig => ({
  name: 'bob',
  login: { call: 'POST /login', body: { user: 'bob' }, token: { header: 'X-Auth-Token' }, ...login },
});

describe('the target', () => {
  it('that is as it should be is told with its callers', async () => {
    const { all, running } = await checked({ callers: [alice, logsIn({})] });
    expect(lines(all)).toEqual([
      `ok ${running.url} answers`,
      'ok identity alice: GET /cards lets it in',
      'ok identity bob: GET /cards lets it in',
      'ok alice, bob are different users, as far as their credentials say',
    ]);
  });

  it('that is not there ends the examination', async () => {
    expect(lines(await checkedAt('http://127.0.0.1:9'))).toEqual([
      'failed the target does not answer: the connection was refused (tried GET http://127.0.0.1:9/v1/cards) -> start the target, or correct --target',
    ]);
  });

  it.each<[string, Handler, RegExp]>([
    [
      'at another path',
      ({ url }, response) => json(response, url === '/cards' ? 200 : 404, []),
      /give --target the path|use --target|correct it in the document/,
    ],
    [
      'behind a redirect',
      (_request, response) => void response.writeHead(302, { location: '/x' }).end(),
      /give --target the address that it leads to/,
    ],
    ['broken', (_request, response) => json(response, 503, {}), /no read is served/],
    [
      'no HTTP',
      (request) => void request.socket.end('hello\n'),
      /correct --target: http:\/\/ or https:\/\/, and the port/,
    ],
  ])('%s is told apart', async (_what, handler, expected) => {
    const { all } = await checked({}, handler);
    expect(all).toHaveLength(1);
    expect(lines(all)[0]).toMatch(/^failed /);
    expect(lines(all)[0]).toMatch(expected);
  });
});

describe('an identity', () => {
  const failing = async (caller: CallerConfig, handler?: Handler, more: Partial<TargetOptions> = {}) => {
    const { all } = await checked({ callers: [alice, caller], ...more }, handler);
    expect(all.map(({ about, result }) => `${about} ${result}`)).toEqual([
      'target ok',
      'identity ok',
      'identity failed',
    ]);
    return lines(all)[2];
  };
  /** The bank, whose login answers so. */
  const answering =
    (status: number, body: object = {}): Handler =>
    (request, response) =>
      request.url === '/v1/login' ? json(response, status, body) : bank().handler(request, response);

  it.each<[string, { readonly caller: CallerConfig; readonly handler?: Handler }, string]>([
    [
      'whose token is not taken',
      { caller: { name: 'bob', token: 'old' } },
      'failed identity bob is not let in: GET /cards answered 401 -> renew its credential (--identity bob=env:<VARIABLE>), or correct identities.bob.scheme',
    ],
    [
      'whose token has ended',
      { caller: { name: 'bob', token: jwt({ exp: 1_700_000_000 }) } },
      'failed identity bob: its token has ended -> give it a new one, or a login: identities.bob.login',
    ],
    [
      'whose secret is wrong',
      { caller: logsIn({}), handler: answering(401) },
      'failed identity bob cannot log in: POST /login answered 401 -> correct the name and the secret in identities.bob.login.body',
    ],
    [
      'whose login is not there',
      { caller: logsIn({}), handler: answering(404) },
      'failed identity bob cannot log in: POST /login answered 404 -> correct identities.bob.login.call, or the path of --target',
    ],
    [
      'whose login has another body',
      { caller: logsIn({}), handler: answering(422) },
      'failed identity bob cannot log in: POST /login answered 422 -> correct identities.bob.login.body: it is not what the call takes',
    ],
    [
      'whose login is asked too often',
      { caller: logsIn({}), handler: answering(429) },
      'failed identity bob cannot log in: POST /login answered 429 -> wait: the target takes no more logins now; --rate makes them slower',
    ],
    [
      'whose token is elsewhere',
      { caller: logsIn({ token: { body: '$.nowhere' } }) },
      'failed identity bob cannot log in: POST /login answered 200, without the token where the config says it is -> correct identities.bob.login.token: where the answer holds it',
    ],
    [
      'whose token is sent in a wrong way',
      { caller: logsIn({ token: { header: 'X-Auth-Token', prefix: 'Token' } }) },
      'failed identity bob is not let in: GET /cards answered 401 -> correct identities.bob.login.token.prefix or identities.bob.scheme: the token is not taken where it is sent',
    ],
    [
      'whose login is on another host',
      { caller: logsIn({ call: 'POST https://id.example/login' }) },
      'failed identity bob: its POST call leads to another host; allow it with --allow-host id.example',
    ],
    [
      'whose login must not be called',
      { caller: logsIn({ call: 'POST /admin/login' }) },
      'failed identity bob: POST /v1/admin/login: the config says never to call it',
    ],
  ])('%s is told apart', async (_what, { caller, handler }, expected) => {
    expect(await failing(caller, handler)).toBe(expected);
  });

  it('at a target that only fails is not taken for let in', async () => {
    const { all } = await checked({}, (_request, response) => json(response, 500, {}));
    expect(lines(all)[1]).toBe('note identity alice: GET /cards answered 500: whether it is let in cannot be told');
  });

  it('does not stop the others', async () => {
    const { all } = await checked({ callers: [{ name: 'bob', token: 'old' }, alice] });
    expect(all.map(({ result }) => result)).toEqual(['ok', 'failed', 'ok']);
  });
});

describe('that callers are different users', () => {
  it.each<[string, CallerConfig[], string]>([
    [
      'the same credential',
      [alice, { ...alice, name: 'bob' }],
      'failed alice and bob are one user: they have the same credential -> give bob the credential of another user',
    ],
    [
      'the same subject',
      [
        { name: 'alice', token: jwt({ sub: 'u1', n: 1 }) },
        { name: 'bob', token: jwt({ sub: 'u1', n: 2 }) },
      ],
      'failed alice and bob are one user: their tokens have the same subject -> give bob the credential of another user',
    ],
    [
      'no second',
      [alice],
      'note one identity: that one caller reaches what belongs to another is not tested -> add one: --identity bob=env:<VARIABLE>',
    ],
  ])('is told of %s', async (_what, callers, expected) => {
    const { all } = await checked({ callers }, (_request, response) => json(response, 200, []));
    expect(lines(all).at(-1)).toBe(expected);
  });
});

describe('objects of the config', () => {
  it('are read by their owner, made, and taken away again', async () => {
    const { handler, cards } = bank();
    cards.set('c_1', { owner: 'alice', nickname: 'x' });
    const seeds = [{ call: 'POST /cards', body: { nickname: '${seed}' }, id: { cardId: '$.card.id' } }];
    const callers = [
      { ...alice, owns: { cardId: 'c_1' } },
      { ...bob, owns: { cardId: 'c_9', planId: 'p' } },
    ];
    const { all, running } = await checked({ callers, seeds, profile: 'read-only' }, handler);
    expect(lines(all).slice(4)).toEqual([
      'ok identities.alice.owns.cardId: GET /cards/{cardId} shows it',
      'failed identities.bob.owns.cardId: GET /cards/{cardId} answered 404 -> give identities.bob.owns.cardId the id of an object that bob may read',
      'note identities.bob.owns.planId: no operation reads one of these -> correct the name: it is that of a path parameter',
      'ok seeds[0].id.cardId: POST /cards as alice makes one',
    ]);
    expect([...cards.keys()]).toEqual(['c_1']);
    expect(running.seen.at(-1)?.method).toBe('DELETE');
  });

  it('that cannot be made are told with the line to correct', async () => {
    const seeds = [
      { call: 'POST /cards', body: { nickname: 'x' }, id: { cardId: '$.nowhere' } },
      { call: 'POST /cards', id: { planId: '$.id' } },
    ];
    const { all } = await checked({ callers: [alice], seeds });
    expect(lines(all).slice(3)).toEqual([
      expect.stringMatching(
        /^failed seeds\[0\]\.id\.cardId: POST \/cards as alice answered 201 whose answer does not show the id \(add to sallyport\.yaml: seeds: /,
      ),
      'failed seeds[1].id.planId: no operation has a parameter of that name -> name the parameter that POST /cards makes the object for',
    ]);
  });
});
