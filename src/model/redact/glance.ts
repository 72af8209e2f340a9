/** What one look at the characters of a text tells, so that most texts are spared the patterns. */
export const Glance = {
  /** None of the patterns of free text can find anything in it. */
  plain: 0,
  /** The same, and it has letters, blanks, apostrophes and hyphens alone. */
  words: 1,
  /** The patterns have to be asked. */
  unclear: 2,
} as const;
export type GlanceResult = (typeof Glance)[keyof typeof Glance];

/** Longer texts are looked at by the patterns at once, in characters. */
const glanceCharsMax = 200;
/** Fewest digits of a number that is hidden in a text, that of `ssn`. */
const digitsMin = 9;
/** Fewest digits and capitals of an IBAN. */
const ibanDigitsMin = 4;
const ibanCapitalsMin = 2;
/** Shortest key of a provider, in characters without blanks. */
export const keyCharsMin = 20;

/** Kinds of characters that matter. */
const kinds = new Uint8Array(128);
const [digit, blank, sign, capital, letter, joint] = [1, 2, 3, 4, 5, 6];
for (let code = 48; code <= 57; code += 1) kinds[code] = digit;
for (let code = 65; code <= 90; code += 1) kinds[code] = capital;
for (let code = 97; code <= 122; code += 1) kinds[code] = letter;
for (const character of '@=:<') kinds[character.charCodeAt(0)] = sign;
for (const character of ' \t\n\v\f\r') kinds[character.charCodeAt(0)] = blank;
for (const character of "'-") kinds[character.charCodeAt(0)] = joint;

/** May one of the patterns of free text find anything? What they look for needs these characters. */
export function glance(text: string): GlanceResult {
  const { length } = text;
  if (length >= glanceCharsMax) return Glance.unclear;
  let digits = 0;
  let capitals = 0;
  let run = 0;
  let others = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (kinds[code] ?? 0) : 0;
    if (kind === blank) {
      if (code !== 0x20) others += 1;
      if (endsScheme(text, index)) return Glance.unclear;
      run = 0;
      continue;
    }
    if (kind === sign) return Glance.unclear;
    run += 1;
    if (run >= keyCharsMin) return Glance.unclear;
    if (kind === digit) {
      digits += 1;
      if (digits >= digitsMin) return Glance.unclear;
    } else if (kind === capital) capitals += 1;
    else if (kind === 0) others += 1;
    if (digits >= ibanDigitsMin && capitals >= ibanCapitalsMin) return Glance.unclear;
  }
  if (text.includes('-----') || text.includes('eyJ')) return Glance.unclear;
  return digits + others === 0 ? Glance.words : Glance.plain;
}

const schemes = ['bearer', 'basic', 'token', 'dpop', 'apikey'];

/** Does one of the schemes that stand before a credential end where this blank is? */
export function endsScheme(text: string, blankAt: number): boolean {
  // The last letters of the schemes: most words end in another.
  const lower = text.charCodeAt(blankAt - 1) | 0x20;
  if (lower !== 0x72 && lower !== 0x63 && lower !== 0x6e && lower !== 0x70 && lower !== 0x79) return false;
  const before = text.slice(Math.max(0, blankAt - 6), blankAt).toLowerCase();
  return schemes.some((scheme) => before.endsWith(scheme));
}

/** Has the text so many characters in a row that are no blanks? */
export function hasRun(text: string, charsMin: number): boolean {
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    run = code < 128 && kinds[code] === blank ? 0 : run + 1;
    if (run >= charsMin) return true;
  }
  return false;
}
