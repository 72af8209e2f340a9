import { createHmac, createPublicKey, generateKeyPairSync, verify, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NotTested, type CredentialChange, type HmacKey } from '../../../src/check/target.ts';
import { createRedactor, holdsKnown } from '../../../src/model/redact.ts';
import { Guesses } from '../../../src/target/guesses.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { json, opened, operation, serve, type Handler } from './bank.ts';

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
function signed(claims: object, secret: string | Buffer, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const content = `${encoded(header)}.${encoded(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

interface Setting {
  readonly token?: string;
  readonly handler?: Handler;
  readonly more?: Partial<TargetOptions>;
}

/** A caller with a token at a bank that lets everybody in, and what it got of a changed one. */
async function teller({ token = signed({ sub: 'alice' }, 'no-list-has-this-4c1f'), handler, more }: Setting = {}) {
  const running = await serve((request, response) =>
    request.url === '/v1/cards' || handler === undefined ? json(response, 200, []) : handler(request, response),
  );
  const target = await opened(running.url, { callers: [{ name: 'alice', token }], ...more });
  const { target: view } = target;
  const sent = async (credential: CredentialChange): Promise<string> => {
    await view.call(operation(target, 'GET /cards'), view.users[0], { credential });
    return running.seen.at(-1)?.headers.authorization?.replace(/^Bearer /, '') ?? '';
  };
  return { token, target, view, sent, running };
}

function part(token: string, index: number): unknown {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
}

describe('a forged token', () => {
  it('has the members of the change, without those that it takes out, and keeps what is not changed byte by byte', async () => {
    const { token, sent } = await teller({ token: signed({ sub: 'alice', exp: 5 }, 'k') });
    const claims = await sent({ kind: 'jwt', claims: { sub: 'bob', exp: undefined }, signature: 'keep' });
    expect(part(claims, 1)).toEqual({ sub: 'bob' });
    expect([claims.split('.')[0], claims.split('.')[2]]).toEqual([token.split('.')[0], token.split('.')[2]]);
    const header = await sent({ kind: 'jwt', header: { typ: undefined, kid: '../k' }, signature: 'keep' });
    expect(part(header, 0)).toEqual({ alg: 'HS256', kid: '../k' });
    expect(header.split('.')[1]).toBe(token.split('.')[1]);
  });

  it.each([
    ['keep', /^(.+)$/],
    ['without', /^$/],
  ] as const)('with the signature %s', async (signature, expected) => {
    const { sent } = await teller();
    expect((await sent({ kind: 'jwt', signature })).split('.')[2]).toMatch(expected);
  });

  it('cut off after the claims has two parts', async () => {
    const { token, sent } = await teller();
    expect(await sent({ kind: 'jwt', signature: 'cut' })).toBe(token.slice(0, token.lastIndexOf('.')));
  });

  it('flipped differs in one byte of the signature', async () => {
    const { token, sent } = await teller();
    const bytes = async (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url');
    const [old, flipped] = [await bytes(token), await bytes(await sent({ kind: 'jwt', signature: 'flip' }))];
    expect(flipped).toHaveLength(old.length);
    expect([...old].filter((byte, index) => byte !== flipped[index])).toHaveLength(1);
  });

  it('malformed has claims that are no JSON, and a signature that fits them', async () => {
    const { sent } = await teller();
    const token = await sent({ kind: 'jwt', signature: { hmac: { text: 'k' } }, malformed: true });
    expect(() => part(token, 1)).toThrow(SyntaxError);
    const [header, claims, signature] = token.split('.');
    expect(signature).toBe(createHmac('sha256', 'k').update(`${header}.${claims}`).digest('base64url'));
  });

  it('is signed by the digest that its header names', async () => {
    const { sent } = await teller({ token: signed({ sub: 'alice' }, 'k', { alg: 'HS512' }) });
    const token = await sent({ kind: 'jwt', claims: { sub: 'bob' }, signature: { hmac: { text: '' } } });
    const [header, claims, signature] = token.split('.');
    expect(signature).toBe(createHmac('sha512', '').update(`${header}.${claims}`).digest('base64url'));
  });

  it('of an own key says RS256 and verifies with the public half alone', async () => {
    const { view, sent } = await teller();
    const token = await sent({ kind: 'jwt', header: { jwk: view.ownJwk('a') }, signature: { own: 'a' } });
    const key = (name: 'a' | 'b') => createPublicKey({ key: view.ownJwk(name) as JsonWebKey, format: 'jwk' });
    const [header = '', claims = '', signature = ''] = token.split('.');
    const fits = (name: 'a' | 'b') =>
      verify('sha256', Buffer.from(`${header}.${claims}`), key(name), Buffer.from(signature, 'base64url'));
    expect([fits('a'), fits('b')]).toEqual([true, false]);
    expect(part(token, 0)).toMatchObject({ alg: 'RS256', jwk: { kty: 'RSA' } });
    expect(Object.keys(view.ownJwk('a') as object)).toEqual(['kty', 'use', 'alg', 'kid', 'n', 'e']);
  });

  it('is known to the redactor: an answer that echoes it shows a tag', async () => {
    const redactor = createRedactor();
    const running = await serve((request, response) =>
      json(response, 200, { note: `got ${request.headers.authorization}` }),
    );
    const token = signed({ sub: 'alice' }, 'k');
    const target = await opened(running.url, { redactor, callers: [{ name: 'alice', token }] });
    const credential = { kind: 'jwt', claims: { sub: 'bob' }, signature: { hmac: 'wrong' } } as const;
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0], { credential });
    const forged = running.seen.at(-1)?.headers.authorization?.slice(7) ?? '';
    expect(forged).not.toBe(token);
    expect(holdsKnown(redactor, forged)).toBe(true);
    expect(JSON.stringify(exchange)).not.toContain(forged);
  });

  it('of what is no JWT is not sent', async () => {
    const { view, target } = await teller({ token: 'opaque-4c1f' });
    const call = view.call(operation(target, 'GET /cards'), view.users[0], {
      credential: { kind: 'jwt', signature: 'keep' },
    });
    await expect(call).rejects.toThrow(new NotTested('the credential of alice cannot be changed so: it is no JWT'));
  });
});

describe('weak secrets', () => {
  it.each([
    ['your-256-bit-secret', true],
    ['this is my secret key'.replace('this is', 'This is'), true],
    ['qwertyuiop', true],
    ['no-list-has-this-4c1f', false],
  ])('%s is guessed: %s, without a request', async (secret, isGuessed) => {
    const { view, running, sent } = await teller({ token: signed({ sub: 'alice' }, secret) });
    const before = running.seen.length;
    expect(view.isGuessable(view.users[0])).toBe(isGuessed);
    expect(running.seen).toHaveLength(before);
    const forged = sent({ kind: 'jwt', claims: { sub: 'bob' }, signature: { hmac: 'guessed' } });
    if (isGuessed) expect(await forged).toBe(signed({ sub: 'bob' }, secret));
    else await expect(forged).rejects.toThrow(NotTested);
  });

  it('that were asked about before the list was read are guessed once it is', async () => {
    const guesses = new Guesses();
    const token = signed({ sub: 'ann' }, 'secret');
    expect(guesses.of(token)).toBeUndefined();
    await guesses.prepare(token);
    expect(guesses.of(token)).toBe('secret');
  });

  it('that were taken for base64 are guessed too', async () => {
    const { view } = await teller({ token: signed({ sub: 'alice' }, Buffer.from('mysecretkey12345', 'base64')) });
    expect(view.isGuessable(view.users[0])).toBe(true);
  });

  it('are no matter of tokens that are signed otherwise', async () => {
    const { view } = await teller({ token: signed({ sub: 'alice' }, 'secret', { alg: 'RS256' }) });
    expect(view.isGuessable(view.users[0])).toBe(false);
  });
});

describe('public keys', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', x5c: ['A'.repeat(100)] };
  const other = {
    ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
    kid: 'k0',
  };
  const set = { keys: [{ kty: 'oct', k: 'x' }, other, jwk] };
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const token = signed({ sub: 'alice' }, 'k', { alg: 'RS256', kid: 'k1' });
  const serving =
    (files: Readonly<Record<string, unknown>>): Handler =>
    ({ url = '' }, response) =>
      json(response, url in files ? 200 : 404, files[url] ?? {});

  it.each<readonly [HmacKey['hmac'], string | Buffer]>([
    ['jwks-pem', pem.trimEnd()],
    ['jwks-pem-newline', pem],
    ['jwks-der', publicKey.export({ type: 'spki', format: 'der' })],
    ['jwks-n', jwk.n ?? ''],
    ['jwks-x5c', `-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n${'A'.repeat(36)}\n-----END CERTIFICATE-----\n`],
  ])('as %s are the secret of HS256, that of the token first', async (hmac, secret) => {
    const { sent, view, running } = await teller({ token, handler: serving({ '/.well-known/jwks.json': set }) });
    expect(await view.hasPublicKeys()).toBe(true);
    const forged = await sent({ kind: 'jwt', claims: { sub: 'bob' }, signature: { hmac } });
    expect(forged).toBe(signed({ sub: 'bob' }, secret, { alg: 'HS256', kid: 'k1' }));
    expect(running.seen.filter(({ url }) => url.includes('jwks'))).toHaveLength(1);
  });

  it.each([
    ['below the base path', { '/v1/.well-known/jwks.json': set }, {}],
    ['where the config says', { '/keys': set }, { jwks: '/keys' }],
    ['where metadata says', { '/.well-known/openid-configuration': { jwks_uri: 'HERE/k' }, '/k': set }, {}],
    [
      'where metadata of RFC 8414 say',
      { '/.well-known/oauth-authorization-server': { jwks_uri: 'HERE/k' }, '/k': set },
      {},
    ],
  ])('are found %s', async (_where, files, caller) => {
    const running = await serve((request, response) => {
      if (request.url === '/v1/cards') return json(response, 200, []);
      const text = JSON.stringify((files as Record<string, unknown>)[request.url ?? ''] ?? null);
      json(response, text === 'null' ? 404 : 200, JSON.parse(text.replace('HERE', running.url)));
    });
    const target = await opened(running.url, { callers: [{ name: 'alice', token, ...caller }] });
    expect(await target.target.hasPublicKeys()).toBe(true);
  });

  it('on another host are not asked for', async () => {
    const stranger = await serve(serving({ '/k': set }));
    const handler = serving({ '/.well-known/openid-configuration': { jwks_uri: `${stranger.url}/k` } });
    const { view, sent } = await teller({ token, handler });
    expect(await view.hasPublicKeys()).toBe(false);
    expect(stranger.seen).toEqual([]);
    await expect(sent({ kind: 'jwt', signature: { hmac: 'jwks-pem' } })).rejects.toThrow(/shows no public keys/);
  });

  it('of a dry run are no request', async () => {
    const { view, target, running } = await teller({ token, more: { dryRun: true } });
    expect(await view.hasPublicKeys()).toBe(false);
    expect(running.seen).toEqual([]);
    expect(target.planned.join('\n')).toContain('/.well-known/jwks.json as anonymous (look)');
  });
});
