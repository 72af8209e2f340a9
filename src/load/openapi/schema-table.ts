import type { Dialect, Example, JsonType, Property, Schema, SchemaId } from '../../model/api.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../../model/json.ts';
import { child, keysOf } from '../../model/source.ts';
import type { Cursor, Documents } from '../documents.ts';

/** Schemas of one document: the largest real one has 100,000. Behind it the rest is left out with a fault. */
const schemasMax = 1_000_000;

const jsonTypes: ReadonlySet<string> = new Set<JsonType>([
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
]);

/** Every schema once, by the pointer of its definition; a queue, so that depth and cycles cost nothing. */
export class SchemaTable {
  readonly schemas = new Map<SchemaId, Schema>();
  readonly #documents: Documents;
  readonly #dialect: Dialect;
  readonly #known = new Map<SchemaId, Cursor>();
  /** YAML aliases share objects: one object is one schema, or a few aliases would make millions. */
  readonly #byObject = new Map<object, SchemaId>();
  readonly #queue: Cursor[] = [];

  constructor(documents: Documents, dialect: Dialect) {
    this.#documents = documents;
    this.#dialect = dialect;
  }

  /** The id of the schema written here or referred to; undefined where there is none. It is read when `fill` is called. */
  ensure(written: Cursor): SchemaId | undefined {
    if (written.value === undefined || typeof written.value === 'boolean') return undefined;
    const cursor = this.#hasSiblings(written.value) ? written : this.#documents.follow(written);
    if (typeof cursor.value === 'boolean') return undefined;
    const object = this.#documents.object(cursor);
    if (object === undefined) return undefined;
    const known = this.#byObject.get(object);
    if (known !== undefined) return known;
    const id = `${cursor.at.source}#${cursor.at.path}`;
    if (this.#known.size >= schemasMax) {
      this.#documents.fault('too-deep', cursor.at, `More than ${schemasMax} schemas: this one was left out.`);
      return undefined;
    }
    this.#byObject.set(object, id);
    this.#known.set(id, cursor);
    this.#queue.push(cursor);
    return id;
  }

  /** Adds a schema that no object of the document is: a form of Swagger 2.0. */
  add(schema: Schema): SchemaId {
    this.schemas.set(schema.id, schema);
    return schema.id;
  }

  fill(): void {
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      const schema = this.#read(next);
      this.schemas.set(schema.id, schema);
    }
  }

  /** From 3.1 on keywords beside `$ref` count (JSON Schema 2020-12 section 8.2.3.1), but texts change nothing. */
  #hasSiblings(value: Json): boolean {
    if (this.#dialect === '2.0' || this.#dialect === '3.0' || ownText(value, '$ref') === undefined || !isObject(value))
      return false;
    return Object.keys(value).some(
      (key) =>
        !['$ref', 'description', 'summary', 'title', 'example', 'examples'].includes(key) && !key.startsWith('x-'),
    );
  }

  #read(cursor: Cursor): Schema {
    const raw = isObject(cursor.value) ? cursor.value : {};
    const name = nameOf(cursor);
    return {
      id: `${cursor.at.source}#${cursor.at.path}`,
      at: cursor.at,
      ...(name === undefined ? {} : { name }),
      ...plainKeywords(raw),
      types: typesOf(raw),
      examples: examplesOf(cursor, raw),
      properties: this.#properties(cursor, raw),
      required: requiredOf(raw),
      patternProperties: this.#map(cursor, 'patternProperties').map(([pattern, schema]) => ({ pattern, schema })),
      ...this.#oneEach(cursor, raw),
      prefixItems: this.#list(cursor, 'prefixItems'),
      allOf: this.#allOf(cursor, raw),
      anyOf: this.#list(cursor, 'anyOf'),
      oneOf: this.#list(cursor, 'oneOf'),
      others: this.#others(cursor),
      readOnly: own(raw, 'readOnly') === true,
      writeOnly: own(raw, 'writeOnly') === true,
      deprecated: own(raw, 'deprecated') === true,
      raw,
    };
  }

  #properties(cursor: Cursor, raw: JsonObject): readonly Property[] {
    const required = new Set(requiredOf(raw));
    const properties: Property[] = [];
    const written = this.#documents.get(cursor, 'properties');
    for (const name of Object.keys(this.#documents.object(written) ?? {})) {
      const entry = this.#documents.get(written, name);
      const schema = this.ensure(entry);
      if (schema === undefined) continue;
      const target = this.#known.get(schema)?.value;
      properties.push({
        name,
        at: entry.at,
        schema,
        required: required.has(name),
        // Beside a `$ref` of 3.0 the flag is formally ignored; whoever wrote it meant it.
        readOnly: own(entry.value, 'readOnly') === true || own(target, 'readOnly') === true,
        writeOnly: own(entry.value, 'writeOnly') === true || own(target, 'writeOnly') === true,
      });
    }
    return properties;
  }

  #oneEach(cursor: Cursor, raw: JsonObject): Partial<Schema> {
    const items = own(raw, 'items');
    // Draft 4's list of items is what 2020-12 calls prefixItems; it has no items then.
    const itemSchema = Array.isArray(items) ? undefined : this.ensure(this.#documents.get(cursor, 'items'));
    const discriminator = this.#discriminator(cursor);
    const found = {
      items: itemSchema,
      not: this.ensure(this.#documents.get(cursor, 'not')),
      propertyNames: this.ensure(this.#documents.get(cursor, 'propertyNames')),
      additionalProperties: this.#schemaOrBoolean(cursor, 'additionalProperties'),
      unevaluatedProperties: this.#schemaOrBoolean(cursor, 'unevaluatedProperties'),
      discriminator,
    };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  }

  #schemaOrBoolean(cursor: Cursor, key: string): SchemaId | boolean | undefined {
    const written = this.#documents.get(cursor, key);
    return typeof written.value === 'boolean' ? written.value : this.ensure(written);
  }

  #discriminator(cursor: Cursor): Schema['discriminator'] {
    const written = own(cursor.value, 'discriminator');
    const propertyName = typeof written === 'string' ? written : ownText(written, 'propertyName');
    if (propertyName === undefined) return undefined;
    const mapping = new Map<string, SchemaId>();
    const table = own(written, 'mapping');
    for (const [value, target] of isObject(table) ? Object.entries(table) : []) {
      if (typeof target !== 'string') continue;
      const ref = /[#/.]/.test(target) ? target : `#/components/schemas/${target}`;
      const id = this.ensure({ value: { $ref: ref }, at: child(cursor.at, 'discriminator', 'mapping', value) });
      if (id !== undefined) mapping.set(value, id);
    }
    return { propertyName, mapping };
  }

  #allOf(cursor: Cursor, raw: JsonObject): readonly SchemaId[] {
    const written = this.#list(cursor, 'allOf');
    if (!this.#hasSiblings(raw)) return written;
    const target = this.#documents.follow(cursor);
    const id = target.value === undefined ? undefined : this.ensure(target);
    return id === undefined ? written : [id, ...written];
  }

  #list(cursor: Cursor, key: string): readonly SchemaId[] {
    const written = this.#documents.get(cursor, key);
    if (written.value === undefined) return [];
    return this.#documents.items(written).flatMap((item) => this.ensure(item) ?? []);
  }

  #map(cursor: Cursor, key: string): readonly (readonly [string, SchemaId])[] {
    const written = this.#documents.get(cursor, key);
    return Object.keys(this.#documents.object(written) ?? {}).flatMap((name) => {
      const id = this.ensure(this.#documents.get(written, name));
      return id === undefined ? [] : [[name, id] as const];
    });
  }

  #others(cursor: Cursor): readonly SchemaId[] {
    const single = ['if', 'then', 'else', 'contains', 'contentSchema', 'additionalItems', 'unevaluatedItems'];
    const found = single.flatMap((key) => this.ensure(this.#documents.get(cursor, key)) ?? []);
    const dependent = this.#map(cursor, 'dependentSchemas').map(([, id]) => id);
    const tuple = Array.isArray(own(cursor.value, 'items')) ? this.#list(cursor, 'items') : [];
    return [...found, ...dependent, ...tuple];
  }
}

/** Numbers, texts and flags that stand for themselves; what has the wrong type is left out. */
function plainKeywords(raw: JsonObject): Partial<Schema> {
  const found: Record<string, unknown> = {};
  for (const key of [
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'minProperties',
    'maxProperties',
    'minimum',
    'maximum',
    'multipleOf',
    'exclusiveMinimum',
    'exclusiveMaximum',
  ]) {
    const value = own(raw, key);
    if (typeof value === 'number') found[key] = value;
  }
  for (const key of ['format', 'pattern', 'title', 'description', 'contentEncoding', 'contentMediaType']) {
    const value = own(raw, key);
    if (typeof value === 'string') found[key] = value;
  }
  if (own(raw, 'uniqueItems') === true) found['uniqueItems'] = true;
  if (Object.hasOwn(raw, 'default')) found['default'] = raw['default'];
  const values = own(raw, 'enum');
  if (Object.hasOwn(raw, 'const')) found['enum'] = [raw['const']];
  else if (Array.isArray(values)) found['enum'] = values;
  // 3.0 and 2.0 say by a flag that the limit itself is excluded.
  for (const [flag, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (own(raw, flag) === true && typeof found[limit] === 'number') {
      found[flag] = found[limit];
      delete found[limit];
    }
  }
  return found;
}

function typesOf(raw: JsonObject): readonly JsonType[] {
  const written = own(raw, 'type');
  const list = Array.isArray(written) ? (written as readonly Json[]) : written === undefined ? [] : [written];
  const types = list
    .map((type) => (type === 'file' ? 'string' : type))
    .filter((type): type is JsonType => typeof type === 'string' && jsonTypes.has(type));
  const nullable = own(raw, 'nullable') === true || own(raw, 'x-nullable') === true;
  return nullable && types.length > 0 && !types.includes('null') ? [...types, 'null'] : types;
}

function requiredOf(raw: JsonObject): readonly string[] {
  const written = own(raw, 'required');
  return Array.isArray(written)
    ? (written as readonly Json[]).filter((name): name is string => typeof name === 'string')
    : [];
}

function examplesOf(cursor: Cursor, raw: JsonObject): readonly Example[] {
  const examples: Example[] = [];
  for (const key of ['example', 'x-example']) {
    const value = own(raw, key);
    if (value !== undefined) examples.push({ at: child(cursor.at, key), value });
  }
  const list = own(raw, 'examples');
  if (Array.isArray(list))
    (list as readonly Json[]).forEach((value, index) =>
      examples.push({ at: child(cursor.at, 'examples', index), value }),
    );
  return examples;
}

/** The name that others refer to it by; of a file that is one schema its file name. */
function nameOf({ at }: Cursor): string | undefined {
  const keys = keysOf(at.path);
  if (keys.length === 3 && keys[0] === 'components' && keys[1] === 'schemas') return keys[2];
  if (keys.length === 2 && keys[0] === 'definitions') return keys[1];
  return keys.length === 0 ? at.source.replace(/^.*\//, '').replace(/\.[a-z0-9]+$/i, '') : undefined;
}
