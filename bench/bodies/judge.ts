import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';
import type { Converted } from './ajv-schema.ts';

/** With the `u` flag, and without where a pattern is no expression under it. Throws where the schema is none. */
export function compiled(schema: Converted): ValidateFunction {
  try {
    return ajvOf(true).compile(schema);
  } catch {
    return ajvOf(false).compile(schema);
  }
}

function ajvOf(unicodeRegExp: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false, ownProperties: true, unicodeRegExp });
  addFormats.default(ajv);
  return ajv;
}

/** Undefined: accepted. The keyword is the one of the deepest place: what a variant says of why it does not fit. */
export function rejection(validate: ValidateFunction, value: unknown): ErrorObject | undefined {
  if (validate(value)) return undefined;
  const errors = validate.errors ?? [];
  return errors.at(-1);
}
