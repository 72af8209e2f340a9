import type { Json } from '../model/json.ts';
import { escapeKey } from '../model/source.ts';
import type { Span } from './json-index.ts';
import { LoadError } from './load-error.ts';
import { filesNamedIn, type Read, type ReadFault } from './read.ts';
import { LineTable } from './text.ts';

/** Most mistakes of one file that are told. */
const mistakesMax = 20;

/**
 * The slow, tolerant reader: for what js-yaml refuses. A document that is recovered as an object is used, and every
 * mistake is a fault; else the first mistake is the LoadError.
 */
export async function readYamlTolerantly(text: string, uri: string): Promise<Read> {
  const { isMap, isSeq, isScalar, parseDocument } = await import('yaml');
  const document = parseDocument(text, { uniqueKeys: false, merge: true, prettyErrors: false, logLevel: 'silent' });
  const [first] = document.errors;
  const value = recovered(() => document.toJS({ maxAliasCount: 10_000 }) as Json);
  if (first !== undefined && !isDocumentLike(value)) {
    const { line, column } = new LineTable(text).position(first.pos[0]);
    throw new LoadError('syntax', firstLine(first.message), { place: { uri, line, column } });
  }
  const keyOf = (node: unknown): string => (isScalar(node) ? String(node.value) : '');
  const childrenOf = (node: unknown): readonly (readonly [key: string, keyNode: unknown, value: unknown])[] => {
    if (isMap(node)) return node.items.map((pair) => [keyOf(pair.key), pair.key, pair.value] as const);
    return isSeq(node) ? node.items.map((item, at) => [String(at), item, item] as const) : [];
  };
  const spanOf = (node: unknown): Span | undefined => {
    const range = (node as { readonly range?: readonly number[] | null } | null)?.range;
    return range === undefined || range === null ? undefined : { start: range[0] ?? 0, end: range[1] ?? text.length };
  };
  const find = (keys: readonly string[]): Span => {
    let node: unknown = document.contents;
    let span = spanOf(node) ?? { start: 0, end: text.length };
    for (const key of keys) {
      const child = childrenOf(node).findLast(([name]) => name === key);
      if (child === undefined) break;
      span = spanOf(child[1]) ?? span;
      node = child[2];
    }
    return span;
  };
  const pathAt = (offset: number): string => {
    let node: unknown = document.contents;
    let path = '';
    for (;;) {
      const child = childrenOf(node).findLast(([, key]) => (spanOf(key)?.start ?? Infinity) <= offset);
      if (child === undefined) return path;
      path += `/${escapeKey(child[0])}`;
      if (child[2] === node) return path;
      node = child[2];
    }
  };
  const faults = document.errors.slice(0, mistakesMax).map((error): ReadFault => ({
    kind: 'syntax',
    path: pathAt(error.pos[0]),
    message: `${firstLine(error.message)}.`,
  }));
  return { value, files: filesNamedIn(value), faults, find, isJson: false };
}

function recovered(read: () => Json): Json {
  try {
    return read();
  } catch {
    // An alias bomb or an alias to nothing: there is no value to go on with.
    return null;
  }
}

function isDocumentLike(value: Json): boolean {
  return typeof value === 'object' && value !== null && ('openapi' in value || 'swagger' in value);
}

/** The reason without the excerpt: a file's text belongs into no message. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? 'broken YAML')
    .replace(/:? at line \d+.*$/, '')
    .replace(/[.:]+$/, '')
    .slice(0, 160);
}
