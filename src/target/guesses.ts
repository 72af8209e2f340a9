import { createHmac } from 'node:crypto';
import { hmacDigest, jwtParts } from './jwt.ts';

/** Tokens whose guesses are kept. */
const tokensMax = 200;

export type HmacSecret = string | Buffer;

/** Secrets of HMAC tokens that stand in the list of known weak ones: worked out offline, no request is made. */
export class Guesses {
  #words: readonly string[] | undefined;
  readonly #known = new Map<string, HmacSecret | undefined>();

  /** Loads the list where the token is signed with HMAC: `of` cannot wait for it. */
  async prepare(token: string): Promise<void> {
    if (this.#words !== undefined || hmacDigest(jwtParts(token)?.header['alg']) === undefined) return;
    this.#words = (await import('./weak-secrets.ts')).weakSecrets;
  }

  /** The secret that the token is signed with; undefined where the list does not have it. */
  of(token: string): HmacSecret | undefined {
    if (this.#known.has(token)) return this.#known.get(token);
    // What nobody prepared for may still be in the list.
    if (this.#words === undefined) return undefined;
    const found = secretIn(this.#words, token);
    if (this.#known.size < tokensMax) this.#known.set(token, found);
    return found;
  }
}

function secretIn(words: readonly string[], token: string): HmacSecret | undefined {
  const digest = hmacDigest(jwtParts(token)?.header['alg']);
  if (digest === undefined) return undefined;
  const [header = '', claims = '', signature = ''] = token.split('.');
  const signed = `${header}.${claims}`;
  const wanted = Buffer.from(signature, 'base64url');
  const fits = (secret: HmacSecret): boolean => createHmac(digest, secret).update(signed).digest().equals(wanted);
  for (const word of words) {
    if (fits(word)) return word;
    // Some libraries take the text for base64 of the key.
    const decoded = /^[\w+/=-]{8,}$/.test(word) ? Buffer.from(word, 'base64') : undefined;
    if (decoded !== undefined && fits(decoded)) return decoded;
  }
  return undefined;
}
