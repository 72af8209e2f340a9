import { wordsOf } from '../words.ts';
import { dataClasses, detectors } from './classes.ts';
import type { DataClass, Detector } from './detector.ts';
import { isIndianPan } from './forms.ts';
import { detectorByName, isAboutData, isCounter, nameCharsMax } from './names.ts';
import { isMasked, isTestValue, natureOf, type Nature } from './nature.ts';

export { dataClasses };
export { classifyName } from './names.ts';
export type { DataClass } from './detector.ts';
export type { Nature } from './nature.ts';

/** What speaks for a class: a name, a `format`, a `pattern`, an example (or default, enum, const) of a document, or a value that was seen. */
export type Evidence = 'name' | 'format' | 'pattern' | 'example' | 'value';

/** `proven`: a value that passes the class' own test, under its name; `firm`: two signs, or one that chance does not give; `tentative`: one sign. */
export type DataCertainty = 'proven' | 'firm' | 'tentative';

/** Longest value that is looked at as a whole, in characters: what is longer is text. Tokens reach 8 KB. */
export const valueCharsMax = 8_192;

export interface Classified {
  readonly dataClass: DataClass;
  readonly nature: Nature;
  readonly evidence: readonly Evidence[];
  readonly certainty: DataCertainty;
}

/** Whether values of the class pass a test of their own, so that a name is not the only sign. */
export function isChecked(id: string): boolean {
  return detectors.some((one) => one.id === id && one.checked !== undefined);
}

const byNameAndValue: readonly Evidence[] = ['name', 'value'];
const byName: readonly Evidence[] = ['name'];
const byValue: readonly Evidence[] = ['value'];

/** What a value is: its name and form together, or its form alone where chance hardly ever meets it. */
export function classifyValue(name: string, value: string, parents: readonly string[] = []): Classified | undefined {
  return classifyAs(detectorByName(name, parents.at(-1) ?? ''), value);
}

/** The same, where what the name says is known. */
export function classifyAs(named: Detector | undefined, value: string): Classified | undefined {
  if (value === '' || value.length > valueCharsMax) return undefined;
  if (named !== undefined) {
    if (isMasked(value)) return { dataClass: named, nature: 'masked', evidence: byName, certainty: 'firm' };
    // The same three letters name an Indian taxpayer.
    if (named.id === 'pci.pan' && isIndianPan(value)) return classified(indianPan, value, byNameAndValue);
    if (named.named(value)) return classified(named, value, byNameAndValue);
  }
  const formed = detectorByForm(value);
  return formed === undefined ? undefined : classified(formed, value, byValue);
}

/** A masked value under a name has been told by then. */
function classified(
  detector: Detector | undefined,
  value: string,
  evidence: readonly Evidence[],
): Classified | undefined {
  if (detector === undefined) return undefined;
  const isProven = evidence === byNameAndValue && detector.checked?.test(value) === true;
  const nature =
    evidence === byValue ? natureOf(detector.id, value) : isTestValue(detector.id, value) ? 'test' : 'real';
  return { dataClass: detector, nature, evidence, certainty: isProven ? 'proven' : 'firm' };
}

const indianPan = detectors.find(({ id }) => id === 'id.pan-in');

/** What a value of each first character may be: most have one or two forms to be tried, of some forty. */
const byFirst: readonly (readonly Detector[])[] = Array.from({ length: 128 }, (_, code) =>
  detectors.filter(
    ({ form, begins }) =>
      form !== undefined && (begins?.with === undefined || begins.with.includes(String.fromCharCode(code))),
  ),
);
const ofStrangeCharacters = detectors.filter(({ form, begins }) => form !== undefined && begins?.with === undefined);

/** No class of these forms has values shorter than this, in characters. */
const formCharsMin = 6;

/** What the value is by its form alone. */
export function detectorByForm(value: string): Detector | undefined {
  const { length } = value;
  if (length < formCharsMin) return undefined;
  for (const detector of byFirst[value.charCodeAt(0)] ?? ofStrangeCharacters) {
    const { begins, form } = detector;
    if (begins !== undefined && (length < begins.charsMin || length > begins.charsMax)) continue;
    if (form?.(value) === true) return detector;
  }
  return undefined;
}

const hints = detectors.filter(({ hint }) => hint !== undefined);

/**
 * What the form of a value lets suspect, where chance is too high to claim it: enough to hide the value. Names of ids,
 * times and counters speak against it.
 */
export function suspectedValue(name: string, value: string): DataClass | undefined {
  if (value.length < 12 || value.length > 23) return undefined;
  const first = value.charCodeAt(0);
  if (first < 48 || first > 57) return undefined;
  const last = wordsOf(name.slice(0, nameCharsMax)).at(-1) ?? '';
  if (isAboutData(last) || isCounter(last)) return undefined;
  return hints.find(({ hint }) => hint?.(value) === true);
}
