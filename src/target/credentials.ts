import { NotTested, type CredentialChange, type HmacKey } from '../check/target.ts';
import { own, type Json } from '../model/json.ts';
import type { Caller } from './callers.ts';
import { changed } from './changed-credential.ts';
import type { Credential } from './credential.ts';
import { Guesses, type HmacSecret } from './guesses.ts';
import { jwtParts } from './jwt.ts';
import { OwnKeys } from './own-keys.ts';
import { PublicKeys } from './public-keys.ts';
import type { Scope } from './scope.ts';

export interface CredentialWorld {
  readonly callers: () => readonly Caller[];
  readonly scope: Scope;
  /** Below the target's base path. */
  readonly below: (path: string) => URL;
  /** GET as nobody: the JSON of a 2xx answer. */
  readonly ask: (url: URL) => Promise<Json | undefined>;
  readonly reveal: (text: string) => string;
  readonly random: (length: number) => string;
}

const keySet = '/.well-known/jwks.json';
const metadata = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
/** Of a wrong key for HMAC, in characters: as long as good ones are. */
const wrongKeyChars = 48;

/** All that forging takes, once a run. */
export class Credentials {
  readonly ownKeys = new OwnKeys();
  readonly guesses = new Guesses();
  readonly publicKeys: PublicKeys;
  readonly #world: CredentialWorld;
  readonly #kept = new Map<string, string>();

  constructor(world: CredentialWorld) {
    this.#world = world;
    const { scope, callers, ask } = world;
    const allowed = (url: string): URL | undefined => (url === '' ? undefined : scope.loginUrl(url, undefined));
    const everywhere = (path: string): readonly URL[] => [new URL(path, scope.origin), world.below(path)];
    const given = (url: string | undefined): readonly URL[] =>
      (url === undefined ? [] : [url]).flatMap((one) => allowed(one) ?? []);
    this.publicKeys = new PublicKeys({
      allowed,
      ask,
      keySets: () => [
        ...callers().flatMap(({ config: { jwks = '' } }) => (jwks.startsWith('/') ? everywhere(jwks) : given(jwks))),
        ...everywhere(keySet),
      ],
      metadata: () => [
        ...metadata.flatMap(everywhere),
        ...callers().flatMap((caller) => given(issuerOf(caller)).map((issuer) => below(issuer, metadata[0] ?? ''))),
      ],
    });
  }

  /** The present secret of a caller under a name of its own, which no config can have. */
  keep(caller: Caller | undefined): string {
    const secret = caller?.secret;
    if (secret === undefined) throw new NotTested('there is no credential to keep');
    const name = `kept ${this.#kept.size + 1}`;
    this.#kept.set(name, secret);
    return name;
  }

  /** Throws NotTested where it cannot be changed so. */
  async changed(caller: Caller, change: CredentialChange): Promise<Credential> {
    const { credential, config } = caller;
    const { reveal } = this.#world;
    const { ownKeys } = this;
    const cannot = `the credential of ${config.name} cannot be changed so`;
    if (credential === undefined) throw new NotTested(`${cannot}: there is none`);
    const hmac = (key: HmacKey['hmac'], token: string): Promise<HmacSecret> => this.#hmac(key, token);
    const other = (name: string): string | undefined => this.#kept.get(name) ?? caller.other(name);
    return changed(credential, change, { ownKeys, hmac, reveal, other }).catch((error: unknown) => {
      if (error instanceof NotTested) throw new NotTested(`${cannot}: ${error.message}`);
      throw error;
    });
  }

  async #hmac(key: HmacKey['hmac'], token: string): Promise<HmacSecret> {
    const { reveal, random } = this.#world;
    if (typeof key === 'object') return reveal(key.text);
    if (key === 'wrong') return random(wrongKeyChars);
    if (key !== 'guessed') return this.publicKeys.secret(key, jwtParts(token)?.header['kid']);
    await this.guesses.prepare(token);
    const found = this.guesses.of(token);
    if (found === undefined) throw new NotTested('its secret stands in no list of weak ones');
    return found;
  }
}

function issuerOf({ identity }: Caller): string | undefined {
  const issuer = own(identity.jwt?.claims, 'iss');
  return typeof issuer === 'string' && URL.canParse(issuer) ? issuer : undefined;
}

function below(issuer: URL, path: string): URL {
  return new URL(issuer.pathname.replace(/\/+$/, '') + path, issuer.origin);
}
