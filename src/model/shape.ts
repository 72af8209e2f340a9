/** What a path segment or a map's key looks like by itself. */

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const date = /^\d{4}-\d{2}-\d{2}(?:T[\d:.+Z-]{1,20})?$/;
/** `cus_9s6XKzkNRiz8i3`, `acct-1032D82eZvKYlo2C`: an issuer's kind and a made-up part. */
const prefixed = /^[a-z]{1,12}(?:_[a-z]{2,12})?[_-](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{4,64}$|^[a-z]{1,3}_\d+$/;
const iban = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
const tag = /<[A-Z]{2,4}\.[A-Z0-9-]{2,20}:\d{1,9}>/;

/** `v1`, `v2.1`, `2.0`, `v1beta1`: part of an address, never an id. */
export function isVersion(text: string): boolean {
  return /^(?:v\d{1,3}(?:\.\d{1,3}){0,2}(?:(?:alpha|beta|rc)\d{0,2})?|\d{1,2}\.\d{1,2})$/i.test(text);
}

/** Made by a generator or taken from an object, not by whoever named the address: ids, dates, addresses, tags of redacted values. */
export function isIdentifier(text: string): boolean {
  if (text === '' || isVersion(text)) return false;
  if (/^\d+$/.test(text) || uuid.test(text) || ulid.test(text) || date.test(text) || tag.test(text)) return true;
  if (text.includes('@') || prefixed.test(text) || iban.test(text)) return true;
  if (/^[0-9a-f]{8,}$/i.test(text) && /\d/.test(text)) return true;
  if (/^[A-Z0-9]{6,}$/.test(text) && (text.match(/\d/g)?.length ?? 0) >= 2) return true;
  if (text.length >= 12 && /^[A-Za-z0-9._-]+$/.test(text) && (text.match(/\d+/g)?.length ?? 0) >= 5) return true;
  return text.length >= 10 && /^[A-Za-z0-9_-]+$/.test(text) && isMixed(text);
}

/** Both cases and digits, and not a name with a number at its end: `3DSecureV2` and `createOrderV2` are words. */
function isMixed(text: string): boolean {
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/\d/.test(text)) return false;
  const turns = text.match(/[a-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return turns >= 2;
}
