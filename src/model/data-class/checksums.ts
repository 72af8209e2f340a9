/** ISO/IEC 7812-1 annex B: every second digit from the right doubled; the sum is a multiple of ten. One random number in ten passes. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** ISO 7064 mod 97-10 as IBANs use it (ISO 13616): country and check digits moved to the end, letters as 10 to 35. */
export function passesMod97(text: string): boolean {
  const { length } = text;
  let rest = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt((index + 4) % length);
    if (code >= 48 && code <= 57) rest = (rest * 10 + code - 48) % 97;
    else if (code >= 65 && code <= 90) rest = (rest * 100 + code - 55) % 97;
    else if (code >= 97 && code <= 122) rest = (rest * 100 + code - 87) % 97;
    else return false;
  }
  return rest === 1;
}

/** ABA routing number: weights 3, 7, 1. One random number in ten passes. */
export function passesAba(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const weights = [3, 7, 1];
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (weights[index % 3] ?? 0), 0);
  return sum % 10 === 0 && sum > 0;
}

const product = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff's check over the dihedral group D5, as Aadhaar numbers use it. */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let index = 0; index < digits.length; index += 1) {
    let digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    for (let times = index % 8; times > 0; times -= 1) digit = turn[digit] ?? 0;
    check = product[check]?.[digit] ?? 0;
  }
  return digits.length > 0 && check === 0;
}

/** Each digit times its weight, summed; digits beyond the weights do not count. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += (digits.charCodeAt(index) - 48) * weight;
  return sum;
}

/** ISO/IEC 7064 mod 11,10, the check digit last: Germany's tax ids. */
export function passesMod11And10(digits: string): boolean {
  let rest = 10;
  for (let index = 0; index < digits.length - 1; index += 1) {
    const sum = (digits.charCodeAt(index) - 48 + rest) % 10 || 10;
    rest = (sum * 2) % 11;
  }
  return digits.length > 1 && (11 - rest) % 10 === digits.charCodeAt(digits.length - 1) - 48;
}

/** ISO/IEC 7064 mod 11-2, the check character (0 to 9, X) last: China's resident ids. */
export function passesMod11And2(text: string): boolean {
  let rest = 0;
  for (let index = 0; index < text.length - 1; index += 1) rest = ((rest + text.charCodeAt(index) - 48) * 2) % 11;
  const check = (12 - rest) % 11;
  return text.length > 1 && text.endsWith(check === 10 ? 'X' : String(check));
}

/** The rest of a number of any length: digits beyond 2^53 would be rounded. */
export function restOf(digits: string, modulus: number): number {
  let rest = 0;
  for (let index = 0; index < digits.length; index += 1) rest = (rest * 10 + digits.charCodeAt(index) - 48) % modulus;
  return rest;
}
