/**
 * A 3.0 document as 3.1, by @scalar/openapi-upgrader, and what that changes in meaning. Each of its errors is told by
 * looking at the older document alone, counted by name, and undone at that place: what is left must mean the same.
 */
import { upgradeFromThreeToThreeOne } from '@scalar/openapi-upgrader/3.0-to-3.1';
import type { Json, JsonObject } from '../../src/model/json.ts';

/** What the upgrader gets wrong, and why it is wrong. */
export const upgraderErrors = {
  'nullable-kept': '`nullable` without `type` is left as it stands; in 3.1 it is no keyword and null is refused',
  'ref-sibling-kept':
    'defaults and keywords that constrain, beside a `$ref`, are left; 3.0 ignores them, 3.1 applies them',
  'name-taken-for-example': 'a property, parameter or component called `example` is renamed to `examples`',
  'octet-stream-emptied': 'all below a media type application/octet-stream is dropped, schemas of other kinds too',
  'byte-given-media-type': '`format: byte` is given the media type of the whole body as its own contentMediaType',
  'extension-taken-for-webhooks': '`x-webhooks`, an extension, becomes `webhooks`',
  'value-rewritten': 'a default, an enum or an extension that looks like a schema is rewritten as one',
} as const;
export type UpgraderError = keyof typeof upgraderErrors;
export type Errors = Map<UpgraderError, number>;

type Node = Record<string, Json | undefined>;

/** `errors` is added to. A file without `openapi` is a part of a 3.0 document. */
export function upgraded(document: Json, errors: Errors): Json {
  const isPart = !isNode(document) || document['openapi'] === undefined;
  const whole = isPart ? { openapi: '3.0.3', part: document } : document;
  const after = upgradeAt(whole);
  mend(whole, after, { path: [], isNames: false, errors });
  return isPart ? (after['part'] as Json) : after;
}

function upgradeAt(whole: JsonObject): Node {
  // What it does not copy it changes in place, and what it leaves out it sets to undefined.
  return JSON.parse(JSON.stringify(upgradeFromThreeToThreeOne(structuredClone(whole)))) as Node;
}

/** What JSON made is anybody's to change. */
function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maps whose keys are names that the author chose: no key of them is a keyword. */
const nameMaps = new Set(
  'properties patternProperties schemas parameters headers responses requestBodies securitySchemes links callbacks examples mapping variables scopes paths content encoding'.split(
    ' ',
  ),
);
const values = new Set(['default', 'enum', 'example', 'examples', 'value', 'const']);

interface Place {
  readonly path: readonly string[];
  /** The node is a map of names. */
  readonly isNames: boolean;
  readonly errors: Errors;
}

/** Walks both; `after` is mended in place. */
function mend(before: Json | undefined, after: Json | undefined, place: Place): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    (before as readonly Json[]).forEach((item, index) => {
      mend(item, after[index] as Json, { ...place, path: [...place.path, String(index)], isNames: false });
    });
    return;
  }
  if (!isNode(before) || !isNode(after)) return;
  const mended: Node = after;
  const count = (name: UpgraderError): unknown => place.errors.set(name, (place.errors.get(name) ?? 0) + 1);
  if (place.isNames) mendNames(before, after, count);
  else mendKeywords(before, after, count);
  for (const [key, older] of Object.entries(before)) {
    if (older === undefined || !Object.hasOwn(after, key)) continue;
    const isValue = !place.isNames && (values.has(key) || key.startsWith('x-'));
    if (isValue) {
      if (!key.startsWith('example') && key !== 'value' && JSON.stringify(older) !== JSON.stringify(after[key])) {
        count('value-rewritten');
        mended[key] = older;
      }
      continue;
    }
    if (place.path.at(-1) === 'content' && key === 'application/octet-stream') mendBytes(older, after, count);
    const isNames = !place.isNames && nameMaps.has(key);
    mend(older, after[key], { ...place, path: [...place.path, key], isNames });
  }
  if (!place.isNames) mendNullable(before, after, count);
}

function mendNames(before: Node, after: Node, count: (name: UpgraderError) => unknown): void {
  if (before['example'] === undefined || after['example'] !== undefined) return;
  count('name-taken-for-example');
  after['example'] = upgradeAt({ openapi: '3.0.3', part: before['example'] })['part'];
  delete after['examples'];
  if (before['examples'] !== undefined)
    after['examples'] = upgradeAt({ openapi: '3.0.3', part: before['examples'] })['part'];
}

function mendKeywords(before: Node, after: Node, count: (name: UpgraderError) => unknown): void {
  if (before['x-webhooks'] !== undefined && after['x-webhooks'] === undefined) {
    count('extension-taken-for-webhooks');
    after['x-webhooks'] = before['x-webhooks'];
    delete after['webhooks'];
  }
  if (typeof before['$ref'] === 'string') {
    const kept = Object.keys(after).filter(
      (key) => key === 'default' || !(key === '$ref' || key === 'summary' || isAnnotation(key)),
    );
    if (kept.length > 0) count('ref-sibling-kept');
    for (const key of kept) delete after[key];
    return;
  }
  if (before['format'] === 'byte' && after['contentMediaType'] !== undefined) {
    count('byte-given-media-type');
    delete after['contentMediaType'];
  }
}

/** After all below it: what stood beside `nullable` moves. */
function mendNullable(before: Node, after: Node, count: (name: UpgraderError) => unknown): void {
  if (before['nullable'] !== true || before['type'] !== undefined || after['nullable'] !== true) return;
  count('nullable-kept');
  delete after['nullable'];
  const constraints = Object.keys(after).filter((key) => !isAnnotation(key));
  if (constraints.length === 0) return;
  const [only = ''] = constraints;
  const variants = after[only];
  if (constraints.length === 1 && /^(any|one)Of$/.test(only) && Array.isArray(variants)) {
    after[only] = [...(variants as readonly Json[]), { type: 'null' }];
    return;
  }
  after['anyOf'] = [Object.fromEntries(constraints.map((key) => [key, after[key]])), { type: 'null' }];
  for (const key of constraints) if (key !== 'anyOf') delete after[key];
}

function isAnnotation(key: string): boolean {
  return /^(title|description|default|deprecated|readOnly|writeOnly|examples?|externalDocs|xml|x-.*)$/.test(key);
}

/** The upgrade guide of OpenAPI leaves out the schema of bytes alone. */
function mendBytes(before: Json, after: Node, count: (name: UpgraderError) => unknown): void {
  if (!isNode(before)) return;
  const schema = before['schema'];
  if (schema === undefined) return;
  const isBytes = isNode(schema) && schema['type'] === 'string' && schema['format'] === 'binary';
  if (isBytes) return;
  count('octet-stream-emptied');
  after['application/octet-stream'] = upgradeAt({ openapi: '3.0.3', part: before })['part'];
}
