import type { Json } from '../model/json.ts';
import { escapeKey } from '../model/source.ts';
import { LoadError } from './load-error.ts';
import type { Read } from './read.ts';
import { LineTable } from './text.ts';

/**
 * What YAML makes of a file that is named .json and is no JSON: used, and told, as parsers of JSON refuse it. It has no
 * nodes: only its author should edit it.
 */
export function asBrokenJson(read: Read, text: string, error: unknown): Read {
  const place = error instanceof LoadError ? error.place : undefined;
  const { line, column = 1 } = place ?? {};
  const where = line === undefined ? '' : ` from line ${line}, column ${column}`;
  const message = `The file is named .json and is no JSON${where}: parsers of JSON refuse it.`;
  const path = line === undefined ? '' : pathBefore(read, new LineTable(text), { line, column });
  return {
    value: read.value,
    files: read.files,
    find: (keys) => read.find(keys),
    isJson: false,
    faults: [{ kind: 'syntax', path, message }, ...read.faults],
  };
}

/** The last key that stands before the mistake. */
function pathBefore(
  read: Read,
  lines: LineTable,
  { line, column }: { readonly line: number; readonly column: number },
): string {
  const isBefore = (offset: number): boolean => {
    const start = lines.position(offset);
    return start.line < line || (start.line === line && start.column <= column);
  };
  const keys: string[] = [];
  let value: Json | undefined = read.value;
  while (typeof value === 'object' && value !== null) {
    const key: string | undefined = Object.keys(value).findLast((one) => isBefore(read.find([...keys, one]).start));
    if (key === undefined) break;
    keys.push(key);
    value = (value as Readonly<Record<string, Json>>)[key];
  }
  return keys.map((key) => `/${escapeKey(key)}`).join('');
}
