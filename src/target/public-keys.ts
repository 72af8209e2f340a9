import { createPublicKey } from 'node:crypto';
import { NotTested } from '../check/target.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../model/json.ts';

/** Documents that are asked for until keys are found, and keys taken of one set. */
const placesMax = 12;
const keysMax = 50;
/** Longest key, in characters of base64: RSA of 16,384 bits has 2,731. */
const keyCharsMax = 4_000;

export interface KeyWorld {
  /** Where key sets may be, the likely ones first. */
  readonly keySets: () => readonly URL[];
  /** Where metadata may be that names a key set (OpenID Connect Discovery 1.0, RFC 8414). */
  readonly metadata: () => readonly URL[];
  /** What metadata name; undefined where it lies on a host that no flag allows. */
  readonly allowed: (url: string) => URL | undefined;
  /** GET as nobody: the JSON of a 2xx answer. */
  readonly ask: (url: URL) => Promise<Json | undefined>;
}

/** The form in which a public key may have been taken for an HMAC secret (RFC 8725 section 2.1). */
export type PublicForm = 'jwks-pem' | 'jwks-pem-newline' | 'jwks-der' | 'jwks-x5c' | 'jwks-n';

/** The target's public keys, looked for once a run. */
export class PublicKeys {
  readonly #world: KeyWorld;
  #found: Promise<readonly JsonObject[]> | undefined;

  constructor(world: KeyWorld) {
    this.#world = world;
  }

  async areThere(): Promise<boolean> {
    return (await this.#keys()).length > 0;
  }

  /** The key that the token names, else the first, as the bytes of an HMAC secret. Throws NotTested where there is none. */
  async secret(form: PublicForm, kid: Json | undefined): Promise<string | Buffer> {
    const keys = await this.#keys();
    const key = keys.find((one) => kid !== undefined && one['kid'] === kid) ?? keys[0];
    if (key === undefined) throw new NotTested('the target shows no public keys; name them: identities.<name>.jwks');
    return inForm(key, form);
  }

  #keys(): Promise<readonly JsonObject[]> {
    this.#found ??= this.#look();
    return this.#found;
  }

  async #look(): Promise<readonly JsonObject[]> {
    const { keySets, metadata, allowed, ask } = this.#world;
    const asked = new Set<string>();
    const keysAt = async (url: URL): Promise<readonly JsonObject[]> => {
      if (asked.has(url.href) || asked.size >= placesMax) return [];
      asked.add(url.href);
      return keysIn(await ask(url));
    };
    for (const url of keySets()) {
      const keys = await keysAt(url);
      if (keys.length > 0) return keys;
    }
    for (const url of metadata()) {
      if (asked.has(url.href) || asked.size >= placesMax) continue;
      asked.add(url.href);
      const named = allowed(ownText(await ask(url), 'jwks_uri') ?? '');
      const keys = named === undefined ? [] : await keysAt(named);
      if (keys.length > 0) return keys;
    }
    return [];
  }
}

/** Keys of a set (RFC 7517 section 5) that verify signatures; RSA first, since its confusion with HMAC is the known one. */
function keysIn(json: Json | undefined): readonly JsonObject[] {
  const list = own(json, 'keys');
  if (!Array.isArray(list)) return [];
  const keys = (list as readonly Json[])
    .slice(0, keysMax)
    .filter(isObject)
    .filter((key) => own(key, 'use') !== 'enc' && (isText(key, 'n') || isText(key, 'x')));
  return [...keys.filter(({ kty }) => kty === 'RSA'), ...keys.filter(({ kty }) => kty !== 'RSA')];
}

function isText(key: JsonObject, member: string): boolean {
  const text = ownText(key, member) ?? '';
  return text !== '' && text.length <= keyCharsMax;
}

function inForm(key: JsonObject, form: PublicForm): string | Buffer {
  if (form === 'jwks-n') {
    const n = ownText(key, 'n');
    if (n === undefined) throw new NotTested('the public key of the target has no modulus');
    return n;
  }
  if (form === 'jwks-x5c') {
    const chain = own(key, 'x5c');
    const certificate = Array.isArray(chain) ? (chain as readonly Json[])[0] : undefined;
    if (typeof certificate !== 'string') throw new NotTested('the public key of the target has no certificate');
    // As libraries write the certificate of a key set when they make a PEM of it.
    return `-----BEGIN CERTIFICATE-----\n${(certificate.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
  }
  const { kty = '', n, e, crv, x, y } = key;
  try {
    const jwk = JSON.parse(JSON.stringify({ kty, n, e, crv, x, y })) as Record<string, string>;
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    if (form === 'jwks-der') return publicKey.export({ type: 'spki', format: 'der' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return form === 'jwks-pem' ? pem.trimEnd() : pem;
  } catch {
    throw new NotTested('the public key of the target cannot be read');
  }
}
