import { dataClasses } from '../data-class/classify.ts';
import { decoded, isJwt, isOpaque } from '../data-class/forms.ts';
import { natureOf } from '../data-class/nature.ts';
import type { Field, Sighting } from '../exchange.ts';
import { knownTag } from '../vault.ts';
import { wordsOf } from '../words.ts';
import { Harmless } from './harmless.ts';
import { beginsLikeJson, redactString } from './json.ts';
import type { Pass, Where } from './pass.ts';
import { redactLink, redactName } from './url.ts';

const credentialWords: ReadonlySet<string> = new Set(
  'auth authorization authentication token jwt key apikey session secret credential credentials password assertion signature sso'.split(
    ' ',
  ),
);
/** Headers with such words that say nothing about who calls. */
const harmless: ReadonlySet<string> = new Set([
  'idempotency-key',
  'x-idempotency-key',
  'sec-websocket-key',
  'surrogate-key',
  'x-cache-key',
  'x-correlation-key',
  'x-request-key',
  'www-authenticate',
  'proxy-authenticate',
]);

/** A header of a request that may say who sends it: doubt counts as yes, so that nobody is called anonymous by mistake. */
export function saysWhoCalls(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  if (value === '' || harmless.has(lower)) return false;
  if (lower === 'cookie') return true;
  return lower.includes('client-cert') || wordsOf(name).some((word) => credentialWords.has(word));
}

export function redactHeaders(fields: readonly Field[], pass: Pass, side: Sighting['in']): readonly Field[] {
  return fields.map(([name, value]): Field => [name, redactHeader([name, value], pass, side)]);
}

function redactHeader([name, value]: Field, pass: Pass, side: Sighting['in']): string {
  const where: Where = { in: side, place: 'header', name };
  switch (name.toLowerCase()) {
    case 'authorization':
    case 'proxy-authorization':
      return redactAuthorization(value, pass, where);
    case 'cookie':
      return value
        .split(/;\s*/)
        .map((pair) => redactCookie(pair, pass, side))
        .join('; ');
    case 'set-cookie':
      return value
        .split('\n')
        .map((cookie) => redactSetCookie(cookie, pass, side))
        .join('\n');
    case 'location':
    case 'content-location':
    case 'referer':
    case 'origin':
    case 'link':
    case 'refresh':
      return redactLink(value, pass, where);
    default:
      return redactOther([name, value], pass, where);
  }
}

/** `Bearer <SEC.CREDENTIAL:1>`: the scheme stays, what follows it goes. Basic holds a name and a password (RFC 7617). */
function redactAuthorization(value: string, pass: Pass, where: Where): string {
  const [, scheme = '', rest = ''] = /^\s*([A-Za-z][\w-]{1,30})\s+(\S[^]*)$/.exec(value) ?? ['', '', value];
  const credential = rest.trim();
  if (credential === '') return value;
  if (scheme.toLowerCase() === 'basic') rememberBasic(credential, pass);
  const tag = claimed(credential, isJwt(credential) ? 'sec.jwt' : 'sec.credential', { pass, where });
  return scheme === '' ? tag : `${scheme} ${tag}`;
}

function rememberBasic(credential: string, pass: Pass): void {
  const [, ...password] = (decoded(credential) ?? '').split(':');
  if (password.length > 0) pass.conceal(password.join(':'), 'sec.password');
}

/** Cookies that are set for statistics, consent and looks: they open nothing. */
const idle =
  /^(?:_ga|_gid|_gat|_gcl|_fbp|_hj|_pk_|_mkto|_uet|utm|__utm|ajs_|amplitude|mp_|optimizely|intercom-id|OptanonConsent|cookieconsent|lang$|locale$|theme$|tz$|timezone$|currency$|__cf|cf_|ai_user|gdpr|consent)/i;

/** A cookie of statistics, consent or looks, by its name. */
export function isIdleCookie(name: string): boolean {
  return idle.test(name);
}

function redactCookie(pair: string, pass: Pass, side: Sighting['in']): string {
  const equals = pair.indexOf('=');
  // Without a name it is a value (RFC 6265bis section 5.6).
  const given = pair.slice(0, Math.max(equals, 0));
  const value = pair.slice(equals + 1).replace(/^"|"$/g, '');
  const name = redactName(given, pass);
  if (value === '') return equals === -1 ? pair : `${name}=`;
  const where: Where = { in: side, place: 'cookie', name };
  if (equals === -1) return isSession('', value) ? pass.conceal(value, 'sec.session') : shownIn(value, pass, where);
  if (!idle.test(name) && (pass.secretNames.has(name.toLowerCase()) || isSession(name, value)))
    return `${name}=${claimed(value, isJwt(value) ? 'sec.jwt' : 'sec.session', { pass, where })}`;
  return `${name}=${shownIn(value, pass, where)}`;
}

function shownIn(value: string, pass: Pass, where: Where): string {
  return redactString(value, pass, { where, name: where.name, parent: '', nesting: 0 });
}

/** By its name, or by being long and made up: frameworks call their cookies as they like. */
function isSession(name: string, value: string): boolean {
  const says = /sess|sid$|auth|token|jwt|login|remember|csrf|xsrf/i.test(name);
  return isJwt(value) || (says && value.length >= 6) || isOpaque(value, 16);
}

function redactSetCookie(cookie: string, pass: Pass, side: Sighting['in']): string {
  const [pair = '', ...attributes] = cookie.split(';');
  const where: Where = { in: side, place: 'cookie', name: pair.split('=', 1)[0] ?? '' };
  const shown = attributes.map((attribute) =>
    isAttribute(attribute) ? attribute : redactAttribute(attribute, pass, where),
  );
  return [redactCookie(pair, pass, side), ...shown].join(';');
}

/** Attributes that browsers know (RFC 6265bis section 5.6, CHIPS, Chromium's Priority); a path may hold what a URL may. */
function isAttribute(text: string): boolean {
  return /^\s*(?:(?:expires|max-age|domain|samesite|priority)=[\w\s.:,+-]{0,60}|path=[\w\s/.-]{0,60}|secure|httponly|partitioned)\s*$/i.test(
    text,
  );
}

function redactAttribute(text: string, pass: Pass, where: Where): string {
  const [, blank = '', value = ''] = /^(\s*)([^]*)$/.exec(text) ?? [];
  return blank + (isOpaque(value, 16) ? pass.conceal(value, 'sec.session') : shownIn(value, pass, where));
}

function redactOther([name, value]: Field, pass: Pass, where: Where): string {
  if (value === '') return value;
  if (harmlessValues.has(name, value) && !pass.secretNames.has(name.toLowerCase()))
    return knownTag(pass.vault, value) ?? value;
  const lower = name.toLowerCase();
  const given = pass.secretNames.has(lower);
  const says =
    !harmless.has(lower) &&
    !lower.startsWith('access-control-') &&
    wordsOf(name).some((word) => credentialWords.has(word));
  // A header whose name speaks of credentials and whose value somebody's machine made up is one.
  if (given || (says && isOpaque(value, 12)))
    return claimed(value, isJwt(value) ? 'sec.jwt' : 'sec.apikey', { pass, where });
  const shown = redactString(value, pass, { where, name, parent: '', nesting: 0 });
  if (shown === value && !beginsLikeJson(value)) harmlessValues.add(name, value);
  return shown;
}

const harmlessValues = new Harmless();

function claimed(value: string, id: string, { pass, where }: { readonly pass: Pass; readonly where: Where }): string {
  const dataClass = dataClasses.get(id);
  return dataClass === undefined
    ? pass.conceal(value, id)
    : pass.hide(value, { dataClass, nature: natureOf(id, value) }, where);
}
