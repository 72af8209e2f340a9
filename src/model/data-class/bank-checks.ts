import { passesLuhn, passesMod97, restOf, weightedSum } from './checksums.ts';

/** Tests of numbers that banks, registers and makers give out. All take a whole value; none backtracks. */

/** Banco de México: 18 digits, weights 3, 7, 1 on the first 17, each product by its last digit. One random number in ten passes. */
export function isClabe(text: string): boolean {
  if (!/^\d{18}$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += ((text.charCodeAt(index) - 48) * ([3, 7, 1][index % 3] ?? 0)) % 10;
  return (10 - (sum % 10)) % 10 === text.charCodeAt(17) - 48;
}

/** BCRA A 2622: Argentina's 22 digits in two blocks, each with a check digit. */
export function isCbu(text: string): boolean {
  if (!/^\d{22}$/.test(text)) return false;
  const block = (digits: string, weights: readonly number[]): boolean =>
    (10 - (weightedSum(digits, weights) % 10)) % 10 === digits.charCodeAt(weights.length) - 48;
  return (
    block(text.slice(0, 8), [7, 1, 3, 9, 7, 1, 3]) && block(text.slice(8), [3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3])
  );
}

/** Countries of ISO 3166-1, and Kosovo's XK, which SWIFT uses. */
const countries: ReadonlySet<string> = new Set(
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'.split(
    ' ',
  ),
);

/** ISO 9362: words of eight letters look the same, so that only a name makes it one. */
export function isBic(text: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(text) && countries.has(text.slice(4, 6));
}

/** ISO 17442: 18 letters and digits, two check digits by ISO 7064 mod 97-10. */
export function isLei(text: string): boolean {
  // `passesMod97` turns four characters as IBANs do; here all stand where they count.
  return /^[A-Z0-9]{18}\d{2}$/.test(text) && passesMod97(text.slice(-4) + text.slice(0, -4));
}

/** 45 CFR 162.406: ten digits, Luhn with the prefix 80840. */
export function isNpi(text: string): boolean {
  return /^[12]\d{9}$/.test(text) && passesLuhn(`80840${text}`);
}

/** CMS: eleven places of letters and digits without S, L, O, I, B, Z. */
export function isMbi(text: string): boolean {
  return /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}$/.test(
    text,
  );
}

/** 21 CFR 1301: two letters and seven digits, the last a sum of the others. */
export function isDea(text: string): boolean {
  if (!/^[A-HJ-NPR-UX][A-Z9]\d{7}$/.test(text)) return false;
  return weightedSum(text.slice(2), [1, 2, 1, 2, 1, 2]) % 10 === text.charCodeAt(8) - 48;
}

const vinValues = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
const vinWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** 49 CFR 565.15: 17 characters without I, O, Q; the ninth checks the others. Europe leaves the check out. */
export function isVin(text: string): boolean {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text)) return false;
  let sum = 0;
  for (const [index, weight] of vinWeights.entries()) sum += (vinValues.indexOf(text.charAt(index)) % 10) * weight;
  return '0123456789X'.charAt(sum % 11) === text.charAt(8);
}

/** 3GPP TS 23.003: 15 digits with Luhn. */
export function isImei(text: string): boolean {
  return /^\d{15}$/.test(text) && passesLuhn(text) && restOf(text, 10) >= 0 && !/^0{8}/.test(text);
}

/** ICAO Doc 9303: weights 7, 3, 1; letters count from 10, fillers 0. */
function passesMrz(field: string, check: string): boolean {
  let sum = 0;
  for (let index = 0; index < field.length; index += 1) {
    const code = field.charCodeAt(index);
    const value = code <= 57 ? (code === 60 ? 0 : code - 48) : code === 60 ? 0 : code - 55;
    sum += value * ([7, 3, 1][index % 3] ?? 0);
  }
  return String(sum % 10) === check || (check === '<' && /^<*$/.test(field));
}

const td3 = /^([A-Z0-9<]{9})([\d])([A-Z<]{3})(\d{6})(\d)([MFX<])(\d{6})(\d)([A-Z0-9<]{14})([\d<])(\d)$/;
const td1 = /^[ACI][A-Z<]([A-Z<]{3})([A-Z0-9<]{9})(\d)[A-Z0-9<]{15}$/;

/** The line of a passport's machine-readable zone that holds its number, with all of its check digits; or a card's whole zone. */
export function isMrz(text: string): boolean {
  // Most texts are told by their first letters.
  if (!/^\s*(?:P|[A-Z0-9<]{9})/.test(text)) return false;
  const line =
    text
      .trim()
      .split(/\s+/)
      .at(text.trim().startsWith('P') ? -1 : 0) ?? '';
  const found = td3.exec(line);
  if (found !== null) {
    const [, number = '', c1 = '', , birth = '', c2 = '', , expiry = '', c3 = '', own = '', c4 = '', c5 = ''] = found;
    return (
      passesMrz(number, c1) &&
      passesMrz(birth, c2) &&
      passesMrz(expiry, c3) &&
      passesMrz(own, c4) &&
      passesMrz(number + c1 + birth + c2 + expiry + c3 + own + c4, c5)
    );
  }
  const card = td1.exec(line);
  return card !== null && /<{3,}/.test(line) && passesMrz(card[2] ?? '', card[3] ?? '');
}
