import { isObject, own, ownText, type Json, type JsonObject } from '../../model/json.ts';
import { wordsOf } from '../../model/words.ts';
import { allowedCharsMax, judged, messageCharsMax, type Complaint } from './complaint.ts';

/** Values of one answer that are looked at, and complaints that are taken from it. */
const nodesMax = 500;
const complaintsMax = 30;
/** Steps to one value, and the longest of them, in characters. */
const stepsMax = 10;
const stepCharsMax = 200;

/**
 * What a refusal says of the body that was sent: as FastAPI and pydantic, zod, Spring, DRF, Rails, Laravel, ASP.NET, NestJS,
 * express-validator, joi, ajv and validators by OpenAPI write it, and RFC 9457 problems. `names`: fields that the body may have.
 */
export function complaintsIn(answer: Json | undefined, names: readonly string[]): readonly Complaint[] {
  const found: Complaint[] = [];
  const stack: { readonly node: Json; readonly key: string }[] = [{ node: answer ?? null, key: '' }];
  for (let seen = 0; stack.length > 0 && seen < nodesMax && found.length < complaintsMax; seen += 1) {
    const { node, key } = stack.pop() ?? { node: null, key: '' };
    if (typeof node === 'string') found.push(...sentence(node, names));
    else if (Array.isArray(node))
      stack.push(...(node as readonly Json[]).slice(0, complaintsMax).map((item) => ({ node: item, key })));
    else if (isObject(node)) {
      const told = itemComplaints(node);
      found.push(...(told ?? []));
      if (told === undefined) stack.push(...parts(node, { names, found, key }));
    }
  }
  return found.slice(0, complaintsMax);
}

/** Of an object that is no complaint itself: fields with messages, and what else may hold complaints. */
function parts(
  node: JsonObject,
  {
    names,
    found,
    key: above,
  }: { readonly names: readonly string[]; readonly found: Complaint[]; readonly key: string },
): readonly { readonly node: Json; readonly key: string }[] {
  const members = Object.entries(node).slice(0, nodesMax);
  return members.flatMap(([key, value]) => {
    if (key.length > stepCharsMax) return [];
    const messages = typeof value === 'string' ? [value] : textsOf(value);
    const isListed = /errors$/i.test(above) && /^[A-Za-z]\w{0,60}$/.test(key);
    const field = names.find((name) => sameName(name, key)) ?? (isListed ? key : undefined);
    if (field !== undefined && messages.length > 0) {
      found.push(...messages.flatMap((text) => complaintAt([field], judged(text, {}))));
      return [];
    }
    const isTold = typeof value === 'string' && !/^(?:message|detail|error|errors|title|description)$/i.test(key);
    return value === undefined || isTold ? [] : [{ node: value, key }];
  });
}

/** One entry of a list of errors: where, and what. Undefined: it is none. */
function itemComplaints(item: JsonObject): readonly Complaint[] | undefined {
  const where = placeOf(item);
  const said = [
    'type',
    'code',
    'keyword',
    'errorCode',
    'validation',
    'format',
    'expected',
    'msg',
    'message',
    'defaultMessage',
    'detail',
    'reason',
    'description',
  ]
    .map((key) => own(item, key))
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, messageCharsMax))
    .join(' ');
  if (where === undefined || said === '') return undefined;
  if (where === 'elsewhere') return [];
  const extras = [own(item, 'params'), own(item, 'ctx'), own(item, 'context'), item];
  const extra = (...keys: readonly string[]): Json | undefined =>
    extras.flatMap((holder) => keys.map((key) => own(holder, key))).find((value) => value !== undefined);
  const lost = extra('missingProperty') ?? /required property '([^']{1,100})'/.exec(said)?.[1];
  // Some name the object that lacks it, some the field itself.
  if (typeof lost === 'string')
    return complaintAt(where.at(-1) === lost ? where : [...where, lost], { what: 'missing' });
  const surplus = extra('additionalProperty', 'unevaluatedProperty', 'keys');
  const surplusNames = typeof surplus === 'string' ? [surplus] : textsOf(surplus);
  if (surplusNames.length > 0)
    return surplusNames.flatMap((name) => complaintAt([...where, name], { what: 'unknown' }));
  const limit = extra('limit', 'ge', 'gt', 'le', 'lt', 'min_length', 'max_length', 'minimum', 'maximum', 'comparison');
  const allowed = textsOf(
    extra('allowedValues', 'options', 'values', 'enum_values', 'permitted', 'valids', 'allowedValue'),
  ).filter((value) => value.length <= allowedCharsMax);
  const given = own(item, 'params');
  const more = [own(given, 'format'), own(given, 'type')].filter((text) => typeof text === 'string').join(' ');
  const facts = {
    ...(allowed.length > 0 ? { allowed } : {}),
    ...(Number.isFinite(limit) ? { limit: Number(limit) } : {}),
  };
  return complaintAt(where, judged(`${said} ${more}`, facts));
}

function complaintAt(path: readonly string[], said: ReturnType<typeof judged>): readonly Complaint[] {
  const isReadable = path.length <= stepsMax && path.every((step) => step.length <= stepCharsMax);
  return said === undefined || !isReadable ? [] : [{ path, ...said }];
}

const places = [
  'loc',
  'path',
  'instancePath',
  'field',
  'param',
  'propertyPath',
  'property',
  'pointer',
  'name',
  'attr',
  'attribute',
  'dataPath',
];

/** Steps in the body; `elsewhere`: it speaks of another part of the request. */
function placeOf(item: JsonObject): readonly string[] | 'elsewhere' | undefined {
  if (/^(?:query|params?|path|headers?|cookies?)$/i.test(ownText(item, 'location') ?? ownText(item, 'in') ?? ''))
    return 'elsewhere';
  const written = places
    .map((key) => own(item, key))
    .find((value) => typeof value === 'string' || Array.isArray(value));
  const found = written ?? own(own(item, 'source'), 'pointer');
  if (found === undefined || isNoField(item, found)) return undefined;
  const steps = Array.isArray(found)
    ? textsOf(found)
    : (typeof found === 'string' && found.length <= messageCharsMax ? found : '')
        .replace(/^#/, '')
        .replace(/\[['"]?([^\]'"]*)['"]?\]/g, '/$1')
        .split(/[/.]/);
  const named = steps.filter((step) => step !== '' && step !== '$');
  if (/^(?:query|path|headers?|cookies?|params)$/.test(named[0] ?? '') && named.length > 1) return 'elsewhere';
  return named[0] === 'body' || (named[0] === 'data' && named[1] === 'attributes')
    ? named.slice(named[0] === 'body' ? 1 : 2)
    : named;
}

/** `{ name: 'ValidationError' }`, and the address that was called, as Spring writes it beside the status. */
function isNoField(item: JsonObject, place: Json): boolean {
  if (typeof place !== 'string') return false;
  const isAnswer = ['status', 'statusCode', 'timestamp'].some((key) => own(item, key) !== undefined);
  return /(?:Error|Exception)$/.test(place) || (isAnswer && place.startsWith('/'));
}

/** `name should not be empty`, `Name can't be blank`, `body must have required property 'name'`, `"name" is required` */
function sentence(text: string, names: readonly string[]): readonly Complaint[] {
  if (text.length > messageCharsMax) return [];
  const lost = /required property '([^']{1,100})'/.exec(text)?.[1];
  if (lost !== undefined) return complaintAt([...stepsBefore(text), lost], { what: 'missing' });
  const words = wordsOf(text);
  const named = names.filter((name) => {
    const nameWords = wordsOf(name);
    const from = words[0] === 'body' || words[0] === 'the' ? 1 : 0;
    return nameWords.length > 0 && nameWords.every((word, at) => words[from + at] === word);
  });
  const field = named.toSorted((a, b) => b.length - a.length)[0];
  return field === undefined ? [] : complaintAt([field], judged(text, {}));
}

/** `body/card must have ...` */
function stepsBefore(text: string): readonly string[] {
  const [first = ''] = text.split(' ', 1);
  return first.split('/').slice(1);
}

function sameName(a: string, b: string): boolean {
  return a === b || (wordsOf(a).join(' ') === wordsOf(b).join(' ') && wordsOf(a).length > 0);
}

/** Text and numbers of a list, the first ones. What is nested is no text: to write it would take as many calls as it is deep. */
function textsOf(value: Json | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  const items = (value as readonly Json[]).slice(0, complaintsMax);
  return items.filter((item) => typeof item === 'string' || typeof item === 'number').map(String);
}
