import type { JsonType } from '../api.ts';
import type { Json } from '../json.ts';
import { isFound } from '../pattern/matcher.ts';
import { parsePattern } from '../pattern/parse.ts';
import { detectorByForm, type DataCertainty, type Evidence } from './classify.ts';
import { detectors } from './classes.ts';
import type { DataClass, Detector } from './detector.ts';
import { isIndianPan } from './forms.ts';
import { isMasked } from './nature.ts';
import { detectorByFormat, detectorByName } from './names.ts';

/** What a document says of one property, parameter or header. */
export interface Field {
  readonly name: string;
  /** The property or component around it; empty at the top. */
  readonly parent: string;
  /** Of a list those of its items. Absent: any. */
  readonly types?: readonly JsonType[] | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly description?: string | undefined;
  /** In characters. */
  readonly maxLength?: number | undefined;
  /** Of parameters and headers. */
  readonly place?: 'path' | 'query' | 'querystring' | 'header' | 'cookie';
  /** All that it can be is listed. */
  readonly isClosed: boolean;
  /** Examples, default, enum and const. */
  readonly values: readonly Json[];
}

export interface Declared {
  readonly dataClass: DataClass;
  readonly evidence: readonly Evidence[];
  /** Never proven: a document shows no data. `firm`: its `format` says so, or two signs agree. */
  readonly certainty: DataCertainty;
}

/** Values of one field that are looked at. */
const valuesMax = 20;

/** What the field holds by its name, format, pattern and examples; the first of them that says something names the class. */
export function classifyField(field: Field): Declared | undefined {
  const named = byName(field);
  const byFormat = field.format === undefined ? undefined : detectorByFormat(field.format);
  const texts = field.values.length === 0 ? noTexts : textsOf(field.values);
  const byPattern = field.pattern === undefined ? undefined : detectorByPattern(field.pattern);
  const shown = texts.map(detectorByForm).find((found) => found !== undefined);
  const found = named ?? byFormat ?? byPattern ?? shown;
  if (found === undefined) return undefined;
  const detector = found.id === 'pci.pan' && isOfTaxpayer(texts, byPattern) ? (indianPan ?? found) : found;
  if (!mayHold(field, detector) || (named === detector && texts.length > 0 && texts.every(isReference(detector))))
    return undefined;
  const evidence: Evidence[] = [];
  if (named === found) evidence.push('name');
  if (byFormat === detector || (byFormat?.id === 'sec.password' && isSecret(detector))) evidence.push('format');
  if (byPattern === detector || takes(field.pattern, detector)) evidence.push('pattern');
  if (texts.some((text) => saysBySum(detector, text))) evidence.push('example');
  if (evidence.length === 0) return undefined;
  const isFirm = evidence.length > 1 || evidence[0] === 'format';
  return { dataClass: detector, evidence, certainty: isFirm ? 'firm' : 'tentative' };
}

const noTexts: readonly string[] = [];

function textsOf(values: readonly Json[]): readonly string[] {
  return values
    .slice(0, valuesMax)
    .flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : []));
}

/** A name counts at the top of things; a short one only below what makes it clear. */
function byName({ name, parent }: Field): Detector | undefined {
  return detectorByName(name, '') ?? (parent === '' ? undefined : detectorByName(name, parent));
}

const indianPan = detectors.find(({ id }) => id === 'id.pan-in');

function isOfTaxpayer(texts: readonly string[], byPattern: Detector | undefined): boolean {
  return texts.some(isIndianPan) || byPattern === indianPan;
}

function isSecret({ category }: DataClass): boolean {
  return category === 'secret' || category === 'pci-sad';
}

/** Formats of what stands for the data, or of something else. */
const otherFormats =
  /^(?:uuid|guid|uri|url|uri-reference|date-time|datetime|timestamp|binary|int64 ?id|color|duration)$/i;

/** Flags, objects and closed lists share names with data; lists of genders and religions are what is meant. */
function mayHold(field: Field, detector: Detector): boolean {
  const { types, format, isClosed, maxLength } = field;
  const { category, isNumeric, id, charsMin = 0 } = detector;
  if ((maxLength !== undefined && maxLength < charsMin) || namesObject(field, detector)) return false;
  if (aboutData.test(field.description ?? '')) return false;
  // What may be an object as well is shown in place of its id.
  if (types?.includes('object') === true) return false;
  const isDate = id === 'pii.dob' || id === 'pci.expiry';
  if (format !== undefined && otherFormats.test(format) && !(isDate && /date|time/i.test(format))) {
    // Secrets are made as UUIDs, too.
    if (!(category === 'secret' && /^(?:uuid|guid)$/i.test(format)) && !(id === 'pii.biometric' && format === 'binary'))
      return false;
  }
  if (isClosed && category !== 'special' && category !== 'indirect') return false;
  if (types === undefined || types.includes('string')) return true;
  return isNumeric === true && (types.includes('integer') || types.includes('number'));
}

/** A description that begins so is of a check's result. */
const aboutData =
  /^(?:the )?(?:whether|(?:informs you|indicates|specifies|determines) (?:if|whether)|(?:raw )?[\w ]{0,30}(?:validation|verification|match|check) result\b)/i;

/** Issuers and tokenisers call the ids of their objects tokens, sessions and authorizations. */
function namesObject({ name, parent, place, format, description = '' }: Field, { id }: Detector): boolean {
  if (id === 'sec.session' || id === 'sec.credential' || id === 'pci.holder') {
    if (place === 'path') return true;
    return id === 'sec.session' && place === undefined && !/login|auth|session|token/i.test(parent);
  }
  if (id !== 'sec.token') return false;
  return (/^token$/i.test(name) && /^(?:uuid|guid)$/i.test(format ?? '')) || /\bidentifie[rs]\b/i.test(description);
}

/** Ids, addresses and times as examples: the field is about the data and holds something else. */
function isReference({ category, id }: Detector): (text: string) => boolean {
  return (text) => {
    if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
      return category !== 'secret' && id !== 'pii.device';
    if (/^https?:\/\//i.test(text)) return category !== 'secret';
    if (/^(?:true|false|yes|no|pass|fail|unchecked)$/i.test(text)) return category !== 'secret';
    if (id === 'pii.name') return /^[\w.-]+\/[\w.-]+$/.test(text);
    return category !== 'secret' && /^[a-z]{2,10}_(?=[A-Za-z]*\d)[A-Za-z0-9]{8,}$/.test(text);
  };
}

/** By a check sum or a form of its own; masked ones show which number was meant. */
function saysBySum(detector: Detector, text: string): boolean {
  if (detector.checked !== undefined) return detector.checked.test(text);
  return detectorByForm(text) === detector || (isMasked(text) && detector.category === 'pci');
}

/** What no pattern for one class of data takes; those for any text or any number do. */
const anybody = ['', 'a', '7', '12345', 'Hello world', '2026-01-31', '3fa85f64-5717-4562-b3fc-2c963f66afa6'];
/** Steps of one try: patterns of data end within a hundred. */
const stepsMax = 2_000;
/** Patterns remembered: a document has a few hundred different ones. */
const rememberedMax = 5_000;

const sampled = detectors.filter(({ sample }) => sample !== undefined);
const known = new Map<string, Detector | undefined>();

/** The class whose samples the pattern takes, and neither its near misses nor what anybody writes. */
function detectorByPattern(pattern: string): Detector | undefined {
  const memo = known.get(pattern);
  if (memo !== undefined || known.has(pattern)) return memo;
  if (known.size >= rememberedMax) known.clear();
  const found = anybody.some((text) => matches(pattern, text) !== false)
    ? undefined
    : sampled.find(
        ({ sample }) =>
          sample?.takes.some((text) => matches(pattern, text) === true) === true &&
          sample.refuses.every((text) => matches(pattern, text) === false),
      );
  known.set(pattern, found);
  return found;
}

/** Under the name of a class less is asked of its pattern: it takes a sample and not any text. */
function takes(pattern: string | undefined, { sample }: Detector): boolean {
  if (pattern === undefined || sample === undefined) return false;
  return (
    sample.takes.some((text) => matches(pattern, text) === true) &&
    anybody.every((text) => matches(pattern, text) === false)
  );
}

/** Undefined: not to be told. */
function matches(pattern: string, text: string): boolean | undefined {
  const parsed = parsePattern(pattern);
  return typeof parsed === 'string' ? undefined : isFound(parsed, text, stepsMax);
}
