import { tagPattern } from '../model/redact/tag.ts';

/** Characters without which a made-up id may well have been issued. */
const lengthMin = 8;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A random value of the same shape as an issued one that was never issued: the same kinds of characters in the same places. */
export function randomLike(value: string, random: (length: number) => string): string {
  if (new RegExp(`^(?:${tagPattern.source})$`).test(value)) return random(16);
  const prefix = /^[a-z]{1,12}[_-]/i.exec(value)?.[0] ?? '';
  const rest = value.slice(prefix.length);
  // Nine digits are still a 32-bit number; `7` would be somebody's.
  if (/^\d+$/.test(rest) && rest.length < lengthMin) return `${prefix}9${mixed('1'.repeat(8), random)}`;
  if (uuid.test(value)) {
    // The digits that say the version and the variant stay (RFC 9562 section 4): others would be refused for their form.
    const made = mixed(value, random);
    return made.slice(0, 14) + value.charAt(14) + made.slice(15, 19) + value.charAt(19) + made.slice(20);
  }
  return prefix + mixed(rest, random) + (rest.length < lengthMin ? random(lengthMin) : '');
}

/** Other characters of the same kinds in the same places. */
export function mixed(value: string, random: (length: number) => string): string {
  const dice = random(Math.max(1, value.length));
  const isHex = /^[0-9a-f-]+$/i.test(value) && /[a-f]/i.test(value);
  const characters = [...value].map((character, index) => {
    const code = dice.charCodeAt(index % dice.length) + index;
    if (/\d/.test(character)) return String((index === 0 ? (code % 9) + 1 : code % 10) % 10);
    if (/[a-z]/.test(character)) return letter(97, code, isHex);
    return /[A-Z]/.test(character) ? letter(65, code, isHex) : character;
  });
  return characters.join('');
}

function letter(first: number, code: number, isHex: boolean): string {
  return String.fromCharCode(first + (code % (isHex ? 6 : 26)));
}
