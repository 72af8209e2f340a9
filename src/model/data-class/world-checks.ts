import { passesLuhn, passesMod11And2, weightedSum } from './checksums.ts';
import { isIndianPan } from './forms.ts';

/** National numbers outside Europe by their own rules. All take a whole value as people write it; none backtracks. */

const bare = (text: string): string => text.replace(/[ ./-]/g, '');
const digitAt = (text: string, index: number): number => text.charCodeAt(index) - 48;
const isDay = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** IRS Publication 1915: begins with 9; group 50 to 65, 70 to 88, 90 to 92 or 94 to 99. */
export function isItin(text: string): boolean {
  return /^9\d{2}-?(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-?\d{4}$/.test(text);
}

/** IRS: prefixes that are in use. */
export function isEin(text: string): boolean {
  return /^(?:0[1-6]|1[0-6]|2[0-7]|3\d|4[0-8]|5\d|6[0-8]|7[1-7]|8[0-8]|9[0-589])-?\d{7}$/.test(text);
}

/** Canada, Social Insurance Number: Luhn; 0 and 8 are not given out to people. */
export function isSin(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  return /^[1-79]\d{8}$/.test(digits) && passesLuhn(digits);
}

/** Brazil, CPF: two check digits, each mod 11; eleven of a kind pass and are none. */
export function isCpf(text: string): boolean {
  const digits = bare(text);
  if (!/^\d{11}$/.test(digits) || /^(\d)\1{10}$/.test(digits)) return false;
  return passesPair(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]);
}

/** Brazil, CNPJ: as CPF with the weights 5 to 2, 9 to 2. */
export function isCnpj(text: string): boolean {
  const digits = bare(text);
  if (!/^\d{14}$/.test(digits) || /^(\d)\1{13}$/.test(digits)) return false;
  return passesPair(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
}

/** The second check digit counts the first one, with one more weight before the others. */
function passesPair(digits: string, weights: readonly number[]): boolean {
  const checkOf = (factors: readonly number[]): number => {
    const rest = weightedSum(digits, factors) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  const [first = 0] = weights;
  return (
    checkOf(weights) === digitAt(digits, weights.length) &&
    checkOf([first + 1, ...weights]) === digitAt(digits, weights.length + 1)
  );
}

const curp = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

/** Mexico, CURP (RENAPO): 18 characters, weights 18 to 2. */
export function isCurp(text: string): boolean {
  const upper = text.toUpperCase();
  if (!/^[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9]\d$/.test(upper)) return false;
  if (!isDay(Number(upper.slice(6, 8)), Number(upper.slice(8, 10)))) return false;
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += curp.indexOf(upper.charAt(index)) * (18 - index);
  return (10 - (sum % 10)) % 10 === digitAt(upper, 17);
}

/** Argentina, CUIT and CUIL: weights 5 to 2, 7 to 2, mod 11. */
export function isCuit(text: string): boolean {
  const digits = bare(text);
  if (!/^(?:2[03457]|3[034]|5[015])\d{9}$/.test(digits)) return false;
  return '012345678990'.charAt(11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) === digits.charAt(10);
}

/** Australia, Tax File Number: weights 1, 4, 3, 7, 5, 8, 6, 9, 10, mod 11. */
export function isTfn(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  return /^\d{9}$/.test(digits) && weightedSum(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 && Number(digits) > 0;
}

/** Australia, Business Number: one less at the front, mod 89; its two check digits begin with 11. */
export function isAbn(text: string): boolean {
  const digits = text.replace(/ /g, '');
  if (!/^(?:1[1-9]|[2-9]\d)\d{9}$/.test(digits)) return false;
  return (weightedSum(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;
}

const base36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** India, GSTIN: state, PAN, entity, Z, and a check character of base 36 in the manner of Luhn. */
export function isGstin(text: string): boolean {
  if (!/^(?:0[1-9]|[12]\d|3[0-8]|97|99)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(text)) return false;
  if (!isIndianPan(text.slice(2, 12))) return false;
  let sum = 0;
  for (let index = 0; index < 14; index += 1) {
    const product = base36.indexOf(text.charAt(index)) * (index % 2 === 0 ? 1 : 2);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return base36.charAt((36 - (sum % 36)) % 36) === text.charAt(14);
}

/** India, IFSC (RBI): the bank, a zero, the branch. */
export function isIfsc(text: string): boolean {
  return /^[A-Z]{4}0[A-Z0-9]{6}$/.test(text);
}

/** Korea, resident registration number: weights 2 to 9, 2 to 5, mod 11. Since October 2020 the last digits are random. */
export function isRrn(text: string): boolean {
  const digits = text.replace(/-/g, '');
  if (!/^\d{6}[0-9]\d{6}$/.test(digits) || !isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)))) return false;
  return (11 - (weightedSum(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 === digitAt(digits, 12);
}

/** China, resident identity (GB 11643): region, day of birth, ISO 7064 mod 11-2. */
export function isChineseId(text: string): boolean {
  const upper = text.toUpperCase();
  if (!/^[1-9]\d{5}(?:18|19|20)\d{2}\d{4}\d{3}[\dX]$/.test(upper)) return false;
  return isDay(Number(upper.slice(10, 12)), Number(upper.slice(12, 14))) && passesMod11And2(upper);
}

/** Singapore, NRIC and FIN: weights 2, 7, 6, 5, 4, 3, 2; the series has its own letters. */
export function isNric(text: string): boolean {
  const upper = text.toUpperCase();
  if (!/^[STFG]\d{7}[A-Z]$/.test(upper)) return false;
  const series = upper.charAt(0);
  const sum = weightedSum(upper.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (series === 'T' || series === 'G' ? 4 : 0);
  return ('ST'.includes(series) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK').charAt(sum % 11) === upper.charAt(8);
}

/** South Africa: day of birth, sequence, citizenship, Luhn. */
export function isSouthAfricanId(text: string): boolean {
  if (!/^\d{10}[012]\d{2}$/.test(text) || !isDay(Number(text.slice(2, 4)), Number(text.slice(4, 6)))) return false;
  return passesLuhn(text);
}

/** Turkey, T.C. Kimlik No: two check digits over odd and even places. */
export function isTckn(text: string): boolean {
  if (!/^[1-9]\d{10}$/.test(text)) return false;
  const tenth = weightedSum(text, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10;
  return (
    (tenth + 10) % 10 === digitAt(text, 9) &&
    weightedSum(text, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10 === digitAt(text, 10)
  );
}
