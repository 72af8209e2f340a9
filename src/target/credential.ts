import type { ApiModel, AuthScheme } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';

/** Where a credential goes, and what goes there. Never leaves src/target. */
export interface Credential {
  readonly place: 'header' | 'query' | 'cookie';
  readonly name: string;
  /** Before the secret: `Bearer `. */
  readonly prefix: string;
  readonly secret: string;
  /** Behind the secret: the quote of `DirectLogin token="..."`. */
  readonly postfix?: string;
  /** Other cookies of the same session. */
  readonly cookies?: readonly Field[];
  /** Other headers without which it is none: a client's id beside its key. */
  readonly more?: readonly Field[];
}

/** A secret in the place that the document's scheme gives it. `prefix`: what the config wants before it. */
export function credentialFor(scheme: AuthScheme | undefined, secret: string, prefix?: string): Credential {
  const bare = secret.replace(/^(?:Bearer|Token|JWT)\s+/i, '');
  const wanted = prefix === undefined ? undefined : withSpace(prefix);
  if (scheme?.kind === 'apiKey')
    return {
      place: scheme.in ?? 'header',
      name: scheme.parameterName ?? 'X-Api-Key',
      prefix: wanted ?? '',
      // As it came: such a key may well be `Token abc` as a whole.
      secret: wanted === undefined ? secret : bare,
    };
  const word = scheme?.httpScheme === 'basic' ? 'Basic ' : 'Bearer ';
  return { place: 'header', name: 'Authorization', prefix: wanted ?? word, secret: bare };
}

export function basicCredential(user: string, password: string): Credential {
  const secret = Buffer.from(`${user}:${password}`).toString('base64');
  return { place: 'header', name: 'Authorization', prefix: 'Basic ', secret };
}

/** `Token` is a word of its own, `key=` is not. */
function withSpace(prefix: string): string {
  return /[A-Za-z0-9]$/.test(prefix) ? `${prefix} ` : prefix;
}

/** Behind a name: nobody is called so. */
const nobody = '-nobody';

/**
 * One character replaced by another of its kind: of a JWT one of the signature. Of Basic the name is another one too: a
 * wrong password would lock its user out, and where the name is a key, no password is looked at.
 */
export function garbled(credential: Credential): Credential {
  const { secret, prefix } = credential;
  if (!/^basic\s*$/i.test(prefix)) return alone(credential, altered(secret, secret.lastIndexOf('.') + 1));
  const plain = Buffer.from(secret, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  const user = plain.slice(0, Math.max(0, colon)) + nobody;
  return alone(credential, Buffer.from(`${user}:${altered(plain.slice(colon + 1), 0)}`).toString('base64'));
}

function altered(text: string, from: number): string {
  const at = from + Math.floor((text.length - from) / 2);
  return text.slice(0, at) + otherCharacter(text[at] ?? '') + text.slice(at + 1);
}

function otherCharacter(old: string): string {
  if (/\d/.test(old)) return String((Number(old) + 5) % 10);
  if (/[a-z]/.test(old)) return old === 'q' ? 'z' : 'q';
  return old === 'Q' ? 'Z' : 'Q';
}

/** Without the session's other cookies: one of them could let the caller in by itself, and a broken credential would seem to. */
export function alone({ place, name, prefix, postfix }: Credential, secret: string): Credential {
  return { place, name, prefix, secret, ...(postfix === undefined ? {} : { postfix }) };
}

/** Headers and query with the credential in its place. What the document declares of the same name makes way. */
export function withCredential(credential: Credential | undefined, headers: readonly Field[], url: URL): Field[] {
  if (credential === undefined) return [...headers];
  const { place, name, prefix, secret, postfix = '', cookies = [], more = [] } = credential;
  const value = prefix + secret + postfix;
  if (place === 'query') url.searchParams.set(name, value);
  const pairs: readonly Field[] = place === 'cookie' ? [[name, value], ...cookies] : cookies;
  const own: readonly Field[] = [...(place === 'header' ? [[name, value] as const] : []), ...more];
  const names = new Set([...own.map(([key]) => key.toLowerCase()), ...(pairs.length === 0 ? [] : ['cookie'])]);
  const [others, replaced] = [false, true].map((is) => headers.filter(([key]) => names.has(key.toLowerCase()) === is));
  if (pairs.length === 0) return [...(others ?? []), ...own];
  const declared = (replaced ?? []).filter(([key]) => key.toLowerCase() === 'cookie').map(([, text]) => text);
  const jar = [...declared, ...pairs.map(([key, text]) => `${key}=${text}`)].join('; ');
  return [...(others ?? []), ...own, ['Cookie', jar]];
}

/** Without any caller, garbage is a made-up secret in the place of the document's first scheme. */
export function madeUpCredential({ authSchemes }: ApiModel, secret: string): Credential {
  const schemes = [...authSchemes.values()];
  return credentialFor(schemes.find(({ kind }) => kind === 'http' || kind === 'apiKey') ?? schemes[0], secret);
}
