import { classifyValue, dataClasses, suspectedValue } from '../data-class/classify.ts';
import { isOpaque, isPlainValue, providerKey } from '../data-class/forms.ts';
import { natureOf } from '../data-class/nature.ts';
import type { Pass, Where } from './pass.ts';

/** A part of a text that goes. Without a class it is hidden and not claimed. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly classId: string;
  readonly claimed: boolean;
}

const none: readonly Span[] = [];

/** Sensitive values inside free text: messages, HTML, XML, logs, JSON that does not parse. */
export function maskInText(text: string, pass: Pass, where: Where): string {
  if (text.length < glanceCharsMax && !mayHoldAny(text)) return text;
  if (isPlainValue(text)) return text;
  const spans = [
    ...(text.length < 13 ? none : tokens(text)),
    ...(text.length < 11 ? none : numbers(text)),
    ...(text.includes('@') ? addresses(text) : none),
    ...(/[=:<]/.test(text) ? pairs(text) : none),
  ];
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

/** Longer texts are looked at by the patterns at once, in characters. */
const glanceCharsMax = 200;
/** Fewest digits of a number that is hidden in a text, that of `ssn`. */
const digitsMin = 9;
/** Fewest digits and capitals of an IBAN. */
const ibanDigitsMin = 4;
const ibanCapitalsMin = 2;
/** Shortest key of a provider, in characters without blanks. */
const keyCharsMin = 20;

/** Kinds of characters that matter. */
const kinds = new Uint8Array(128);
const [digit, blank, sign] = [1, 2, 3];
for (let code = 48; code <= 57; code += 1) kinds[code] = digit;
for (const character of '@=:<') kinds[character.charCodeAt(0)] = sign;
for (const character of ' \t\n\v\f\r') kinds[character.charCodeAt(0)] = blank;

/** A glance at a short text: may one of the patterns below find anything? What they look for needs these characters. */
function mayHoldAny(text: string): boolean {
  let digits = 0;
  let capitals = 0;
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? kinds[code] : 0;
    if (kind === blank) {
      if (isEndOfScheme(text.charCodeAt(index - 1))) return true;
      run = 0;
      continue;
    }
    if (kind === sign) return true;
    run += 1;
    if (run >= keyCharsMin) return true;
    if (kind === digit) {
      digits += 1;
      if (digits >= digitsMin) return true;
    } else if (code >= 65 && code <= 90) capitals += 1;
    if (digits >= ibanDigitsMin && capitals >= ibanCapitalsMin) return true;
  }
  return text.includes('-----') || text.includes('eyJ');
}

/** The last letters of `bearer`, `basic`, `token`, `dpop` and `apikey`. */
function isEndOfScheme(code: number): boolean {
  const lower = code | 0x20;
  return lower === 0x72 || lower === 0x63 || lower === 0x6e || lower === 0x70 || lower === 0x79;
}

// Every pattern has bounded repetition or begins where no other match can begin, so that hostile text costs linear time.
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{2,8192}\.[A-Za-z0-9_-]{0,8192}/g;
const bearer = /\b(?:bearer|basic|token|dpop|apikey)[ \t]{1,4}([A-Za-z0-9._~+/=-]{8,8192})/gi;
const userinfo = /:\/\/([^\s/:@"'<>]{0,100}):([^\s/@"'<>]{1,200})@/g;
const pem = /-----BEGIN (?:[A-Z]{2,12} )?PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,-]{1,8192}/g;
const provider = new RegExp(`(?<![A-Za-z0-9])(?:${providerKey.source})`, 'g');

function tokens(text: string): readonly Span[] {
  const spans: Span[] = [];
  const add = (match: RegExpExecArray, value: string, classId: string): void => {
    const start = match.index + match[0].lastIndexOf(value);
    spans.push({ start, end: start + value.length, classId, claimed: true });
  };
  if (text.includes('eyJ')) for (const match of text.matchAll(jwt)) add(match, match[0], 'sec.jwt');
  if (/\s/.test(text))
    for (const match of text.matchAll(bearer)) {
      const [, value = ''] = match;
      if (isOpaque(value, 8)) add(match, value, 'sec.credential');
    }
  if (text.includes('://')) {
    for (const match of text.matchAll(userinfo)) {
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
  if (text.includes('-----BEGIN')) for (const match of text.matchAll(pem)) add(match, match[0], 'sec.pem');
  if (text.length >= 20) for (const match of text.matchAll(provider)) add(match, match[0], 'sec.provider');
  return spans;
}

const long = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;
const ssn = /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g;
const iban = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Z0-9])/g;

const ibanBegins = /[A-Z]{2}\d{2}/;

function numbers(text: string): readonly Span[] {
  const spans: Span[] = [];
  if (!/\d{4}/.test(text)) return spans;
  const patterns = [...(text.includes('-') ? [ssn] : []), ...(ibanBegins.test(text) ? [iban] : []), long];
  for (const pattern of patterns) {
    for (const { 0: value, index } of text.matchAll(pattern)) {
      const found = classifyValue('', value)?.dataClass;
      if (found?.isShown === true) continue;
      const classId = found?.id ?? suspectedValue('', value)?.id;
      if (classId !== undefined)
        spans.push({ start: index, end: index + value.length, classId, claimed: found !== undefined });
    }
  }
  return spans;
}

const domain = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}/i;

/** E-mail addresses, from each `@` to both sides. */
function addresses(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const local = /[A-Za-z0-9._%+-]{1,64}$/.exec(text.slice(Math.max(0, at - 64), at))?.[0];
    const host = domain.exec(text.slice(at + 1, at + 200))?.[0];
    // `git@host:owner/name` is an address of code.
    const isPath = host !== undefined && /^:\D/.test(text.slice(at + 1 + host.length, at + 3 + host.length));
    if (local !== undefined && host !== undefined && !isPath)
      spans.push({ start: at - local.length, end: at + 1 + host.length, classId: 'pii.email', claimed: true });
  }
  return spans;
}

const quotedPair = /"([^"\\\s]{1,60})\\?"\s{0,8}:\s{0,8}(?:\\?"((?:[^"\\]|\\[^"]){1,4096})|(\d{3,24}))/g;
const plainPair = /(?<![\w-])([A-Za-z][\w.-]{1,60})["']?\s{0,4}[=:]\s{0,4}["']?([^\s"'&,;<>()]{3,4096})/g;
const element = /<([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,500})?>([^<>]{1,4096})<\//g;

/** `"cvv": "123"`, `password=hunter2`, `<Pan>...</Pan>`: values whose name stands beside them. */
function pairs(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const pattern of [quotedPair, plainPair, element]) {
    for (const match of text.matchAll(pattern)) {
      const value = match[2] ?? match[3] ?? '';
      const name = (match[1] ?? '').split(/[:.]/).at(-1) ?? '';
      const found = classifyValue(name, value)?.dataClass;
      if (found === undefined || found.isShown === true) continue;
      const start = match.index + match[0].lastIndexOf(value);
      spans.push({ start, end: start + value.length, classId: found.id, claimed: true });
    }
  }
  return spans;
}
