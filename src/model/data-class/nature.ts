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
  if (covered.test(value)) return true;
  return value.length <= shortCharsMax && (shortened.test(value) || takenOut.test(value));
}

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
  if (value.length > publishedCharsMax || !/\d/.test(value)) return false;
  const bare = value.replace(/[ ./-]/g, '').toUpperCase();
  return published.has(bare) || /^(\d)\1{5,}$/.test(bare);
}

/** Names that RFC 2606 and RFC 6761 keep for examples. */
function isReservedDomain(address: string): boolean {
  return /@(?:[a-z0-9-]+\.)*(?:example(?:\.[a-z]+)?|test|invalid|localhost)$/i.test(address);
}
