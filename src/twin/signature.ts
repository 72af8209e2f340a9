/** Whether a token is signed by a key (RFC 7515), and tokens signed with RSA. */
import { createHmac, createPublicKey, generateKeyPairSync, sign, timingSafeEqual, verify } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { JwtParts } from './jwt.ts';

/** Bits of the RSA keys that twins make: the shortest that RS256 allows. */
const rsaBits = 2048;

/** HS256. Bytes are compared and not letters: the last letter of base64url has bits that mean nothing. */
export function isHmacOf({ signed, signature }: JwtParts, key: string | Buffer): boolean {
  const wanted = createHmac('sha256', key).update(signed).digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export interface RsaKey {
  /** The public half, with `kid`, `alg` and `use`. */
  readonly jwk: JsonObject;
  /** The public half, SubjectPublicKeyInfo as PEM with its last line break. */
  readonly pem: string;
  /** A token by RS256; the header holds the `kid` and what else is given. */
  token(claims: JsonObject, header?: JsonObject): string;
}

export function rsaKey(kid: string): RsaKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const { kty = 'RSA', n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return {
    jwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' },
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    token(claims, header = {}) {
      const parts = [{ alg: 'RS256', typ: 'JWT', kid, ...header }, claims];
      const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}

/** RS256 by the public key of a JWK; what is no RSA key signs nothing. */
export function isRsaOf({ signed, signature }: JwtParts, jwk: Json | undefined): boolean {
  if (!isObject(jwk) || typeof jwk['n'] !== 'string' || typeof jwk['e'] !== 'string') return false;
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n: jwk['n'], e: jwk['e'] }, format: 'jwk' });
    return verify('sha256', Buffer.from(signed), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
