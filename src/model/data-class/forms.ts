import { passesLuhn, passesMod97, passesVerhoeff } from './checksums.ts';

/** Tests of a value's form. All take a whole value; none backtracks. */

const compact = (text: string): string => text.replace(/[ -]/g, '');

/** Issuer ranges with their lengths (ISO/IEC 7812). */
const issuer =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:5[06-9]|6\d)\d{11,17})$/;

/** 13 to 19 digits of an issuer with the Luhn check, groups allowed. About 5 of 100 random numbers of 16 digits pass. */
export function isPan(text: string): boolean {
  if (!/^\d{4}(?:[ -]?\d){9,15}$/.test(text)) return false;
  const digits = compact(text);
  return issuer.test(digits) && passesLuhn(digits);
}

/** Printed as on the card, in groups: numbers that are no card number are hardly ever written so. */
export function isGroupedPan(text: string): boolean {
  return /^(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})$/.test(text) && isPan(text);
}

/** As digits only a name can say: sandboxes make card numbers up, and nine of ten fail Luhn. */
export function isPanSized(text: string): boolean {
  return /^\d(?:[ -]?\d){11,18}$/.test(text);
}

/** Lengths of ISO 13616's registry for the countries whose IBANs are met most; of the others 15 to 34. */
const ibanLengths = new Map(
  'AD24 AE23 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GR27 HR21 HU28 IE22 IL23 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25 RO24 SA24 SE24 SI19 SK24 SM27 TR26'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

export function isIban(text: string): boolean {
  // Most texts in capitals are words: their third character is no digit.
  const third = text.charCodeAt(2);
  if (third < 48 || third > 57) return false;
  // A named value is asked twice: whether it may be one, and whether that is proven.
  if (text !== lastIban.text) lastIban = { text, isIban: passesAsIban(text) };
  return lastIban.isIban;
}

let lastIban = { text: '', isIban: false };

function passesAsIban(text: string): boolean {
  const bare = (text.includes(' ') ? text.replace(/ /g, '') : text).toUpperCase();
  // Check digits are 02 to 98 (ISO 7064); the others only look right.
  if (!/^[A-Z]{2}(?!00|01|99)\d{2}[A-Z0-9]{11,30}$/.test(bare)) return false;
  const length = ibanLengths.get(bare.slice(0, 2));
  return (length === undefined || length === bare.length) && passesMod97(bare);
}

/** Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000. */
export function isSsn(text: string): boolean {
  return /^(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(text);
}

/** UIDAI: twelve digits that begin with 2 to 9, with Verhoeff's check. */
export function isAadhaar(text: string): boolean {
  return /^[2-9]\d{3} ?\d{4} ?\d{4}$/.test(text) && passesVerhoeff(compact(text));
}

/** HMRC NIM39110: prefix letters without D, F, I, Q, U, V, seven pairs that are not given out, and the suffix A to D. */
export function isNino(text: string): boolean {
  return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]$/i.test(text);
}

/** A number of India's Permanent Account Number; its fourth letter is the kind of holder. */
export function isIndianPan(text: string): boolean {
  return /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/.test(text);
}

/** Three base64url parts whose first is a header with `alg` (RFC 7515 section 3); an encrypted one has five. */
export function isJwt(text: string): boolean {
  if (!/^eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}$/.test(text)) return false;
  const header = decoded(text.split('.', 1)[0] ?? '');
  return header !== undefined && /^\{.*"alg"\s*:/s.test(header);
}

/** Base64 or base64url as Latin-1 text; undefined where it is neither. */
export function decoded(text: string): string | undefined {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}

export function isTrack(text: string): boolean {
  return /^(?:%?B\d{13,19}\^[^^]{2,26}\^\d{4}|;\d{13,19}=\d{4}|\d{13,19}[=D]\d{7,})/.test(text);
}

/** ISO 9564-1: 16 hexadecimal digits, encrypted or of format 0. */
export function isPinBlock(text: string): boolean {
  return /^[0-9A-F]{16}$/i.test(text);
}

export function isPasswordHash(text: string): boolean {
  return /^(?:\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$.{20,}|\$scrypt\$.{20,}|\$[56]\$.{20,}|pbkdf2_sha256\$.{20,})$/.test(
    text,
  );
}

/** Prefix, letters and length of each, as its issuer documents them or makes them today. */
const providerKeys = [
  String.raw`(?:AKIA|ASIA)[A-Z2-7]{16}`, // AWS
  String.raw`AIza[A-Za-z0-9_-]{35}`, // Google
  String.raw`gh[pousr]_[A-Za-z0-9]{36}`, // GitHub
  String.raw`github_pat_[A-Za-z0-9_]{60,255}`,
  String.raw`glpat-[A-Za-z0-9_-]{20}`, // GitLab
  String.raw`npm_[A-Za-z0-9]{36}`,
  String.raw`xox[baprs]-[A-Za-z0-9-]{20,255}`, // Slack
  String.raw`SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`, // SendGrid
  String.raw`SK[0-9a-f]{32}`, // Twilio
  String.raw`shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}`, // Shopify
  String.raw`do[opr]_v1_[0-9a-f]{64}`, // DigitalOcean
  String.raw`sk-ant-[A-Za-z0-9_-]{40,200}`, // Anthropic
  String.raw`sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}`, // OpenAI
  String.raw`[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}`, // Stripe, Paystack
  String.raw`whsec_[A-Za-z0-9+/]{16,255}`,
  String.raw`sq0[a-z]{3}-[A-Za-z0-9_-]{20,100}`, // Square
  String.raw`access-(?:production|sandbox|development)-[0-9a-f-]{36}`, // Plaid
  String.raw`AQE[A-Za-z0-9]{4,100}\.[A-Za-z0-9+/=]{40,255}`, // Adyen
  String.raw`access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}`, // Braintree
  String.raw`FLWSECK(?:_TEST)?-[0-9A-Za-z]{12,40}-X`, // Flutterwave
  String.raw`EZ[AT]K[A-Za-z0-9]{54}`, // EasyPost
  String.raw`rzp_(?:live|test)_[A-Za-z0-9]{14}`, // Razorpay
  String.raw`dapi[0-9a-f]{32}`, // Databricks
  String.raw`PMAK-[0-9a-f]{24}-[0-9a-f]{34}`, // Postman
];
export const providerKey = new RegExp(providerKeys.join('|'));
/** Characters that such keys begin with. */
export const providerKeyBegins = 'AGSFEPadgnrswx';
const wholeProviderKey = new RegExp(`^(?:${providerKey.source})$`);

/** Keys whose issuer marks them. */
export function isProviderKey(text: string): boolean {
  return wholeProviderKey.test(text);
}

export function isEmail(text: string): boolean {
  return (
    text.includes('@') && /^[^\s@<>"'/:]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}$/i.test(text)
  );
}

/** E.164 with its plus; national forms need a name. */
export function isInternationalPhone(text: string): boolean {
  return /^\+[1-9]\d{0,2}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){1,5}$/.test(text) && /^\d{8,15}$/.test(text.replace(/\D/g, ''));
}

/**
 * What a generator made, not what somebody named: at least `least` characters without blanks, letters mixed with digits or
 * with both cases. Handles of other objects (`tok_`, `pm_`, `cs_`) are ids.
 */
export function isOpaque(text: string, least: number): boolean {
  if (text.length < least || /\s/.test(text)) return false;
  if (/^(?:tok|pm|card|src|cus|cs|pi|seti|btok|evt|acct)_/.test(text)) return false;
  if (/^[a-z]+:\/\//i.test(text)) return false;
  return /\d/.test(text) && /[A-Za-z]/.test(text) ? true : /^[0-9a-f]{32,}$/i.test(text);
}

const plainValue =
  /^(?:[a-z_ ]*|[A-Za-z_]{0,19}|[A-Z]?[a-z]*(?: [A-Za-z]{0,19})*|[A-Za-z_]{1,19}[\d.]{1,6}|[\d.-]{1,10})$/;
const moment = /^\d{4}-\d\d-\d\dT[\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)?$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Most values of an API: a word, a few words, a small number, a time, a UUID. No class has such a form, and nothing stands inside of them. */
export function isPlainValue(text: string): boolean {
  return text.length < 5 || isMomentOrUuid(text) || plainValue.test(text);
}

/** A time of RFC 3339 or a UUID in small letters, by where their signs are. */
export function isMomentOrUuid(text: string): boolean {
  if (text.charCodeAt(10) === 0x54) return moment.test(text);
  return text.length === 36 && text.charCodeAt(8) === 0x2d && uuid.test(text);
}
