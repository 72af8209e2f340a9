import { NotTested } from '../check/target.ts';
import type { ApiModel, Body, Operation, Property } from '../model/api.ts';
import { flatten } from '../model/flatten.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { madeValue } from './made-value.ts';
import { tagPattern } from '../model/redact/tag.ts';
import { put } from './json-path.ts';
import { patched, type Patch } from './repair/mend-body.ts';
import type { Making, Wish } from './request.ts';
import { plain } from './values.ts';

export interface BuiltBody {
  readonly text: string;
  readonly mediaType: string;
}

const form = 'application/x-www-form-urlencoded';

/** The body in the media type that says most: JSON, else a form, else an example as it stands. */
export function requestBody(operation: Operation, wish: Wish, making: Making): BuiltBody | undefined {
  if (wish.rawBody !== undefined) return rawBody(wish.rawBody, making);
  const bodies = operation.requestBodies;
  const json = bodies.find(({ mediaType }) => /[/+]json$/.test(mediaType));
  const used = json ?? bodies.find(({ mediaType }) => mediaType === form);
  if (used === undefined) return bodies.length === 0 ? undeclared(wish, making) : example(operation, bodies);
  const value = bodyOf(used, wish, making);
  if (used === json) return { text: JSON.stringify(value), mediaType: used.mediaType };
  const pairs = isObject(value) ? Object.entries(value) : [];
  const fields = pairs.map(([name, item]): [string, string] => [name, plain(item ?? '')]);
  return { text: new URLSearchParams(fields).toString(), mediaType: form };
}

/** Broken or not: in JSON a value stands as JSON writes it, so that it cannot break the text a second time. */
export function rawBody({ text, mediaType }: BuiltBody, { reveal }: Pick<Making, 'reveal'>): BuiltBody {
  if (!mediaType.includes('json')) return { text: reveal(text), mediaType };
  return { text: text.replace(tagPattern, (tag) => JSON.stringify(reveal(tag)).slice(1, -1)), mediaType };
}

/** What is valid or was served before, then the caller's own ids, then what the seed or the probe wants. */
function bodyOf(body: Body, wish: Wish, making: Making): Json {
  const { seedBody } = wish;
  if (seedBody !== undefined && !isObject(seedBody)) return withPlaces(seedBody, wish, making);
  const made = making.served ?? validBody(making.api, body, seedBody === undefined ? 'usual' : 'minimal');
  const valid = patched(made, learned(making));
  if (!isObject(valid)) return withPlaces(valid, wish, making);
  // What the body does not require is no reason to send more than would be sent.
  const needed = new Set(propertiesOf(making.api, body).flatMap(({ name, required }) => (required ? [name] : [])));
  const own = Object.entries(ownIds(body, wish, making)).filter(
    ([name]) => needed.has(name) || Object.hasOwn(valid, name),
  );
  const merged = { ...valid, ...Object.fromEntries(own), ...seedBody, ...revealed(wish.body ?? {}, making) };
  return withPlaces(merged, wish, making);
}

/** Values may be tags: ids of the caller's own. */
function learned({ learned: patches = [], reveal }: Making): readonly Patch[] {
  return patches.map((patch) => (typeof patch.value === 'string' ? { ...patch, value: reveal(patch.value) } : patch));
}

/** What the probe wants at a path stands there, whatever else would. */
function withPlaces(body: Json, { bodyAt = {} }: Wish, making: Making): Json {
  return Object.entries(revealed(bodyAt, making)).reduce((json, [path, value]) => put(json, path, value ?? null), body);
}

/** The document's example, made to hold where it does not, else what the schema says; without what the server sets itself. */
function validBody(api: ApiModel, body: Body, kind: 'usual' | 'minimal'): Json {
  const { schema, examples } = body;
  const given = examples.find(({ value }) => typeof value === 'object' && value !== null)?.value;
  if (schema === undefined) return given ?? {};
  const made = madeValue(api, schema, { kind, examples });
  if (made.kind === 'valid') return made.value;
  // The author's own example says more than a schema that contradicts itself.
  const whole = given ?? made.value;
  if (!isObject(whole)) return given ?? {};
  const set = new Set(propertiesOf(api, body).flatMap(({ readOnly, name }) => (readOnly ? [name] : [])));
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !set.has(name)));
}

function propertiesOf(api: ApiModel, { schema }: Body): readonly Property[] {
  return (schema === undefined ? undefined : flatten(api, schema))?.properties ?? [];
}

/** Ids come as text; where the schema wants a number they are one. */
function ownIds(body: Body, { bodyIds = {} }: Wish, { api, reveal }: Making): JsonObject {
  const properties = new Map(propertiesOf(api, body).map(({ name, schema }) => [name, flatten(api, schema)]));
  return Object.fromEntries(
    Object.entries(bodyIds).map(([name, id]) => {
      const isNumber = properties.get(name)?.types.some((type) => type === 'integer' || type === 'number') ?? false;
      const value = reveal(id);
      return [name, isNumber && /^\d{1,15}$/.test(value) ? Number(value) : value];
    }),
  );
}

function undeclared(wish: Wish, making: Making): BuiltBody | undefined {
  const { seedBody, body, bodyAt } = wish;
  const whole = seedBody ?? (body === undefined ? undefined : revealed(body, making));
  const value = bodyAt === undefined ? whole : withPlaces(whole ?? {}, wish, making);
  return value === undefined ? undefined : { text: JSON.stringify(value), mediaType: 'application/json' };
}

function example(operation: Operation, bodies: readonly Body[]): BuiltBody | undefined {
  for (const { examples, mediaType } of bodies) {
    const text = examples.find(({ value }) => typeof value === 'string')?.value;
    if (typeof text === 'string') return { text, mediaType };
  }
  const [first] = bodies;
  if (first === undefined || !first.required) return undefined;
  throw new NotTested(`${operation.id}: no body can be made of ${first.mediaType}; give it an example`);
}

/** Through text and back: JSON walks the body, however deep it is. A value is revealed whole, so it cannot break the JSON. */
function revealed(body: JsonObject, { reveal }: Making): JsonObject {
  return JSON.parse(JSON.stringify(body), (_key, value: Json) =>
    typeof value === 'string' ? reveal(value) : value,
  ) as JsonObject;
}
