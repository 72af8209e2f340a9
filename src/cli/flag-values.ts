/** How the values of flags are read: a mistake is told before anything is done. */
import type { ListenAddress } from '../target/listener/listener.ts';
import { suggestion } from './nearest.ts';
import { UserError } from './user-error.ts';

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export function oneOf<const T extends string>(names: readonly T[], flag: string): (value: string) => T {
  const parse = (value: string): T => {
    const found = names.find((name) => name === value);
    if (found === undefined)
      throw new UserError('flag', `${flag} knows no ${value}`, { hint: suggestion(value, names) });
    return found;
  };
  return offering(parse, names);
}

/** Stands among choices for the ids of all rules, which only what prints them loads. */
export const everyRule = '<rule>';

/** A function that reads a value, and what a shell completes there. */
export function offering<T extends object>(parse: T, names: readonly string[]): T {
  choices.set(parse, names);
  return parse;
}

const choices = new WeakMap<object, readonly string[]>();

/** What a flag takes, by the function that reads it; empty where that is no closed list. */
export function choicesOf(parse: object | undefined): readonly string[] {
  return (parse === undefined ? undefined : choices.get(parse)) ?? [];
}

/** `ci.example.com:9000`, `[2001:db8::1]`: a host as it stands in a URL. */
export function listenAddress(value: string): ListenAddress {
  const url = /^[^/?#@\s]+$/.test(value) && URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : undefined;
  if (url === undefined) throw new UserError('flag', '--listen takes a host, and a port where one is wanted');
  // A URL leaves port 80 out.
  const port = /:(\d+)$/.exec(value)?.[1];
  return { host: url.hostname, ...(port === undefined ? {} : { port: Number(port) }) };
}

export function numberIn(flag: string, min: number, max: number): (value: string) => number {
  return (value) => {
    const found = Number(value);
    if (value.trim() === '' || !(found >= min && found <= max)) {
      throw new UserError('flag', `${flag} takes a number from ${min} to ${max}`);
    }
    return found;
  };
}

/** As `numberIn`, for what is counted. */
export function countIn(flag: string, min: number, max: number): (value: string) => number {
  const number = numberIn(flag, min, max);
  return (value) => {
    if (Number.isInteger(number(value))) return Number(value);
    throw new UserError('flag', `${flag} takes a whole number from ${min} to ${max}`);
  };
}
