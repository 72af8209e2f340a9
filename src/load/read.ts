import { ownText, type Json } from '../model/json.ts';
import type { Fault } from '../model/api.ts';
import type { Node } from './edit/node.ts';
import type { Span } from './json-index.ts';

export interface ReadFault {
  readonly kind: Fault['kind'];
  readonly path: string;
  readonly message: string;
}

/** A text as values, and where its keys stand. */
export interface Read {
  readonly value: Json;
  /** File parts of all `$ref`s, those in examples too: what is read too much does no harm, as nothing looks it up. */
  readonly files: ReadonlySet<string>;
  readonly faults: readonly ReadFault[];
  /** Offsets of the last key on the way that is there. */
  find(keys: readonly string[]): Span;
  readonly isJson: boolean;
  /** How the values are laid out; absent where the text is broken, which nobody should edit but its author. */
  readonly nodes?: () => Node | undefined;
}

/** Integers that lose digits as doubles, but for the limits of 64 bits, which are meant as such. */
export function isRoundedLimit(value: number): boolean {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return false;
  return ![2 ** 53, 2 ** 63, 2 ** 64].includes(Math.abs(value)) && Math.abs(value) < 1e21;
}

/** Notes the file that an object refers to, if it does and it is another one. */
export function noteFile(node: object, files: Set<string>): void {
  const ref = ownText(node, '$ref');
  if (ref !== undefined && !ref.startsWith('#')) files.add(ref.split('#', 1)[0] ?? '');
}

/** False for a text all of whose references stay within it: nearly every one, and far sooner said than by a walk. */
export function mayNameFiles(text: string): boolean {
  // A key may be written with escapes, in JSON and in YAML.
  if (/\\u0024|\\U00000024|\\x24/.test(text)) return true;
  for (let at = text.indexOf('$ref'); at !== -1; at = text.indexOf('$ref', at + 4)) {
    const rest = text.slice(at + 4, at + 12);
    if (!/^["']?[ \t]*:[ \t]*["']#/.test(rest)) return true;
  }
  return false;
}

/** The files that a value refers to, by a stack. YAML's aliases let one object stand at many places. */
export function filesNamedIn(value: Json): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set<object>();
  const stack: Json[] = [value];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    noteFile(node, files);
    for (const item of Object.values(node) as Json[]) if (typeof item === 'object' && item !== null) stack.push(item);
  }
  return files;
}
