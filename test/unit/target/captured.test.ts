import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import type { CapturedCaller, CapturedTraffic } from '../../../src/model/lineage/captured.ts';
import { whoseIs, type Known } from '../../../src/target/captured-owner.ts';
import { bank, json, opened, operation, serve } from './bank.ts';

const caller = (...credentials: string[]): CapturedCaller => ({ credentials, ids: [], bodies: new Map() });
const traffic = (callers: readonly CapturedCaller[], grants: CapturedTraffic['grants'] = []): CapturedTraffic => ({
  callers,
  grants,
  edges: [],
  calls: [],
});
const jwt = (claims: Json): string =>
  ['{"alg":"HS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const alice: Known = { name: 'alice', secrets: ['alice-secret'], login: { user: 'alice', password: 'pass-1' } };
const bob: Known = { name: 'bob', secrets: ['bob-secret'], login: { user: 'bob', password: 'pass-1' } };
/** Tags stand for themselves. */
const owners = (seen: CapturedTraffic, known: readonly Known[]): readonly (string | undefined)[] => {
  const found = whoseIs(seen, known, (tag) => tag);
  return seen.callers.map((each) => found.get(each));
};

describe('a caller of a capture is', () => {
  it('the one with the same secret', () => {
    expect(owners(traffic([caller('bob-secret', 'app-key'), caller('another')]), [alice, bob])).toEqual([
      'bob',
      undefined,
    ]);
  });

  it('the one whose token is of the same issuer and subject', () => {
    const now = { name: 'ann', secrets: [jwt({ iss: 'idp', sub: 'u1', exp: 2 })] };
    const before = (claims: Json): CapturedTraffic => traffic([caller(jwt(claims))]);
    expect(owners(before({ iss: 'idp', sub: 'u1', exp: 1 }), [now, bob])).toEqual(['ann']);
    expect(owners(before({ iss: 'other', sub: 'u1' }), [now, bob])).toEqual([undefined]);
    // Alone, but it says that it is somebody else.
    expect(owners(before({ iss: 'idp', sub: 'u2' }), [now])).toEqual([undefined]);
  });

  it('the one that logged in for it, by name and password', () => {
    const grants = [{ sent: { user: 'bob', password: 'pass-1', device: 'x' }, given: ['token-9'] }];
    expect(owners(traffic([caller('token-9')], grants), [alice, bob])).toEqual(['bob']);
    expect(
      owners(traffic([caller('token-9')], [{ sent: { password: 'pass-1' }, given: ['token-9'] }]), [alice, bob]),
    ).toEqual([undefined]);
  });

  it('the only identity, where the capture has one caller alone', () => {
    expect(owners(traffic([caller()]), [alice])).toEqual(['alice']);
    expect(owners(traffic([caller('x'), caller('y')]), [alice])).toEqual([undefined, undefined]);
    expect(owners(traffic([caller()]), [alice, bob])).toEqual([undefined]);
  });

  it('nobody, where two identities share what it is known by', () => {
    const shared = ['app-key'];
    expect(
      owners(traffic([caller('app-key')]), [
        { name: 'a', secrets: shared },
        { name: 'b', secrets: shared },
      ]),
    ).toEqual([undefined]);
  });
});

describe('a body of a capture', () => {
  async function sent(body: Json, { takes }: { readonly takes: RegExp }) {
    const { handler } = bank();
    const running = await serve((request, response) =>
      request.method === 'POST' && !takes.test(request.text)
        ? json(response, 422, { error: 'no' })
        : handler(request, response),
    );
    const captured = traffic([{ credentials: [], ids: [], bodies: new Map([['POST /cards', body]]) }]);
    const target = await opened(running.url, { captured });
    const { target: view } = target;
    const post = operation(target, 'POST /cards');
    const first = await view.call(post, view.users[0]);
    await view.call(post, view.users[0]);
    const bodies = running.seen.filter(({ method }) => method === 'POST').map(({ body: text }) => text);
    return { bodies, shown: JSON.stringify(first.request) };
  }

  it('is sent as it was served, and shown as tags', async () => {
    const { bodies, shown } = await sent({ nickname: 'Holiday fund', limit: 70 }, { takes: /Holiday/ });
    expect(bodies[0]).toBe('{"nickname":"Holiday fund","limit":70}');
    expect(shown).not.toContain('Holiday');
    expect(shown).toContain('<ID.CAPTURED:1>');
  });

  it('that the target does not take is given up for a made one, once and for all', async () => {
    const { bodies } = await sent({ nickname: 'Holiday fund', gone: true }, { takes: /^(?!.*gone)/ });
    expect(bodies.map((text) => text.includes('gone'))).toEqual([true, false, false]);
  });

  it('is not given up because of whom it was sent for', async () => {
    const running = await serve((request, response) =>
      json(response, request.headers.authorization === 'Bearer alice-secret-token' ? 201 : 400, { id: 'c_1' }),
    );
    const body = { nickname: 'Holiday fund' };
    const captured = traffic([{ credentials: [], ids: [], bodies: new Map([['POST /cards', body]]) }]);
    const target = await opened(running.url, { captured });
    const { target: view } = target;
    const post = operation(target, 'POST /cards');
    const [user] = view.users;
    await view.call(post, view.anonymous);
    await view.call(post, view.garbage);
    await view.call(post, user, { credential: { kind: 'empty', spelling: 'prefix' } });
    await view.call(post, user);
    const bodies = running.seen.filter(({ method }) => method === 'POST').map(({ body: text }) => text);
    expect(bodies).toEqual(Array(4).fill('{"nickname":"Holiday fund"}'));
  });

  it('with a secret in it is not used', async () => {
    const { bodies } = await sent({ nickname: 'x', pin: '<SEC.PIN:1>' }, { takes: /./ });
    expect(bodies.join()).not.toContain('pin');
  });
});
