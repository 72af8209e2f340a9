import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { OwnKey } from '../check/target.ts';
import type { JsonObject } from '../model/json.ts';

type Name = OwnKey['own'];
interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Key pairs of this run, made when first asked for: forged tokens are signed with them, and nothing else is. */
export class OwnKeys {
  readonly #pairs = new Map<Name, Pair>();

  #pair(name: Name): Pair {
    const pair = this.#pairs.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#pairs.set(name, pair);
    return pair;
  }

  /** The public half as a JWK (RFC 7517), named by its thumbprint (RFC 7638). */
  jwk(name: Name): JsonObject {
    const { n = '', e = '' } = this.#pair(name).publicKey.export({ format: 'jwk' });
    const kid = createHash('sha256')
      .update(JSON.stringify({ e, kty: 'RSA', n }))
      .digest('base64url');
    return { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e };
  }

  /** RS256 (RFC 7518 section 3.3), base64url. */
  sign(name: Name, text: string): string {
    return sign('sha256', Buffer.from(text), this.#pair(name).privateKey).toString('base64url');
  }
}
