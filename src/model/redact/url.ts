import { classifyValue, dataClasses } from '../data-class/classify.ts';
import { isJwt, isOpaque, isPan } from '../data-class/forms.ts';
import { natureOf } from '../data-class/nature.ts';
import type { Field } from '../exchange.ts';
import { isRandomRun } from '../random-name.ts';
import { isIdentifier } from '../shape.ts';
import { knownTag, veiledTag } from '../vault.ts';
import { wordsOf } from '../words.ts';
import { isName } from './field-place.ts';
import { Harmless } from './harmless.ts';
import { redactString } from './json.ts';
import type { Pass, Where } from './pass.ts';
import { percentDecoded } from '../percent.ts';

export interface Address {
  /** Lower case; empty where the URL is relative or broken. */
  readonly origin: string;
  readonly path: string;
  /** Decoded, with plus signs as blanks. */
  readonly query: readonly Field[];
}

/** Longest URL that is taken apart, in characters: servers stop at 8 to 64 KB. */
const urlCharsMax = 65_536;

/** A request's URL without userinfo and fragment. A password in it is remembered, so that it is hidden elsewhere too. */
export function redactUrl(url: string, pass: Pass): Address {
  const match = /^([a-z][a-z0-9+.-]{0,20}:)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i.exec(url.slice(0, urlCharsMax));
  const [, scheme = '', authority = '', path = '', query = ''] = match ?? [];
  const at = authority.lastIndexOf('@');
  const password = at === -1 ? '' : authority.slice(0, at).split(':').slice(1).join(':');
  if (password !== '') pass.conceal(percentDecoded(password), 'sec.password');
  return {
    origin: authority === '' ? '' : originOf(scheme.toLowerCase(), authority.slice(at + 1).toLowerCase()),
    path: redactPath(path === '' ? '/' : path, pass),
    query: redactQuery(query, pass),
  };
}

/** Default ports are not written, so that equal origins are equal texts. */
function originOf(scheme: string, host: string): string {
  const bare =
    (scheme === 'https:' && host.replace(/:443$/, '')) || (scheme === 'http:' && host.replace(/:80$/, '')) || host;
  return `${scheme}//${bare}`;
}

/** Segments stay as they were sent; a sensitive one becomes its tag, with what stands before it as its name. */
export function redactPath(path: string, pass: Pass): string {
  if (path === '/') return path;
  let before = '';
  const segments = path.split('/').map((segment) => {
    const [bare = '', ...matrix] = segment.split(';');
    // `/cards/<id>.json`: the form that is asked for is no part of the value.
    const form = /[^.]\.(?:json|xml|csv)$/i.test(bare) ? bare.slice(bare.lastIndexOf('.')) : '';
    const shown = shownValue(bare, form, { before, pass });
    before = shown === bare && !isIdentifier(bare) ? bare : '';
    return [shown, ...matrix.map((field) => matrixField(field, pass))].join(';');
  });
  return segments.join('/');
}

function shownValue(
  bare: string,
  form: string,
  { before, pass }: { readonly before: string; readonly pass: Pass },
): string {
  if (form === '') return pathValue(bare, before, pass) ?? bare;
  const stem = bare.slice(0, -form.length);
  const shown = pathValue(stem, before, pass);
  // A file's name may be known as a whole.
  return shown === undefined ? (knownTag(pass.vault, bare) ?? bare) : shown + form;
}

function pathValue(segment: string, before: string, pass: Pass): string | undefined {
  if (harmlessSegments.has(before, segment)) return knownTag(pass.vault, segment);
  const value = percentDecoded(segment);
  if (value.length < 4) return veiledTag(pass.vault, value);
  const shown = shownSegment(value, segment, { before, pass });
  // Words of an address are the same in every call; ids are not.
  if (shown === undefined && /^[A-Za-z][A-Za-z_-]*$/.test(segment)) harmlessSegments.add(before, segment);
  return shown;
}

const harmlessSegments = new Harmless();
const cardWords: ReadonlySet<string> = new Set(['card', 'cards', 'pan', 'pans']);

function shownSegment(
  value: string,
  segment: string,
  { before, pass }: { readonly before: string; readonly pass: Pass },
): string | undefined {
  const where: Where = { in: 'request', place: 'path', name: before };
  if (isPan(value) && cardWords.has(wordsOf(before).at(-1) ?? '')) return claim(value, 'pci.pan', { pass, where });
  // `/token/<value>` names it; `/tokens/3fa85f64-...` is an object's id.
  const named = classifyValue(before, value);
  if (named !== undefined && named.dataClass.category === 'secret') {
    return isJwt(value) || (isOpaque(value, 20) && !isUuid(value)) ? pass.hide(value, named, where) : undefined;
  }
  return (
    pass.judged(value, named, { where, name: before }) ?? (value === segment ? undefined : encoded(value, pass, where))
  );
}

/** Sensitive parts of a longer segment; what is left stays as it was sent. */
function encoded(value: string, pass: Pass, where: Where): string | undefined {
  const masked = redactString(value, pass, { where, name: '', parent: '', nesting: 0 });
  return masked === value ? undefined : masked;
}

function claim(value: string, id: string, { pass, where }: { readonly pass: Pass; readonly where: Where }): string {
  const dataClass = dataClasses.get(id);
  return dataClass === undefined ? value : pass.hide(value, { dataClass, nature: natureOf(id, value) }, where);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** `;jsessionid=...` (RFC 3986 section 3.3): servlet containers put the session there. */
function matrixField(field: string, pass: Pass): string {
  const [name = '', ...rest] = field.split('=');
  const value = percentDecoded(rest.join('='));
  if (value === '') return field;
  const where: Where = { in: 'request', place: 'path', name };
  return `${name}=${pass.whole(value, where, [name, '']) ?? value}`;
}

export function redactQuery(query: string, pass: Pass): readonly Field[] {
  if (query === '') return [];
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): Field => {
      const [name = '', ...rest] = pair.split('=');
      return redactParameter([plain(name), plain(rest.join('='))], pass, { in: 'request', place: 'query' });
    });
}

function plain(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}

/** A field of a query or a form. `user[password]` and `user.password` end with their name. */
export function redactParameter([name, value]: Field, pass: Pass, place: Omit<Where, 'name'>): Field {
  const shown = redactName(name, pass);
  if (value === '') return [shown, value];
  const [key, parent] = endOf(name);
  const where: Where = { ...place, name: shown };
  if (pass.secretNames.has(name.toLowerCase())) return [shown, claim(value, 'sec.apikey', { pass, where })];
  if (value.includes('://')) return [shown, redactLink(value, pass, where)];
  // What OAuth hands over in a redirect opens an account once (RFC 6749 section 4.1.2); it stands there by design: no claim.
  if (key.toLowerCase() === 'code' && isOpaque(value, 16)) return [shown, pass.conceal(value, 'sec.credential')];
  return [shown, redactString(value, pass, { where, name: key, parent, nesting: 0 })];
}

/** A name of a field or a cookie, which may itself be a value. */
export function redactName(name: string, pass: Pass): string {
  if (name.length < 6) return name;
  if (isRandomRun(name)) return pass.conceal(name, 'sec.token');
  return isName(name) ? (knownTag(pass.vault, name) ?? name) : (pass.concealForm(name) ?? name);
}

/** The last part of a name, and the one before it. */
function endOf(name: string): readonly [key: string, parent: string] {
  if (!/[.[\]]/.test(name)) return [name, ''];
  const parts = name.split(/[.[\]]+/).filter((part) => part !== '');
  return [parts.at(-1) ?? name, parts.at(-2) ?? ''];
}

/** A URL inside a value: its query and fragment are hidden like those of a request, without a claim that they were sent here. */
export function redactLink(text: string, pass: Pass, where: Where): string {
  const [, head = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/.exec(text) ?? [];
  const shown = redactString(head, pass, { where, name: '', parent: '', nesting: 0 });
  if (query === undefined && fragment === undefined) return shown;
  const quiet = pass.quiet();
  const parts = [
    query === undefined ? '' : `?${pairsOf(redactQuery(query, quiet))}`,
    fragment === undefined ? '' : `#${pairsOf(redactQuery(fragment, quiet))}`,
  ];
  pass.loose.take(quiet.loose);
  return shown + parts.join('');
}

function pairsOf(fields: readonly Field[]): string {
  return fields.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
}
