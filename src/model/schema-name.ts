import type { Schema } from './api.ts';
import { keysOf } from './source.ts';

/** Names longer than this say nothing in a sentence, in characters. */
const nameCharsMax = 64;

/** What people call the schema: the property it is written for, else its component; undefined where it has neither. */
export function schemaName({ at, name }: Pick<Schema, 'at' | 'name'>): string | undefined {
  const keys = keysOf(at.path);
  const spoken = keys.at(-2) === 'properties' ? keys.at(-1) : name;
  return spoken !== undefined && spoken.length <= nameCharsMax && /^[\w.$@ -]+$/.test(spoken) ? spoken : undefined;
}
