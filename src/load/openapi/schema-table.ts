import type { Dialect, Example, Property, Schema, SchemaId } from '../../model/api.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../../model/json.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { Cursor, Documents } from '../documents.ts';
import { finish, newDraft, none, plainKeywords, requiredOf, type Draft } from './schema-keywords.ts';

/** Schemas of one document: the largest real one has 100,000. Behind it the rest is left out with a fault. */
const schemasMax = 1_000_000;

/** A reference beside which its end is told: that the property is deprecated says nothing of the schema it refers to. */
function isReferenceWithEnd(value: Json | undefined): value is JsonObject {
  return isObject(value) && '$ref' in value && ('deprecated' in value || 'x-sunset' in value);
}

/** Parts of a property's own schema that are asked for its direction. */
const flagPartsMax = 20;

const annotations: ReadonlySet<string> = new Set(['$ref', 'description', 'summary', 'title', 'example', 'examples']);

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
    return Object.keys(value).some((key) => !annotations.has(key) && !key.startsWith('x-'));
  }

  #read(cursor: Cursor): Schema {
    const raw = isObject(cursor.value) ? cursor.value : {};
    const name = nameOf(cursor);
    const draft = newDraft(`${cursor.at.source}#${cursor.at.path}`, cursor.at, raw);
    if (name !== undefined) draft.name = name;
    // One look at each key that is there: asking for every keyword there might be costs five times as much.
    for (const key of Object.keys(raw)) {
      const value = raw[key];
      const plain = plainKeywords.get(key);
      if (plain !== undefined) plain(draft, value);
      else this.#children(draft, key, { value, at: cursor.at });
    }
    finish(draft);
    if (this.#hasSiblings(raw)) this.#joinTarget(draft, cursor);
    return draft;
  }

  /** Keywords that hold schemas or stand at a place of their own. */
  #children(draft: Draft, key: string, { value, at }: Cursor): void {
    const written = (): Cursor => ({ value, at: child(at, key) });
    switch (key) {
      case 'properties':
        draft.properties = this.#properties(written(), draft.raw);
        return;
      case 'patternProperties':
        draft.patternProperties = this.#map(written()).map(([pattern, schema]) => ({ pattern, schema }));
        return;
      case 'items':
        this.#items(draft, written());
        return;
      case 'not':
      case 'propertyNames':
        this.#one(draft, key, this.ensure(written()));
        return;
      case 'additionalProperties':
      case 'unevaluatedProperties':
        this.#one(draft, key, typeof value === 'boolean' ? value : this.ensure(written()));
        return;
      case 'discriminator':
        this.#one(draft, key, this.#discriminator(written()));
        return;
      case 'prefixItems':
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        draft[key] = this.#list(written());
        return;
      case 'if':
      case 'then':
      case 'else':
      case 'contains':
      case 'contentSchema':
      case 'additionalItems':
      case 'unevaluatedItems':
        draft.others = [...draft.others, ...listed(this.ensure(written()))];
        return;
      case 'dependentSchemas':
        draft.others = [...draft.others, ...this.#map(written()).map(([, id]) => id)];
        return;
      case 'example':
      case 'x-example':
        if (value !== undefined) draft.examples = [...draft.examples, { at: written().at, value }];
        return;
      case 'examples':
        if (Array.isArray(value)) draft.examples = [...draft.examples, ...exampleList(written().at, value)];
        return;
      default:
    }
  }

  #one<K extends keyof Schema>(draft: Draft, key: K, value: Draft[K] | undefined): void {
    if (value !== undefined) draft[key] = value;
  }

  /** Draft 4's list of items is what 2020-12 calls prefixItems; it has no items then. */
  #items(draft: Draft, written: Cursor): void {
    if (Array.isArray(written.value)) draft.others = [...draft.others, ...this.#list(written)];
    else this.#one(draft, 'items', this.ensure(written));
  }

  #properties(written: Cursor, raw: JsonObject): readonly Property[] {
    const object = this.#documents.object(written);
    if (object === undefined) return none;
    const required = new Set(requiredOf(own(raw, 'required')));
    const properties: Property[] = [];
    for (const name of Object.keys(object)) {
      const entry = { value: object[name], at: child(written.at, name) };
      const schema = this.ensure(entry);
      if (schema === undefined) continue;
      const target = this.#known.get(schema);
      properties.push({
        name,
        at: entry.at,
        schema,
        required: required.has(name),
        // Beside a `$ref` of 3.0 the flag is formally ignored; whoever wrote it meant it.
        readOnly: own(entry.value, 'readOnly') === true || this.#isMarked(target, 'readOnly'),
        writeOnly: own(entry.value, 'writeOnly') === true || this.#isMarked(target, 'writeOnly'),
        ...(isReferenceWithEnd(entry.value) ? { beside: entry.value } : {}),
      });
    }
    return properties;
  }

  /** Of several schemas that hold together one that says it is enough (JSON Schema 2020-12, validation section 9.4). */
  #isMarked(target: Cursor | undefined, flag: 'readOnly' | 'writeOnly'): boolean {
    if (own(target?.value, flag) === true) return true;
    if (target === undefined || own(target.value, 'allOf') === undefined) return false;
    const queue = [target];
    for (const written of queue) {
      const cursor = this.#documents.follow(written);
      if (own(written.value, flag) === true || own(cursor.value, flag) === true) return true;
      const parts = own(cursor.value, 'allOf');
      if (!Array.isArray(parts)) continue;
      for (const [index, part] of (parts as readonly Json[]).slice(0, flagPartsMax).entries())
        if (queue.length < flagPartsMax) queue.push({ value: part, at: child(cursor.at, 'allOf', index) });
    }
    return false;
  }

  #discriminator({ value, at }: Cursor): Schema['discriminator'] {
    const propertyName = typeof value === 'string' ? value : ownText(value, 'propertyName');
    if (propertyName === undefined) return undefined;
    const mapping = new Map<string, SchemaId>();
    const table = own(value, 'mapping');
    for (const [name, target] of isObject(table) ? Object.entries(table) : []) {
      if (typeof target !== 'string') continue;
      const ref = /[#/.]/.test(target) ? target : `#/components/schemas/${target}`;
      const id = this.ensure({ value: { $ref: ref }, at: child(at, 'mapping', name) });
      if (id !== undefined) mapping.set(name, id);
    }
    return { propertyName, mapping };
  }

  /** What stands beside a `$ref` and what it refers to hold together. */
  #joinTarget(draft: Draft, cursor: Cursor): void {
    const target = this.#documents.follow(cursor);
    const id = target.value === undefined ? undefined : this.ensure(target);
    if (id !== undefined) draft.allOf = [id, ...draft.allOf];
  }

  #list(written: Cursor): readonly SchemaId[] {
    return this.#documents.items(written).flatMap((item) => listed(this.ensure(item)));
  }

  #map(written: Cursor): readonly (readonly [string, SchemaId])[] {
    const object = this.#documents.object(written) ?? {};
    return Object.keys(object).flatMap((name) => {
      const id = this.ensure({ value: object[name], at: child(written.at, name) });
      return id === undefined ? [] : [[name, id] as const];
    });
  }
}

function listed(id: SchemaId | undefined): readonly SchemaId[] {
  return id === undefined ? none : [id];
}

function exampleList(at: Pointer, values: readonly Json[]): readonly Example[] {
  return values.map((value, index) => ({ at: child(at, index), value }));
}

/** The name that others refer to it by; of a file that is one schema its file name. */
function nameOf({ at }: Cursor): string | undefined {
  if (at.path === '') return at.source.replace(/^.*\//, '').replace(/\.[a-z0-9]+$/i, '');
  const shared = /^\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(at.path)?.[1];
  return shared?.replaceAll('~1', '/').replaceAll('~0', '~');
}
