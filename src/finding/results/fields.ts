import { own } from '../../model/json.ts';

/** Saved results that cannot be used: one line with the place in the file, and no value of it. */
export class ResultsError extends Error {}

/** Longest text that our own reports hold: a reason, a message, a command. In UTF-16 units. */
const textCharsMax = 100_000;
/** Longest name: of a rule, a document, an operation, a file. */
export const nameCharsMax = 10_000;

/** One object of the file, read key by key: all that a stranger may have written is checked before anybody uses it. */
export class Fields {
  readonly #value: object;
  readonly #where: string;

  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ResultsError(`${where}: an object belongs here`);
    this.#value = value;
    this.#where = where;
  }

  has(key: string): boolean {
    return own(this.#value, key) !== undefined;
  }

  text(key: string, charsMax = textCharsMax): string {
    const value = own(this.#value, key);
    if (typeof value !== 'string') return this.complain(key, 'text belongs here');
    if (value.length > charsMax) return this.complain(key, `longer than ${charsMax} characters`);
    return value;
  }

  optional(key: string, charsMax = textCharsMax): string | undefined {
    return this.has(key) ? this.text(key, charsMax) : undefined;
  }

  matching(key: string, pattern: RegExp, like: string): string {
    const value = this.text(key, nameCharsMax);
    return pattern.test(value) ? value : this.complain(key, `${like} belongs here`);
  }

  choice<const T extends string>(key: string, names: readonly T[]): T {
    const value = own(this.#value, key);
    return names.find((name) => name === value) ?? this.complain(key, `one of ${names.join(', ')} belongs here`);
  }

  flag(key: string): boolean {
    const value = own(this.#value, key);
    return typeof value === 'boolean' ? value : this.complain(key, 'true or false belongs here');
  }

  /** A whole number from `min` to 2^31-1. */
  count(key: string, min = 0): number {
    const value: unknown = own(this.#value, key);
    const isCount = typeof value === 'number' && Number.isInteger(value) && value >= min && value < 2 ** 31;
    return isCount ? value : this.complain(key, `a whole number from ${min} belongs here`);
  }

  /** From 0 to 1. */
  share(key: string): number {
    const value: unknown = own(this.#value, key);
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : this.complain(key, 'a share belongs here');
  }

  object(key: string): Fields {
    return new Fields(own(this.#value, key), `${this.#where}.${key}`);
  }

  /** Absent is an empty list where the key came with a later version. */
  objects(key: string, isOptional = false): readonly Fields[] {
    return this.#list(key, isOptional).map((entry, index) => new Fields(entry, `${this.#where}.${key}[${index}]`));
  }

  texts(key: string, charsMax = nameCharsMax): readonly string[] {
    return this.#list(key, false).map((entry, index) => {
      if (typeof entry !== 'string' || entry.length > charsMax)
        return this.complain(`${key}[${index}]`, `text of up to ${charsMax} characters belongs here`);
      return entry;
    });
  }

  #list(key: string, isOptional: boolean): readonly unknown[] {
    const value: unknown = own(this.#value, key);
    if (value === undefined && isOptional) return [];
    return Array.isArray(value) ? (value as readonly unknown[]) : this.complain(key, 'a list belongs here');
  }

  complain(key: string, message: string): never {
    throw new ResultsError(`${this.#where}.${key}: ${message}`);
  }
}

/** The key where there is a value. */
export function given<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: T });
}
