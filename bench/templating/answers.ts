import type { ApiModel, Operation, Schema, SchemaId } from '../../src/model/api.ts';
import { flatten } from '../../src/model/flatten.ts';
import { wordsOf } from '../../src/model/words.ts';
import type { Random } from '../../scripts/random.ts';
import { slug, uuid } from './values.ts';

/** Objects of a body are filled down to this level. */
const depthMax = 4;
/** Most properties of one object. */
const propertiesMax = 25;

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** What an answer names: the object or objects it is about, and those on the way to it. */
export interface Naming {
  /** The parameter that names each object, and the values to give them. */
  readonly subject?: { readonly name: string; readonly values: readonly string[] };
  /** Parameters of the path, which objects may name again: `accountId`, `owner: {login}`. */
  readonly path: ReadonlyMap<string, string>;
}

/** A body that the document allows for this operation's success; undefined where it has none. */
export function answerOf(
  api: ApiModel,
  operation: Operation,
  { naming, random }: { naming: Naming; random: Random },
): { status: number; json?: Value } {
  const success = operation.responses.find(({ status }) => status.startsWith('2'));
  const status = Number(success?.status.replaceAll('X', '0') ?? 200) || 200;
  const body = success?.bodies.find(({ mediaType }) => mediaType.includes('json'));
  if (body?.schema === undefined) return { status };
  const json = new Body(api, naming, random).of(body.schema, 0, '');
  return { status, json };
}

/** A value of a schema: properties that need not be there are there with this chance, at every level. */
export function sampleOf(
  api: ApiModel,
  schema: SchemaId,
  { random, optional }: { random: Random; optional: number },
): Value {
  return new Body(api, { path: new Map() }, random, { optional, everywhere: true }).of(schema, 0, '');
}

class Body {
  readonly #api: ApiModel;
  readonly #naming: Naming;
  readonly #random: Random;
  readonly #presence: { readonly optional: number; readonly everywhere: boolean };
  #subjects = 0;

  // oxlint-disable-next-line max-params
  constructor(api: ApiModel, naming: Naming, random: Random, presence = { optional: 0.6, everywhere: false }) {
    this.#presence = presence;
    this.#api = api;
    this.#naming = naming;
    this.#random = random;
  }

  of(id: SchemaId, depth: number, name: string): Value {
    const schema = this.#choose(id);
    if (schema === undefined) return slug(this.#random);
    if (schema.enum !== undefined && schema.enum.length > 0) return this.#random.pick(schema.enum) as Value;
    if (schema.types.includes('array') || schema.items !== undefined) {
      if (schema.items === undefined || depth >= depthMax) return [];
      const { items } = schema;
      const length = depth <= 1 ? this.#random.between(1, 5) : this.#random.between(0, 2);
      return Array.from({ length }, () => this.of(items, depth + 1, name));
    }
    if (schema.types.includes('object') || schema.properties.length > 0) return this.#object(schema, depth, name);
    return this.#scalar(schema, name);
  }

  /** One way through `oneOf` and `anyOf`. */
  #choose(id: SchemaId): Schema | undefined {
    let schema = flatten(this.#api, id);
    for (let step = 0; step < 4 && schema !== undefined; step += 1) {
      const variants: readonly SchemaId[] = schema.oneOf.length > 0 ? schema.oneOf : schema.anyOf;
      if (variants.length === 0 || schema.properties.length > 0) return schema;
      schema = flatten(this.#api, this.#random.pick(variants));
    }
    return schema;
  }

  #object(schema: Schema, depth: number, name: string): Value {
    const made: { [key: string]: Value } = {};
    if (depth >= depthMax) return made;
    for (const property of schema.properties.slice(0, propertiesMax * 2)) {
      if (property.writeOnly) continue;
      if (Object.keys(made).length >= propertiesMax && !property.required) continue;
      const { optional, everywhere } = this.#presence;
      if (!property.required && (everywhere || depth > 0) && this.#random.next() >= optional) continue;
      made[property.name] = this.of(property.schema, depth + 1, property.name);
    }
    const { additionalProperties: others } = schema;
    // A map: its keys are ids or names of things.
    if (typeof others === 'string' && schema.properties.length === 0) {
      for (let left = this.#random.between(1, 4); left > 0; left -= 1)
        made[this.#random.next() < 0.5 ? uuid(this.#random) : slug(this.#random)] = this.of(others, depth + 1, '');
    }
    this.#name(made, depth, name);
    return made;
  }

  /** Objects at the top, and in lists of it, are those that the address is about; others may be those on the way. */
  #name(made: { [key: string]: Value }, depth: number, name: string): void {
    const { subject, path } = this.#naming;
    for (const [parameter, value] of path) {
      const key = Object.keys(made).find((each) => same(each, parameter));
      if (key !== undefined && /id|name|number|sid|key$/i.test(parameter)) put(made, key, value);
      if (name !== '' && same(name, parameter)) this.#identify(made, parameter, value);
    }
    const isSubject = depth <= 2 && (name === '' || Object.keys(made).length > 1);
    if (subject === undefined || !isSubject || this.#subjects >= subject.values.length) return;
    // Below an envelope such as {meta, data: []} the identity of the envelope itself is no object's.
    const value = subject.values[this.#subjects] ?? '';
    if (this.#identify(made, subject.name, value)) this.#subjects += 1;
  }

  #identify(made: { [key: string]: Value }, parameter: string, value: string): boolean {
    const words = wordsOf(parameter);
    const candidates = [parameter, words.at(-1) ?? '', 'id', 'sid', 'slug', 'login', 'key', 'code', 'number', 'name'];
    for (const candidate of candidates) {
      const key = Object.keys(made).find((each) => same(each, candidate));
      if (key !== undefined && put(made, key, value)) return true;
    }
    const { metadata } = made;
    return (
      typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) && put(metadata, 'name', value)
    );
  }

  #scalar({ types, format }: Schema, name: string): Value {
    const random = this.#random;
    if (types.includes('null') && random.next() < 0.15) return null;
    if (types.includes('boolean')) return random.next() < 0.5;
    if (types.includes('integer')) return random.between(0, 100_000);
    if (types.includes('number')) return random.between(0, 100_000) / 100;
    switch (format) {
      case 'uuid':
        return uuid(random);
      case 'date':
        return `2026-0${random.between(1, 9)}-1${random.between(0, 9)}`;
      case 'date-time':
        return `2026-0${random.between(1, 9)}-1${random.between(0, 9)}T1${random.between(0, 9)}:00:00Z`;
      case 'uri':
        return `https://things.example/${slug(random)}`;
      case 'email':
        return `${slug(random)}@mail.example`;
      default:
        return /(?:^|_|[a-z])(?:id|Id|sid|Sid|uuid)$/.test(name)
          ? random.letters('0123456789abcdef', 16)
          : slug(random);
    }
  }
}

function same(a: string, b: string): boolean {
  return a !== '' && wordsOf(a).join() === wordsOf(b).join();
}

/** Only where the property has the value's type. */
function put(made: { [key: string]: Value }, key: string, value: string): boolean {
  const now = made[key];
  if (typeof now === 'number' && /^\d{1,15}$/.test(value)) made[key] = Number(value);
  else if (typeof now === 'string') made[key] = value;
  else return false;
  return true;
}
