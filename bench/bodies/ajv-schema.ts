/**
 * A schema of a document as JSON Schema 2020-12 for ajv, made of the raw files and of nothing that sallyport's model says:
 * `nullable` and `x-nullable` become a type array, 3.0's boolean `exclusiveMinimum` a number, references definitions
 * (files beside it are read), and what is `readOnly` is not required, as in a request. Siblings of `$ref` count from 3.1 on.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
type Node = Record<string, Plain>;

interface Cursor {
  readonly file: string;
  readonly pointer: string;
}

const single = new Set(
  'items additionalProperties not if then else contains propertyNames unevaluatedProperties unevaluatedItems'.split(
    ' ',
  ),
);
const listed = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const mapped = new Set(['properties', 'patternProperties', 'dependentSchemas']);
/** They speak of the same value: what is `readOnly` outside is so inside. */
const inPlace = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas']);
const numeric = new Set(
  'minLength maxLength minItems maxItems minProperties maxProperties multipleOf minContains maxContains minimum maximum'.split(
    ' ',
  ),
);

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads files once. */
export class RawFiles {
  readonly #read = new Map<string, Plain>();

  root(file: string): Plain {
    let root = this.#read.get(file);
    if (root === undefined) {
      const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
      root = (
        file.endsWith('.json')
          ? JSON.parse(text)
          : parse(text, { logLevel: 'silent', uniqueKeys: false, merge: true, maxAliasCount: -1 })
      ) as Plain;
      this.#read.set(file, root);
    }
    return root;
  }

  /** References on the way are followed, as editors of documents that are split over files write them. */
  at({ file, pointer }: Cursor, hops = 0): { value: Plain | undefined; cursor: Cursor } {
    let value: Plain | undefined = this.root(file);
    let cursor: Cursor = { file, pointer: '' };
    for (const written of pointer.split('/').slice(1)) {
      if (isNode(value) && typeof value['$ref'] === 'string' && hops < 30) {
        const found: { value: Plain | undefined; cursor: Cursor } = this.at(
          this.target(value['$ref'], cursor.file),
          hops + 1,
        );
        ({ value, cursor } = found);
      }
      const key = decode(written).replaceAll('~1', '/').replaceAll('~0', '~');
      value =
        isNode(value) && Object.hasOwn(value, key) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined;
      cursor = { file: cursor.file, pointer: `${cursor.pointer}/${written}` };
    }
    return { value, cursor };
  }

  target(ref: string, from: string): Cursor {
    const [name = '', pointer = ''] = ref.split('#');
    return { file: name === '' ? from : path.resolve(path.dirname(from), decode(name)), pointer };
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface Converted {
  readonly $ref: string;
  readonly $defs: Record<string, Plain>;
}

export class Converter {
  readonly #files: RawFiles;
  readonly #isOld: boolean;
  readonly #keys = new Map<string, string>();
  readonly #queue: { cursor: Cursor; key: string; set: readonly string[] }[] = [];
  readonly #defs: Record<string, Plain> = {};

  constructor(files: RawFiles, version: string) {
    this.#files = files;
    this.#isOld = version.startsWith('2') || version.startsWith('3.0');
  }

  convert(cursor: Cursor): Converted {
    const key = this.#key(cursor, []);
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      const { value, cursor: at } = this.#files.at(next.cursor);
      if (value === undefined) throw new Error('a reference leads nowhere');
      this.#defs[next.key] = this.#schema(value, at, next.set);
    }
    return { $ref: `#/$defs/${key}`, $defs: this.#defs };
  }

  #key(cursor: Cursor, set: readonly string[]): string {
    const name = `${cursor.file}#${cursor.pointer} ${set.join(' ')}`;
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = String(this.#keys.size);
      this.#keys.set(name, key);
      this.#queue.push({ cursor, key, set });
    }
    return key;
  }

  #schema(value: Plain, at: Cursor, outer: readonly string[]): Plain {
    if (typeof value === 'boolean') return value;
    if (!isNode(value)) throw new Error('a schema that is none');
    const set = [...new Set([...outer, ...this.#readOnly(value, at, 0)])].sort();
    const out: Node = {};
    const ref = value['$ref'];
    if (typeof ref === 'string') {
      out['$ref'] = `#/$defs/${this.#key(this.#files.target(ref, at.file), set)}`;
      if (this.#isOld) return out;
    }
    for (const [key, item] of Object.entries(value)) this.#keyword(out, key, { item, at, set, value });
    return out;
  }

  #keyword(
    out: Node,
    key: string,
    { item, at, set, value }: { item: Plain; at: Cursor; set: readonly string[]; value: Node },
  ): void {
    const inner = inPlace.has(key) ? set : [];
    const below = (one: Plain): Plain => this.#schema(one, at, inner);
    if (single.has(key)) out[key] = below(item);
    else if (listed.has(key) && Array.isArray(item)) out[key] = item.map(below);
    else if (mapped.has(key) && isNode(item)) out[key] = this.#map(item, at, inner);
    else if (key === 'type') out['type'] = this.#type(item, value);
    else if (key === 'required' && Array.isArray(item))
      out[key] = [...new Set(item.filter((name) => typeof name === 'string' && !set.includes(name)))];
    else if (key === 'exclusiveMinimum' || key === 'exclusiveMaximum') {
      const plain = key === 'exclusiveMinimum' ? 'minimum' : 'maximum';
      if (typeof item === 'number') out[key] = item;
      else if (item === true && typeof value[plain] === 'number') {
        out[key] = value[plain];
        delete out[plain];
      }
    } else if (
      (key === 'minimum' && value['exclusiveMinimum'] === true) ||
      (key === 'maximum' && value['exclusiveMaximum'] === true)
    )
      return;
    else if (numeric.has(key)) {
      if (typeof item === 'number') out[key] = item;
    } else if (key === 'enum' && Array.isArray(item)) {
      if (!Object.hasOwn(value, 'const') && item.length > 0) out[key] = item;
    } else if (['const', 'format', 'pattern', 'uniqueItems', 'dependentRequired'].includes(key)) out[key] = item;
  }

  /** `properties: { $ref: ... }` of documents in several files: the map itself stands elsewhere. */
  #map(item: Node, at: Cursor, set: readonly string[]): Plain {
    const found = typeof item['$ref'] === 'string' ? this.#followed(item, at) : { value: item, cursor: at };
    const entries = isNode(found.value) ? Object.entries(found.value) : [];
    return Object.fromEntries(entries.map(([name, one]) => [name, this.#schema(one, found.cursor, set)]));
  }

  #type(item: Plain, value: Node): Plain {
    const isNullable = this.#isOld && (value['nullable'] === true || value['x-nullable'] === true);
    const list = (Array.isArray(item) ? item : [item]).map((type) => (type === 'file' ? 'string' : type));
    return isNullable && !list.includes('null')
      ? [...list, 'null']
      : Array.isArray(item)
        ? list
        : (list[0] ?? 'object');
  }

  /** Also said beside a reference, behind it, or in a part of an `allOf`. */
  #readOnly(value: Node, at: Cursor, depth: number): readonly string[] {
    if (depth > 10) return [];
    const names: string[] = [];
    const properties = value['properties'];
    const map =
      isNode(properties) && typeof properties['$ref'] === 'string' ? this.#followed(properties, at).value : properties;
    for (const [name, one] of isNode(map) ? Object.entries(map) : [])
      if (this.#isReadOnly(one, at, 0)) names.push(name);
    for (const part of Array.isArray(value['allOf']) ? value['allOf'] : []) {
      const found = this.#followed(part, at);
      if (isNode(found.value)) names.push(...this.#readOnly(found.value, found.cursor, depth + 1));
    }
    return names;
  }

  #isReadOnly(value: Plain, at: Cursor, depth: number): boolean {
    if (!isNode(value) || depth > 10) return false;
    if (value['readOnly'] === true) return true;
    const found = this.#followed(value, at);
    if (!isNode(found.value)) return false;
    if (found.value['readOnly'] === true) return true;
    const parts = found.value['allOf'];
    return Array.isArray(parts) && parts.some((part) => this.#isReadOnly(part, found.cursor, depth + 1));
  }

  #followed(value: Plain, at: Cursor): { value: Plain | undefined; cursor: Cursor } {
    let found: { value: Plain | undefined; cursor: Cursor } = { value, cursor: at };
    for (let hop = 0; hop < 30 && isNode(found.value) && typeof found.value['$ref'] === 'string'; hop += 1)
      found = this.#files.at(this.#files.target(found.value['$ref'], found.cursor.file));
    return found;
  }
}
