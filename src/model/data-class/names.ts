import { wordsOf } from '../words.ts';
import { detectors } from './classes.ts';
import type { DataClass, Detector } from './detector.ts';

/** Longest name that is looked at, in characters. */
export const nameCharsMax = 100;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Last words of names that speak about the data and do not hold it: `panToken`, `cvcCheck`, `ssnLast4`. */
const about = words(
  'id ids ref refs reference hash token tokens last4 last four masked check checks result results status state type types kind format length required enabled verified valid validated set count at date time updated created changed expires expiry url uri link links policy hint question attempts tries method methods version provided present suffix prefix fingerprint bin label name error errors strength field input pattern regex country domain preference template consent opt visible confirmed',
);
/** First words that do the same: `maskedPan`, `hasPassword`, `last4Ssn`. */
const beforehand = words(
  'masked truncated redacted obfuscated tokenized tokenised is has had have show hide can may should must require requires required allow allows enable disable supports use uses needs no without last last4 invalid forgot',
);

export const squash = (name: readonly string[]): string => name.join('');

const byEnd = new Map<string, Detector>();
const byWhole = new Map<string, Detector>();
const byParent = new Map<string, Map<string, Detector>>();
const byFormat = new Map<string, Detector>();
for (const detector of detectors) {
  for (const name of detector.names) byEnd.set(squash(wordsOf(name)), detector);
  for (const name of [...detector.names, ...(detector.whole ?? [])]) byWhole.set(squash(wordsOf(name)), detector);
  for (const format of detector.formats ?? []) byFormat.set(squash(wordsOf(format)), detector);
  for (const parent of detector.under?.parents ?? []) {
    const below = byParent.get(squash(wordsOf(parent))) ?? new Map<string, Detector>();
    for (const name of detector.under?.names ?? []) below.set(squash(wordsOf(name)), detector);
    byParent.set(squash(wordsOf(parent)), below);
  }
}

/** What the name of a property, parameter or header says that it holds; `parents` are the names above it, nearest last. */
export function classifyName(name: string, parents: readonly string[] = []): DataClass | undefined {
  return detectorByName(name, parents.at(-1) ?? '');
}

/** What a `format` says, however it is joined: `credit-card`, `creditCard`. */
export function detectorByFormat(format: string): Detector | undefined {
  return format.length > nameCharsMax ? undefined : byFormat.get(squash(wordsOf(format)));
}

/**
 * The same few names come again and again; a stranger's new ones push the old ones out all at once. In two steps, so that
 * no text is put together for each value of a capture.
 */
const known = new Map<string, Map<string, Detector | undefined>>();
const knownMax = 20_000;
let remembered = 0;

export function detectorByName(name: string, parent: string): Detector | undefined {
  if (name === '' || name.length > nameCharsMax || parent.length > nameCharsMax) return undefined;
  let below = known.get(name);
  const memo = below?.get(parent);
  if (memo !== undefined || below?.has(parent) === true) return memo;
  if (remembered >= knownMax) {
    known.clear();
    remembered = 0;
    below = undefined;
  }
  if (below === undefined) known.set(name, (below = new Map()));
  const found = lookUp(wordsOf(name), squash(wordsOf(parent)));
  below.set(parent, found);
  remembered += 1;
  return found;
}

function lookUp(name: readonly string[], parent: string): Detector | undefined {
  if (name.length === 0) return undefined;
  const whole = byWhole.get(squash(name)) ?? byParent.get(parent)?.get(squash(name));
  if (whole !== undefined) return whole;
  if (beforehand.has(name[0] ?? '')) return undefined;
  const found = lookUpEnd(name) ?? lookUpEnd(singular(name));
  return found?.except?.some((word) => name.includes(word)) === true ? undefined : found;
}

function lookUpEnd(name: readonly string[]): Detector | undefined {
  // The longest known end wins: `user password hash` is a hash, `access token` a token though it ends with "token".
  for (let length = Math.min(4, name.length); length >= 2; length -= 1) {
    const found = byEnd.get(squash(name.slice(-length)));
    if (found !== undefined) return found;
  }
  const last = name.at(-1) ?? '';
  return about.has(last) ? undefined : byEnd.get(last);
}

/** `card_numbers` hold what `card_number` holds. Short words are left as they are: `pins` are on maps, `ssns` nowhere. */
function singular(name: readonly string[]): readonly string[] {
  const last = name.at(-1) ?? '';
  if (!/[a-rt-z]s$/.test(last) || last.length < 4 || about.has(last)) return [];
  const one = /(?:s|x|sh|ch)es$/.test(last) ? last.slice(0, -2) : last.slice(0, -1);
  return [...name.slice(0, -1), one];
}

/** Does a name with this last word speak about the data instead of holding it? */
export function isAboutData(last: string): boolean {
  return about.has(last);
}

/** Last words of numbers that grow to sixteen digits by themselves. */
const numbers = words('timestamp amount balance size offset cursor seq sequence nonce trace span etag number serial');

export function isCounter(last: string): boolean {
  return numbers.has(last);
}
