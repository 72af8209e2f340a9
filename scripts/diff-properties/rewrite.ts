/** One document in other words: the same values, written anew. Nothing here knows the product's own readers. */
import { parse } from 'yaml';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { Random } from '../random.ts';

export function read(text: string): Json {
  const bare = text.replace(/^\uFEFF/, '');
  if (/^\s*[{[]/.test(bare)) {
    try {
      return JSON.parse(bare) as Json;
    } catch {
      // What begins like JSON may be YAML in flow style.
    }
  }
  return parse(bare, { logLevel: 'silent', uniqueKeys: false, merge: true, maxAliasCount: -1 }) as Json;
}

export type Order = (keys: readonly string[]) => readonly string[];
export const asWritten: Order = (keys) => keys;

/** Keys in an order that depends on the seed alone: no map of OpenAPI means anything by its order. */
export function shuffled(seed: number): Order {
  const random = new Random(seed);
  return (keys) => random.shuffled(keys);
}

const isMap = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON.stringify, but for the order of keys that look like numbers: a JavaScript object has these first. */
export function asJson(value: Json, order: Order): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => asJson(item, order)).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const lines = order(present(value)).map((key) => `${JSON.stringify(key)}:${asJson(value[key]!, order)}`);
  return `{${lines.join(',\n')}}`;
}

/** Block style, all scalars and keys as JSON has them. */
export function asYaml(value: Json, order: Order): string {
  const lines: string[] = [];
  block(value, '', { order, lines });
  return `${lines.join('\n')}\n`;
}

interface Page {
  readonly order: Order;
  readonly lines: string[];
}

function block(value: Json, indent: string, page: Page): void {
  const deeper = `${indent}  `;
  const put = (lead: string, inner: Json): void => {
    if (isBlock(inner)) {
      page.lines.push(`${indent}${lead}`);
      block(inner, deeper, page);
    } else page.lines.push(`${indent}${lead} ${scalar(inner)}`);
  };
  if (Array.isArray(value)) for (const item of value as readonly Json[]) put('-', item);
  else if (isMap(value)) for (const key of page.order(present(value))) put(keyOf(key), value[key]!);
  else page.lines.push(`${indent}${scalar(value)}`);
}

function isBlock(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : isMap(value) && present(value).length > 0;
}

/** A key and its colon on one line may have 1024 characters at most (YAML 1.2 section 7.4.3). */
function keyOf(key: string): string {
  const text = scalar(key);
  return text.length > 1000 ? `? ${text}\n:` : `${text}:`;
}

/** NEL and the separators are line breaks to some readers of YAML. */
function scalar(value: Json): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function present(map: JsonObject): readonly string[] {
  return Object.keys(map).filter((key) => map[key] !== undefined);
}
