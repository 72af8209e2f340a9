import { passesLuhn, passesMod11And10, restOf, weightedSum } from './checksums.ts';

/** National numbers of Europe by their own rules. All take a whole value as people write it; none backtracks. */

const bare = (text: string): string => text.replace(/[ ./-]/g, '');
const digitAt = (text: string, index: number): number => text.charCodeAt(index) - 48;

/** A day that can be: `MMDD` or `DDMM` of a number, without the year's length of February. */
const isDay = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** Netherlands, Burgerservicenummer: the eleven test with -1 for the last digit. */
export function isBsn(text: string): boolean {
  const digits = bare(text);
  if (!/^\d{8,9}$/.test(digits)) return false;
  const whole = digits.padStart(9, '0');
  return Number(whole) > 9_999_999 && weightedSum(whole, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** Germany, Steuer-Identifikationsnummer: ISO 7064 mod 11,10; of the first ten digits one comes twice or thrice. */
export function isGermanTaxId(text: string): boolean {
  const digits = bare(text);
  if (!/^[1-9]\d{10}$/.test(digits) || !passesMod11And10(digits)) return false;
  const counts = new Map<string, number>();
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] === 2 || repeated[0] === 3);
}

const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const omocodia = 'LMNPQRSTUV';

/** Italy, codice fiscale (DM 23.12.1976): a letter over odd and even places; digits may be letters where two people have the same. */
export function isCodiceFiscale(text: string): boolean {
  const upper = bare(text).toUpperCase();
  if (!/^[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]$/.test(upper)) return false;
  const plain = upper.slice(9, 11).replace(/[LMNP-V]/g, (letter) => String(omocodia.indexOf(letter)));
  if (!isDay(1, Number(plain) % 40) || Number(plain) > 71) return false;
  let sum = 0;
  for (let index = 0; index < 15; index += 1) {
    const code = upper.charCodeAt(index);
    const value = code <= 57 ? code - 48 : code - 65;
    sum += index % 2 === 0 ? (odd[value] ?? 0) : value;
  }
  return upper.charCodeAt(15) - 65 === sum % 26;
}

/** Spain, DNI and NIE (RD 1553/2005): the number's rest by 23 names a letter; X, Y, Z of a NIE count 0, 1, 2. */
export function isDni(text: string): boolean {
  const upper = bare(text).toUpperCase();
  if (!/^(?:\d{8}|[XYZ]\d{7})[A-Z]$/.test(upper)) return false;
  const digits = upper.slice(0, 8).replace(/[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(digits) % 23) === upper.charAt(8);
}

/** Poland, PESEL: weights 1, 3, 7, 9; the century is in the month. */
export function isPesel(text: string): boolean {
  if (!/^\d{11}$/.test(text) || !isDay(Number(text.slice(2, 4)) % 20, Number(text.slice(4, 6)))) return false;
  return weightedSum(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** France, NIR (INSEE): sex, year, month, place; Corsica's 2A and 2B count as 19 and 18; the key is 97 less the rest. */
export function isNir(text: string): boolean {
  const upper = bare(text).toUpperCase();
  if (!/^[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-3]\d|4[0-2]|[5-9]\d)\d(?:\d|A|B)\d{6}\d{2}$/.test(upper)) return false;
  const number = upper.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(number) && 97 - restOf(number, 97) === Number(upper.slice(13));
}

/** Portugal, NIF: weights 9 to 2, mod 11. */
export function isPortugueseNif(text: string): boolean {
  const digits = bare(text);
  if (!/^[1-9]\d{8}$/.test(digits)) return false;
  const check = 11 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === digitAt(digits, 8);
}

/** Sweden, personnummer (SFS 1967:588): ten digits with Luhn; of those with a century its two digits do not count. */
export function isPersonnummer(text: string): boolean {
  const digits = text.replace(/[-+ ]/g, '');
  if (!/^(?:(?:18|19|20)\d{2}|\d{2})\d{8}$/.test(digits)) return false;
  const ten = digits.slice(-10);
  const day = Number(ten.slice(4, 6));
  return isDay(Number(ten.slice(2, 4)), day > 60 ? day - 60 : day) && passesLuhn(ten);
}

/** Norway, fødselsnummer: two check digits, each mod 11. D numbers have 4 added to the day. */
export function isFodselsnummer(text: string): boolean {
  const digits = bare(text);
  if (!/^\d{11}$/.test(digits)) return false;
  const day = Number(digits.slice(0, 2));
  if (!isDay(Number(digits.slice(2, 4)) % 40, day > 40 ? day - 40 : day)) return false;
  return (
    weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
    weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  );
}

/** Finland, henkilötunnus: the nine digits' rest by 31 names a character; the sign is the century's. */
export function isHetu(text: string): boolean {
  const upper = text.toUpperCase();
  if (!/^\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]$/.test(upper)) return false;
  if (!isDay(Number(upper.slice(2, 4)), Number(upper.slice(0, 2)))) return false;
  return (
    '0123456789ABCDEFHJKLMNPRSTUVWXY'.charAt(Number(upper.slice(0, 6) + upper.slice(7, 10)) % 31) === upper.charAt(10)
  );
}

/** Belgium, national number: 97 less the rest of the nine digits, with a 2 before them for who was born from 2000 on. */
export function isBelgianNumber(text: string): boolean {
  const digits = bare(text);
  if (!/^\d{11}$/.test(digits)) return false;
  if (Number(digits.slice(2, 4)) % 20 > 12 || Number(digits.slice(4, 6)) > 31) return false;
  const check = Number(digits.slice(9));
  const number = digits.slice(0, 9);
  // Nobody was born after 2049 yet: 50 to 99 are years of the last century.
  return 97 - restOf(number, 97) === check || (number < '5' && 97 - restOf(`2${number}`, 97) === check);
}

/** Switzerland, AHV number: 756 and an EAN-13 check digit. */
export function isAhv(text: string): boolean {
  const digits = bare(text);
  if (!/^756\d{10}$/.test(digits)) return false;
  return weightedSum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

/** Ireland, PPS number: weights 8 to 2, the rest by 23 names a letter; a second letter counts nine times. */
export function isPps(text: string): boolean {
  const upper = bare(text).toUpperCase();
  if (!/^\d{7}[A-W][A-IW]?$/.test(upper)) return false;
  const second = upper.charAt(8);
  const more = second === '' || second === 'W' ? 0 : (second.charCodeAt(0) - 64) * 9;
  return 'WABCDEFGHIJKLMNOPQRSTUV'.charAt((weightedSum(upper, [8, 7, 6, 5, 4, 3, 2]) + more) % 23) === upper.charAt(7);
}

/** United Kingdom, Unique Taxpayer Reference: the first digit checks the nine behind it. */
export function isUtr(text: string): boolean {
  const digits = bare(text).replace(/k$/i, '');
  if (!/^\d{10}$/.test(digits)) return false;
  return '21987654321'.charAt(weightedSum(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11) === digits.charAt(0);
}

/** NHS number (Data Dictionary): weights 10 to 2, mod 11; a check of ten is not given out. */
export function isNhs(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false;
  const check = 11 - (weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check === 11 ? 0 : check) === digitAt(digits, 9);
}
