import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** Longest token that is looked into, in characters: headers of 32 KB hold none longer. */
const tokenCharsMax = 32 * 1024;

/** The two readable parts of a signed token; the signature is in neither. */
export interface JwtParts {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

export function jwtParts(token: string): JwtParts | undefined {
  const [header, claims, signature, ...more] = token.length > tokenCharsMax ? [] : token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0) return undefined;
  const [first, second] = [header, claims].map(decodedPart);
  return isObject(first) && isObject(second) ? { header: first, claims: second } : undefined;
}

/** The claims under another header, without a signature (RFC 8725 section 2.1). */
export function unsigned(token: string, alg: string): string | undefined {
  const parts = jwtParts(token);
  if (parts === undefined) return undefined;
  return `${encodedPart(JSON.stringify({ ...parts.header, alg }))}.${token.split('.')[1] ?? ''}.`;
}

export function encodedPart(text: string): string {
  return Buffer.from(text).toString('base64url');
}

const digests: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** Node's name of the digest of an HMAC algorithm (RFC 7518 section 3.2); undefined for all others. */
export function hmacDigest(alg: Json | undefined): string | undefined {
  return typeof alg === 'string' && Object.hasOwn(digests, alg) ? digests[alg] : undefined;
}

function decodedPart(part: string): Json {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json;
  } catch {
    return null;
  }
}
