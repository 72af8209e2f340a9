import { isObject, type Json } from '../model/json.ts';
import { escapeKey } from '../model/source.ts';
import { ContainerEnds, countKeys, JsonIndex, readMembers } from './json-index.ts';
import { LoadError } from './load-error.ts';
import { isRoundedLimit, type Read, type ReadFault } from './read.ts';
import { depthMax, LineTable } from './text.ts';

/** JSON.parse for the values; positions only when asked for. Throws the LoadError of the first mistake. */
export function readJson(text: string, uri: string): Read {
  const value = parse(text, uri);
  const { keys, depth, rounded } = measure(value);
  if (depth > depthMax) throw new LoadError('too-deep', `nested deeper than ${depthMax} levels`, { place: { uri } });
  const faults = [...(rounded ? roundedNumbers(value) : []), ...(countKeys(text) > keys ? duplicateKeys(text) : [])];
  const index = new JsonIndex(text);
  return { value, isTree: true, faults, find: (path) => index.find(path) };
}

function parse(text: string, uri: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position === undefined ? (/end of JSON/.test(message) ? text.length : undefined) : Number(position);
    const reason = /end of JSON|Unterminated/.test(message) ? 'the JSON ends too early' : 'no valid JSON here';
    // V8 leaves the position out where it quotes the text; the YAML reader, which is asked next, knows it.
    const place =
      offset === undefined ? { uri } : { uri, ...new LineTable(text).position(Math.min(offset, text.length)) };
    throw new LoadError('syntax', reason, { place });
  }
}

/** One walk by a stack: how many keys, how deep, and whether some integer was rounded. */
function measure(value: Json): { readonly keys: number; readonly depth: number; readonly rounded: boolean } {
  let keys = 0;
  let depth = 0;
  let rounded = false;
  let level: Json[] = [value];
  while (level.length > 0) {
    depth += 1;
    const next: Json[] = [];
    for (const node of level) {
      if (typeof node === 'number') rounded ||= isRoundedLimit(node);
      if (typeof node !== 'object' || node === null) continue;
      const children = Object.values(node) as Json[];
      if (!Array.isArray(node)) keys += children.length;
      for (const child of children)
        if (typeof child === 'object' ? child !== null : typeof child === 'number') next.push(child);
    }
    level = next;
  }
  return { keys, depth, rounded };
}

function roundedNumbers(value: Json): readonly ReadFault[] {
  const faults: ReadFault[] = [];
  const stack: { node: Json; path: string }[] = [{ node: value, path: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, path } = next;
    if (typeof node === 'number' && isRoundedLimit(node))
      faults.push({ kind: 'lossy-number', path, message: 'Readers round this integer: it is beyond 2^53.' });
    if (isObject(node) || Array.isArray(node)) {
      for (const [key, child] of Object.entries(node))
        if (child !== undefined) stack.push({ node: child as Json, path: `${path}/${escapeKey(key)}` });
    }
  }
  return faults;
}

function duplicateKeys(text: string): readonly ReadFault[] {
  const faults: ReadFault[] = [];
  const ends = new ContainerEnds(text);
  const stack: { start: number; path: string }[] = [{ start: text.search(/[^\s]/), path: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const seen = new Set<string>();
    for (const { key, valueStart } of readMembers(text, next.start, ends)) {
      const path = `${next.path}/${escapeKey(key)}`;
      if (seen.has(key))
        faults.push({ kind: 'duplicate-key', path, message: `Key ${key.slice(0, 80)} stands twice in one object.` });
      seen.add(key);
      if (text[valueStart] === '{' || text[valueStart] === '[') stack.push({ start: valueStart, path });
    }
  }
  return faults;
}
