import { wordsOf } from '../words.ts';
import { dataClasses, detectors } from './classes.ts';
import type { DataClass, Detector } from './detector.ts';
import { isIndianPan, isPlainValue } from './forms.ts';
import { isMasked, natureOf, type Nature } from './nature.ts';

export { dataClasses };
export type { DataClass } from './detector.ts';
export type { Nature } from './nature.ts';

/** Longest value that is looked at as a whole, in characters: what is longer is text. Tokens reach 8 KB. */
export const valueCharsMax = 8_192;
/** Longest name that is looked at, in characters. */
const nameCharsMax = 100;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Last words of names that speak about the data and do not hold it: `panToken`, `cvcCheck`, `ssnLast4`. */
const about = words(
  'id ids ref refs reference hash token tokens last4 last four masked check checks result results status state type types kind format length required enabled verified valid validated set count at date time updated created changed expires expiry url uri link links policy hint question attempts tries method methods version provided present suffix prefix fingerprint bin label name error errors strength field input pattern regex country domain preference template consent opt visible confirmed',
);
/** First words that do the same: `maskedPan`, `hasPassword`, `last4Ssn`. */
const beforehand = words(
  'masked truncated redacted obfuscated tokenized tokenised is has had have show hide can may should must require requires required allow allows enable disable supports use uses needs no without last last4 invalid forgot',
);
/** Last words of numbers that grow to sixteen digits by themselves. */
const numbers = words('timestamp amount balance size offset cursor seq sequence nonce trace span etag number serial');

const squash = (name: readonly string[]): string => name.join('');

const byEnd = new Map<string, Detector>();
const byWhole = new Map<string, Detector>();
const byParent = new Map<string, Detector>();
for (const detector of detectors) {
  for (const name of detector.names) byEnd.set(squash(wordsOf(name)), detector);
  for (const name of [...detector.names, ...(detector.whole ?? [])]) byWhole.set(squash(wordsOf(name)), detector);
  for (const parent of detector.under?.parents ?? []) {
    for (const name of detector.under?.names ?? [])
      byParent.set(`${squash(wordsOf(parent))} ${squash(wordsOf(name))}`, detector);
  }
}

/** What the name of a property, parameter or header says that it holds; `parents` are the names above it, nearest last. */
export function classifyName(name: string, parents: readonly string[] = []): DataClass | undefined {
  return detectorByName(name, parents.at(-1) ?? '');
}

/** The same few names come again and again; a stranger's new ones push the old ones out all at once. */
const knownNames = new Map<string, Detector | null>();
const knownNamesMax = 20_000;

function detectorByName(name: string, parent: string): Detector | undefined {
  if (name === '' || name.length > nameCharsMax || parent.length > nameCharsMax) return undefined;
  const key = `${parent}\n${name}`;
  const known = knownNames.get(key);
  if (known !== undefined) return known ?? undefined;
  if (knownNames.size >= knownNamesMax) knownNames.clear();
  const found = lookUp(wordsOf(name), squash(wordsOf(parent)));
  knownNames.set(key, found ?? null);
  return found;
}

function lookUp(name: readonly string[], parent: string): Detector | undefined {
  if (name.length === 0) return undefined;
  const whole = byWhole.get(squash(name)) ?? byParent.get(`${parent} ${squash(name)}`);
  if (whole !== undefined) return whole;
  if (beforehand.has(name[0] ?? '')) return undefined;
  // The longest known end wins: `user password hash` is a hash, `access token` a token though it ends with "token".
  for (let length = Math.min(4, name.length - 1); length >= 2; length -= 1) {
    const found = byEnd.get(squash(name.slice(-length)));
    if (found !== undefined) return found;
  }
  const last = name.at(-1) ?? '';
  return about.has(last) ? undefined : byEnd.get(last);
}

export interface Classified {
  readonly dataClass: DataClass;
  readonly nature: Nature;
}

/** What a value is: its name and form together, or its form alone where chance hardly ever meets it. */
export function classifyValue(name: string, value: string, parents: readonly string[] = []): Classified | undefined {
  if (value === '' || value.length > valueCharsMax) return undefined;
  const named = detectorByName(name, parents.at(-1) ?? '');
  if (named !== undefined) {
    if (isMasked(value)) return { dataClass: named, nature: 'masked' };
    const { id } = named.id === 'pci.pan' && isIndianPan(value) ? { id: 'id.pan-in' } : named;
    if (id !== named.id || named.named(value)) return classified(id, value);
  }
  const formed = detectorByForm(value);
  return formed === undefined ? undefined : classified(formed.id, value);
}

function classified(id: string, value: string): Classified | undefined {
  const dataClass = dataClasses.get(id);
  return dataClass === undefined ? undefined : { dataClass, nature: natureOf(id, value) };
}

const formed = detectors.filter(({ form }) => form !== undefined);

/** No class of these forms has values shorter than this, in characters. */
const formCharsMin = 6;

function detectorByForm(value: string): Detector | undefined {
  if (value.length < formCharsMin || isPlainValue(value)) return undefined;
  return formed.find(({ form }) => form?.(value) === true);
}

/**
 * What the form of a value lets suspect, where chance is too high to claim it: enough to hide the value. Names of ids,
 * times and counters speak against it.
 */
export function suspectedValue(name: string, value: string): DataClass | undefined {
  if (value.length < 12 || value.length > 23 || !/^\d/.test(value)) return undefined;
  const last = wordsOf(name.slice(0, nameCharsMax)).at(-1) ?? '';
  if (about.has(last) || numbers.has(last)) return undefined;
  return detectors.find(({ hint }) => hint?.(value) === true);
}
