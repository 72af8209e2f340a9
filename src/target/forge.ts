import { createHmac } from 'node:crypto';
import { NotTested, type HmacKey, type JwtChange } from '../check/target.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { HmacSecret } from './guesses.ts';
import { encodedPart, hmacDigest, jwtParts } from './jwt.ts';
import type { OwnKeys } from './own-keys.ts';

export interface Forge {
  readonly ownKeys: OwnKeys;
  /** Throws NotTested where the key is not to be had. */
  readonly hmac: (key: HmacKey['hmac'], token: string) => Promise<HmacSecret>;
  readonly reveal: (text: string) => string;
}

/** The caller's token with other parts and another signature. Throws NotTested where it is no JWT. */
export async function forged(token: string, change: JwtChange, forge: Forge): Promise<string> {
  const parts = jwtParts(token);
  if (parts === undefined) throw new NotTested('it is no JWT');
  const { signature, malformed } = change;
  const alg = algorithmOf(signature, parts.header['alg']);
  const header = change.header === undefined && alg === parts.header['alg'] ? undefined : { ...parts.header, alg };
  const [oldHeader = '', oldClaims = '', oldSignature = ''] = token.split('.');
  // What is not changed stays byte by byte: its signature may still fit.
  const first = header === undefined ? oldHeader : encodedPart(merged(header, change.header, forge));
  const claims = change.claims === undefined ? undefined : merged(parts.claims, change.claims, forge);
  const plain = claims ?? Buffer.from(oldClaims, 'base64url').toString('utf8');
  const second = malformed === true ? encodedPart(plain.trimEnd().slice(0, -1)) : undefined;
  const signed = `${first}.${second ?? (claims === undefined ? oldClaims : encodedPart(claims))}`;
  if (signature === 'keep') return `${signed}.${oldSignature}`;
  if (signature === 'without') return `${signed}.`;
  if (signature === 'cut') return signed;
  if (signature === 'flip') return `${signed}.${flipped(oldSignature)}`;
  if ('own' in signature) return `${signed}.${forge.ownKeys.sign(signature.own, signed)}`;
  const digest = hmacDigest(change.header?.['alg']) ?? hmacDigest(alg) ?? 'sha256';
  const secret = await forge.hmac(signature.hmac, token);
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`;
}

/** What the header must say of the signature; a probe that wants to say otherwise names its own `alg`. */
function algorithmOf(signature: JwtChange['signature'], old: Json | undefined): Json | undefined {
  if (typeof signature === 'string') return old;
  if ('own' in signature) return 'RS256';
  return hmacDigest(old) === undefined ? 'HS256' : old;
}

function merged(part: JsonObject, change: JwtChange['header'], { reveal }: Forge): string {
  // JSON leaves out what is undefined, and walks the rest however deep it is.
  return JSON.stringify({ ...part, ...change }, (_key, value: Json) =>
    typeof value === 'string' ? reveal(value) : value,
  );
}

/** One byte in the middle: the last character of base64url may hold bits that no decoder looks at. */
function flipped(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length === 0) throw new NotTested('its token has no signature');
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes.toString('base64url');
}
