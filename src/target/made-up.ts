/** Names and secrets that nobody has, of the shape of those that somebody has. */
import { mixed } from './random-object.ts';

type Random = (length: number) => string;

/** Shorter ones may well be somebody's. */
const nameCharsMin = 8;
/** Of a fresh secret, in characters: within the limits that services set (72 bytes of bcrypt), beyond all guessing. */
const secretChars = 20;

/** A name that nobody has: of an address the domain stays. */
export function madeUpName(name: string, random: Random): string {
  const at = name.lastIndexOf('@');
  const [local, domain] = at > 0 ? [name.slice(0, at), name.slice(at)] : [name, ''];
  const made = mixed(local, random);
  const isNumber = /^[\d+ ()-]+$/.test(local);
  return made + (made.length < nameCharsMin && !isNumber ? random(nameCharsMin).toLowerCase() : '') + domain;
}

/** Another secret of the same length. */
export function otherSecret(secret: string, random: Random): string {
  const made = mixed(secret, random);
  if (made !== secret) return made;
  const last = secret.at(-1) === 'q' ? 'z' : 'q';
  return secret.slice(0, -1) + (/\d$/.test(secret) ? String((Number(secret.at(-1)) + 5) % 10) : last);
}

/** A strong secret that the usual rules take: of a PIN as many digits, else letters of both cases, digits and a sign. */
export function freshSecret(like: string, random: Random): string {
  if (/^\d{4,12}$/.test(like)) return mixed(like, random);
  return `Sp7!${random(secretChars - 4)}`;
}
