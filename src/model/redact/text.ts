import { classifyValue, dataClasses, suspectedValue } from '../data-class/classify.ts';
import { isOpaque, isPlainValue, providerKey } from '../data-class/forms.ts';
import { natureOf } from '../data-class/nature.ts';
import { endsScheme, glance, Glance, hasRun, keyCharsMin } from './glance.ts';
import type { Pass, Where } from './pass.ts';

/** A part of a text that goes. Without a class it is hidden and not claimed. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly classId: string;
  readonly claimed: boolean;
}

/** Sensitive values inside free text: messages, HTML, XML, logs, JSON that does not parse. */
export function maskInText(text: string, pass: Pass, where: Where): string {
  return glance(text) === Glance.unclear ? maskUnclear(text, pass, where) : text;
}

/** The same, of a text that had its glance. */
export function maskUnclear(text: string, pass: Pass, where: Where): string {
  if (isPlainValue(text)) return text;
  const spans: Span[] = [];
  if (text.length >= 13) tokens(text, spans);
  if (text.length >= 11) numbers(text, spans);
  if (text.includes('@')) addresses(text, spans);
  if (/[=:<]/.test(text)) pairs(text, spans);
  if (spans.length === 0) return text;
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  let masked = '';
  let from = 0;
  for (const { start, end, classId, claimed } of spans) {
    if (start < from) continue;
    const value = text.slice(start, end);
    const dataClass = claimed ? dataClasses.get(classId) : undefined;
    masked += text.slice(from, start);
    masked +=
      dataClass === undefined
        ? pass.conceal(value, classId)
        : pass.hide(value, { dataClass, nature: natureOf(classId, value) }, where);
    from = end;
  }
  return masked + text.slice(from);
}

// Every pattern has bounded repetition or begins where no other match can begin, so that hostile text costs linear time.
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{2,8192}\.[A-Za-z0-9_-]{0,8192}/g;
const bearer = /\b(?:bearer|basic|token|dpop|apikey)[ \t]{1,4}([A-Za-z0-9._~+/=-]{8,8192})/gi;
const userinfo = /:\/\/([^\s/:@"'<>]{0,100}):([^\s/@"'<>]{1,200})@/g;
const pem = /-----BEGIN (?:[A-Z]{2,12} )?PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,-]{1,8192}/g;
const provider = new RegExp(`(?<![A-Za-z0-9])(?:${providerKey.source})`, 'g');

/** `matchAll` makes a copy of the pattern each time; these are our own, and none is asked while it is being asked. */
function matches(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return none;
  const found: RegExpExecArray[] = [];
  for (; match !== null; match = pattern.exec(text)) found.push(match);
  return found;
}

const none: readonly RegExpExecArray[] = [];

function tokens(text: string, spans: Span[]): void {
  const add = (match: RegExpExecArray, value: string, classId: string): void => {
    const start = match.index + match[0].lastIndexOf(value);
    spans.push({ start, end: start + value.length, classId, claimed: true });
  };
  if (text.includes('eyJ')) for (const match of matches(jwt, text)) add(match, match[0], 'sec.jwt');
  if (namesScheme(text))
    for (const match of matches(bearer, text)) {
      const [, value = ''] = match;
      if (isOpaque(value, 8)) add(match, value, 'sec.credential');
    }
  if (text.includes('://')) {
    for (const match of matches(userinfo, text)) {
      const [whole, user = '', password = ''] = match;
      const start = match.index + whole.length - 1 - password.length;
      if (!password.startsWith('{'))
        spans.push({ start, end: start + password.length, classId: 'sec.password', claimed: true });
      if (user !== '')
        spans.push({
          start: match.index + 3,
          end: match.index + 3 + user.length,
          classId: 'sec.credential',
          claimed: false,
        });
    }
  }
  if (text.includes('-----BEGIN')) for (const match of matches(pem, text)) add(match, match[0], 'sec.pem');
  if (hasRun(text, keyCharsMin)) for (const match of matches(provider, text)) add(match, match[0], 'sec.provider');
}

/** Is there a scheme with a blank behind it? Looked for by the blanks, of which there are fewer than letters. */
function namesScheme(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if ((code === 0x20 || code === 0x09) && endsScheme(text, index)) return true;
  }
  return false;
}

const long = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;
const ssn = /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g;
const iban = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Z0-9])/g;

const ibanBegins = /[A-Z]{2}\d{2}/;

function numbers(text: string, spans: Span[]): void {
  if (!/\d{4}/.test(text)) return;
  const patterns = [...(text.includes('-') ? [ssn] : []), ...(ibanBegins.test(text) ? [iban] : []), long];
  for (const pattern of patterns) {
    for (const { 0: value, index } of matches(pattern, text)) {
      const found = classifyValue('', value)?.dataClass;
      if (found?.isShown === true) continue;
      const classId = found?.id ?? suspectedValue('', value)?.id;
      if (classId !== undefined)
        spans.push({ start: index, end: index + value.length, classId, claimed: found !== undefined });
    }
  }
}

const domain = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}/i;

/** E-mail addresses, from each `@` to both sides. */
function addresses(text: string, spans: Span[]): void {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const local = /[A-Za-z0-9._%+-]{1,64}$/.exec(text.slice(Math.max(0, at - 64), at))?.[0];
    const host = domain.exec(text.slice(at + 1, at + 200))?.[0];
    // `git@host:owner/name` is an address of code.
    const isPath = host !== undefined && /^:\D/.test(text.slice(at + 1 + host.length, at + 3 + host.length));
    if (local !== undefined && host !== undefined && !isPath)
      spans.push({ start: at - local.length, end: at + 1 + host.length, classId: 'pii.email', claimed: true });
  }
}

const quotedPair = /"([^"\\\s]{1,60})\\?"\s{0,8}:\s{0,8}(?:\\?"((?:[^"\\]|\\[^"]){1,4096})|(\d{3,24}))/g;
const plainPair = /(?<![\w-])([A-Za-z][\w.-]{1,60})["']?\s{0,4}[=:]\s{0,4}["']?([^\s"'&,;<>()]{3,4096})/g;
const element = /<([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,500})?>([^<>]{1,4096})<\//g;

/** `"cvv": "123"`, `password=hunter2`, `<Pan>...</Pan>`: values whose name stands beside them. */
function pairs(text: string, spans: Span[]): void {
  const patterns = [...(text.includes('"') ? [quotedPair] : []), plainPair, ...(text.includes('</') ? [element] : [])];
  for (const pattern of patterns) {
    for (const match of matches(pattern, text)) {
      const value = match[2] ?? match[3] ?? '';
      const name = (match[1] ?? '').split(/[:.]/).at(-1) ?? '';
      const found = classifyValue(name, value)?.dataClass;
      if (found === undefined || found.isShown === true) continue;
      const start = match.index + match[0].lastIndexOf(value);
      spans.push({ start, end: start + value.length, classId: found.id, claimed: true });
    }
  }
}
