import { child, type Pointer } from '../../model/source.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { nearest } from '../../model/nearest.ts';
import { suggestion } from '../nearest.ts';

/** Collects what is wrong; the reader goes on, so that all mistakes are told at once. */
export type Complain = (at: Pointer, message: string, hint?: string) => undefined;

/** A value of the config and where it stands. */
export interface Node {
  readonly value: Json;
  readonly at: Pointer;
  readonly complain: Complain;
}

/** What belongs at one place of the config: how it is checked and typed, and how an editor is told of it. */
export interface Shape<T> {
  /** JSON Schema, draft 2020-12. */
  readonly schema: JsonObject;
  /** Undefined where something is wrong, which is told then. */
  read(node: Node): T | undefined;
}
type Value<S> = S extends Shape<infer T> ? T : never;

export function about<T>(description: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { description, ...shape.schema } };
}

interface TextRule {
  readonly pattern?: RegExp;
  /** How the pattern is told: `an operation such as GET /cards/*`. */
  readonly like?: string;
  /** What no pattern can tell: `2027-02-31` is no day. */
  readonly holds?: (text: string) => boolean;
  /** May hold `${VAR}`. */
  readonly expands?: boolean;
  /** A credential, which may hold `${VAR}` and is never a variable without its braces. */
  readonly isSecret?: boolean;
}

/** `$TOKEN` as a shell reads it: sent as it stands it would be a wrong password that nobody understands. */
const bareVariable = /^\$[A-Z][A-Z0-9_]*$/;

/** Text that is not empty. `${` is refused wherever nothing is expanded, so that nobody believes it was. */
export function text({ pattern, like, holds, isSecret = false, expands = isSecret }: TextRule = {}): Shape<string> {
  return {
    schema: {
      type: 'string',
      minLength: 1,
      ...(pattern === undefined ? {} : { pattern: pattern.source }),
      ...(expands ? {} : { not: { pattern: '\\$\\{' } }),
      ...(isSecret ? { not: { pattern: bareVariable.source } } : {}),
    },
    read({ value, at, complain }) {
      if (typeof value !== 'string' || value === '') {
        complain(at, `${like ?? 'text'} belongs here`, typeof value === 'number' ? 'put it in quotes' : undefined);
        return undefined;
      }
      if (!expands && value.includes('${')) return complainOfVariable(complain, at);
      if (isSecret && bareVariable.test(value))
        return complain(at, 'a variable is written with braces here', 'as ${SALLYPORT_...}');
      const fits = pattern?.test(value) !== false && holds?.(value) !== false;
      if (!fits) return complain(at, `${like ?? 'other text'} belongs here`);
      return value;
    },
  };
}

export function complainOfVariable(complain: Complain, at: Pointer): undefined {
  complain(
    at,
    'variables are expanded in credentials and call bodies of identities alone',
    'write the value itself here',
  );
}

/** One of a closed list, which belongs into the schema. */
export function choice<const T extends string>(names: readonly T[]): Shape<T> {
  return {
    schema: { enum: names },
    read({ value, at, complain }) {
      const found = names.find((name) => name === value);
      if (found === undefined) {
        const near = typeof value === 'string' ? nearest(value, names) : undefined;
        complain(
          at,
          `one of ${names.join(', ')} belongs here`,
          near === undefined ? undefined : `did you mean ${near}?`,
        );
      }
      return found;
    },
  };
}

/** One of a list that is no part of the schema, such as the rules' ids. */
export function known(what: string, names: readonly string[]): Shape<string> {
  return {
    schema: { type: 'string', minLength: 1 },
    read({ value, at, complain }) {
      if (typeof value === 'string' && (names.includes(value) || (what === 'rule' && value.startsWith('own-'))))
        return value;
      if (typeof value === 'string') complain(at, `there is no ${what} ${value}`, suggestion(value, names));
      else complain(at, `the name of a ${what} belongs here`);
      return undefined;
    },
  };
}

/** Yes or no. */
export const flag: Shape<boolean> = {
  schema: { type: 'boolean' },
  read: ({ value, at, complain }) => (typeof value === 'boolean' ? value : complain(at, 'true or false belongs here')),
};

export function number({ min, max }: { readonly min: number; readonly max: number }): Shape<number> {
  return {
    schema: { type: 'number', minimum: min, maximum: max },
    read({ value, at, complain }) {
      if (typeof value === 'number' && value >= min && value <= max) return value;
      return complain(at, `a number from ${min} to ${max} belongs here`);
    },
  };
}

export function list<T>(items: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: items.schema },
    read({ value, at, complain }) {
      if (!Array.isArray(value)) return complain(at, 'a list belongs here');
      return (value as readonly Json[]).flatMap((item, index) => {
        const read = items.read({ value: item, at: child(at, index), complain });
        return read === undefined ? [] : [read];
      });
    },
  };
}

/** Names with a value each: chosen by the user, or of a known kind. Own keys alone, `__proto__` included. */
export function map<T>(values: Shape<T>, names?: Shape<string>): Shape<ReadonlyMap<string, T>> {
  return {
    schema: { type: 'object', additionalProperties: values.schema },
    read({ value, at, complain }) {
      if (!isObject(value)) return complain(at, 'names with values belong here');
      const entries = Object.keys(value).flatMap((key) => {
        const place = child(at, key);
        const name = names === undefined ? key : names.read({ value: key, at: place, complain });
        const read = values.read({ value: value[key] ?? null, at: place, complain });
        return read === undefined || name === undefined ? [] : [[name, read] as const];
      });
      return new Map(entries);
    },
  };
}

interface ObjectRule<K> {
  readonly required?: readonly K[];
  /** What to do about a missing one. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Exactly one of these is there. */
  readonly oneOf?: readonly string[];
  /** May stand in the place of the one, or beside it. */
  readonly orAlone?: string;
  /** Keys that people try, and why there are none. */
  readonly refused?: Readonly<Record<string, string>>;
}
type Fields = Readonly<Record<string, Shape<unknown>>>;
type Read<F extends Fields, R extends keyof F> = { readonly [K in R]: Value<F[K]> } & {
  readonly [K in Exclude<keyof F, R>]?: Value<F[K]>;
};

/** A closed set of keys; an unknown one is told with the nearest known. */
export function object<F extends Fields, R extends keyof F & string = never>(
  fields: F,
  { required = [], hints = {}, oneOf = [], orAlone, refused = {} }: ObjectRule<R> = {},
): Shape<Read<F, R>> {
  const names = Object.keys(fields);
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(names.map((name) => [name, fields[name]?.schema])),
      ...(required.length === 0 ? {} : { required }),
      ...choiceSchema(oneOf, orAlone),
    },
    read({ value, at, complain }) {
      if (!isObject(value)) return complain(at, `an object with ${names.join(', ')} belongs here`);
      const there = Object.keys(value);
      const read: [string, unknown][] = [];
      for (const key of there) {
        const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (shape === undefined) {
          complain(
            child(at, key),
            `unknown key ${key}`,
            Object.hasOwn(refused, key) ? refused[key] : suggestion(key, names),
          );
          continue;
        }
        const found = shape.read({ value: value[key] ?? null, at: child(at, key), complain });
        if (found !== undefined) read.push([key, found]);
      }
      const missing = required.filter((key) => !there.includes(key));
      for (const key of missing)
        complain(at, `the key ${key} is missing`, Object.hasOwn(hints, key) ? hints[key] : undefined);
      const chosen = oneOf.filter((key) => there.includes(key));
      const isEnough = chosen.length === 1 || (chosen.length === 0 && orAlone !== undefined && there.includes(orAlone));
      if (oneOf.length > 0 && !isEnough) complain(at, `exactly one of ${oneOf.join(', ')} belongs here`);
      if (required.some((key) => !read.some(([name]) => name === key))) return undefined;
      // The entries were read by the shapes of these very keys, which the compiler cannot follow.
      return Object.fromEntries(read) as Read<F, R>;
    },
  };
}

function choiceSchema(oneOf: readonly string[], orAlone: string | undefined): JsonObject {
  if (oneOf.length === 0) return {};
  const one = oneOf.map((name) => ({ required: [name] }));
  if (orAlone === undefined) return { oneOf: one };
  return { oneOf: [...one, { required: [orAlone], not: { anyOf: one } }] };
}

/** Any JSON: the body of a call. Texts with `${` other than the allowed are refused. */
export function anyJson(allows: (text: string) => boolean): Shape<Json> {
  return {
    schema: {},
    read({ value, at, complain }) {
      const stack: { value: Json; at: Pointer }[] = [{ value, at }];
      let sound = true;
      for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
        const { value: here, at: place } = next;
        if (typeof here === 'string' && here.includes('${') && !allows(here)) {
          complainOfVariable(complain, place);
          sound = false;
        } else if (typeof here === 'object' && here !== null) {
          for (const [key, item] of Object.entries<Json | undefined>(here))
            stack.push({ value: item ?? null, at: child(place, key) });
        }
      }
      return sound ? value : undefined;
    },
  };
}
