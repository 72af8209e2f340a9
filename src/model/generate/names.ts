import type { Property, Schema, SchemaId } from '../api.ts';
import { Chance } from './chance.ts';
import { demandOf } from './demand.ts';
import { isNamed, restOf, type Judging } from './judge.ts';
import { declares, isForbidden } from './parts.ts';
import { textOf } from './pattern-text.ts';
import { scalarOf } from './scalar.ts';

const indexes = new WeakMap<Schema, ReadonlyMap<string, Property>>();

function propertiesOf(schema: Schema): ReadonlyMap<string, Property> {
  let index = indexes.get(schema);
  if (index === undefined)
    indexes.set(schema, (index = new Map(schema.properties.map((property) => [property.name, property]))));
  return index;
}

/** What all parts of a demand say of the properties of one object. */
export class Names {
  readonly declared: readonly string[];
  readonly required: ReadonlySet<string>;
  readonly #parts: readonly Schema[];

  constructor(parts: readonly Schema[]) {
    this.#parts = parts;
    this.declared = [...new Set(parts.flatMap((part) => part.properties.map(({ name }) => name)))];
    this.required = new Set(parts.flatMap((part) => part.required));
  }

  /** The server's own: no part of a request. */
  isSet(name: string): boolean {
    return this.#parts.some((part) => propertiesOf(part).get(name)?.readOnly === true);
  }

  /** All schemas that hold of the property. */
  schemasOf(name: string): readonly SchemaId[] {
    const ids = this.#parts.flatMap((part) => {
      const own = propertiesOf(part).get(name)?.schema;
      return [...(own === undefined ? [] : [own]), ...(restOf(part, name) || [])];
    });
    return [...new Set(ids)];
  }

  /** The part that says that there must be no such property. */
  bannedBy(name: string): Schema | undefined {
    return this.#parts.find(
      (part) => restOf(part, name) === false || isForbidden(part, name) || isUnevaluated(part, name, this.#parts),
    );
  }
}

/** Closed by `unevaluatedProperties`: what no part declares. */
function isUnevaluated(part: Schema, name: string, parts: readonly Schema[]): boolean {
  if (part.unevaluatedProperties !== false) return false;
  return !parts.some(
    (one) =>
      declares(one, name) ||
      one.patternProperties.some(({ pattern }) => isNamed(pattern, name)) ||
      (one !== part && one.additionalProperties !== undefined && one.additionalProperties !== false),
  );
}

/** Names that no `properties` has: those that a pattern or `propertyNames` asks for, else `probe1`, `probe2`. */
export function* extraNames(judging: Judging, parts: readonly Schema[], seed: number): Generator<string> {
  const patterns = parts.flatMap((part) => part.patternProperties.map(({ pattern }) => pattern));
  const forms = parts.flatMap(({ propertyNames }) => propertyNames ?? []);
  const chance = new Chance(seed);
  for (let turn = 0; turn < namesMax; turn += 1) {
    const pattern = patterns[turn % Math.max(1, patterns.length)];
    const name = pattern === undefined ? undefined : textOf(pattern, { least: 0, most: 200 }, chance);
    if (forms.length > 0) {
      const demand = demandOf(judging.api, forms, (_key, [first]) => first);
      const text = scalarOf({ ...judging, demand, type: 'string', name: '', chance: seed + turn, turn });
      if (typeof text === 'string') yield text;
    } else yield name ?? `probe${turn + 1}`;
  }
}

/** Names that are made up for one object. */
const namesMax = 200;
