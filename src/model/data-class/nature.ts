import { published } from './published.ts';

/** `real` data, a well-known `test` value, or one that is `masked` already. */
export type Nature = 'real' | 'test' | 'masked';

const covered = /[*•●∙·]{3}|[xX#]{4}/;
/** `XXX-XX-1234`, `411111...1111`, `**1234`, `…1234`. */
const shortened = /^(?:[xX*]{2,3}-[xX*]{2}-\d{4}|\d{4,8} ?(?:\.{3,6}|…) ?\d{2,4}|(?:\*{2}|\.{3,6}|…) ?\d{2,4})$/;
const takenOut = /^\W*(?:redacted|masked|hidden|filtered|removed)\W*$/i;
/** Longest text that is one of these as a whole, in characters. */
const shortCharsMax = 40;

/** Stars, bullets or a run of X instead of the data, its first and last digits alone, or a word of a tool that took it out. */
export function isMasked(value: string): boolean {
  if (!mayBeMasked(value)) return false;
  if (covered.test(value)) return true;
  return value.length <= shortCharsMax && (shortened.test(value) || takenOut.test(value));
}

/** A glance: what covers or shortens has one of these signs, what was taken out ends in a `d` or an `n`. */
function mayBeMasked(value: string): boolean {
  let last = 0;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code >= 0x80 || isSign[code] === 1) return true;
    if (isWordCharacter[code] === 1) last = code | 0x20;
  }
  return last === 0x64 || last === 0x6e;
}

const isSign = new Uint8Array(128);
for (const sign of '*#xX.') isSign[sign.charCodeAt(0)] = 1;
const isWordCharacter = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) isWordCharacter[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;

export function natureOf(classId: string, value: string): Nature {
  if (isMasked(value)) return 'masked';
  return isTestValue(classId, value) ? 'test' : 'real';
}

/** Is it one that everybody knows, or that is set aside for examples? */
export function isTestValue(classId: string, value: string): boolean {
  if (classId === 'pii.email') return isReservedDomain(value);
  // North American numbers that are set aside for fiction: 555-0100 to 555-0199.
  if (classId === 'pii.phone' && /55501\d\d$/.test(value.replace(/\D/g, ''))) return true;
  return isPublished(value);
}

/** Longest published number as people write it, in characters. */
const publishedCharsMax = 60;

/** One of the published numbers, or one digit again and again. */
function isPublished(value: string): boolean {
  if (value.length > publishedCharsMax || !mayBePublished(value)) return false;
  const bare = value.replace(/[ ./-]/g, '').toUpperCase();
  return published.has(bare) || /^(\d)\1{5,}$/.test(bare);
}

/** A glance: the last four characters of the published numbers, and one digit again and again. */
const lastFour: ReadonlySet<string> = new Set([...published].map((number) => number.slice(-4)));
/** Blank, full stop, slash and hyphen, which people put between groups. */
const isSeparator = new Uint8Array(128);
for (const sign of ' ./-') isSeparator[sign.charCodeAt(0)] = 1;

function mayBePublished(value: string): boolean {
  let from = value.length;
  let separators = 0;
  for (let found = 0; from > 0 && found < 4; from -= 1) {
    if (isSeparator[value.charCodeAt(from - 1)] === 1) separators += 1;
    else found += 1;
  }
  const end = value.slice(from);
  const four = (separators === 0 ? end : end.replace(/[ ./-]/g, '')).toUpperCase();
  return lastFour.has(four.length > 4 ? four.slice(-4) : four) || isOneDigit(four);
}

function isOneDigit(text: string): boolean {
  const first = text.charCodeAt(0);
  if (!(first >= 48 && first <= 57)) return false;
  for (let index = 1; index < text.length; index += 1) if (text.charCodeAt(index) !== first) return false;
  return true;
}

/** Names that RFC 2606 and RFC 6761 keep for examples. */
function isReservedDomain(address: string): boolean {
  return /@(?:[a-z0-9-]+\.)*(?:example(?:\.[a-z]+)?|test|invalid|localhost)$/i.test(address);
}
