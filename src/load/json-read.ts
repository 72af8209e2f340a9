import { isObject, type Json } from '../model/json.ts';
import { escapeKey } from '../model/source.ts';
import { jsonNodes } from './edit/json-nodes.ts';
import { ContainerEnds, countKeys, JsonIndex, readMembers } from './json-index.ts';
import { LoadError } from './load-error.ts';
import { isRoundedLimit, noteFile, type Read, type ReadFault } from './read.ts';
import { depthMax, LineTable } from './text.ts';

/** JSON.parse for the values; positions only when asked for. Throws the LoadError of the first mistake. */
export function readJson(text: string, uri: string): Read {
  const value = parse(text, uri);
  const { keys, depth, rounded, files } = measure(value);
  if (depth > depthMax) throw new LoadError('too-deep', `nested deeper than ${depthMax} levels`, { place: { uri } });
  const faults = [...(rounded ? roundedNumbers(value) : []), ...(countKeys(text) > keys ? duplicateKeys(text) : [])];
  const index = new JsonIndex(text);
  return { value, files, faults, find: (path) => index.find(path), isJson: true, nodes: () => jsonNodes(text) };
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

interface Measured {
  readonly keys: number;
  readonly depth: number;
  readonly rounded: boolean;
  readonly files: ReadonlySet<string>;
}

/** One walk, level by level: how many keys, how deep, whether some integer was rounded, and which files are referred to. */
function measure(value: Json): Measured {
  let [keys, depth, rounded] = [0, 0, false];
  const files = new Set<string>();
  let level: object[] = typeof value === 'object' && value !== null ? [value] : [];
  while (level.length > 0) {
    depth += 1;
    const next: object[] = [];
    for (const node of level) {
      const children = Object.values(node) as Json[];
      if (!Array.isArray(node)) {
        keys += children.length;
        noteFile(node, files);
      }
      for (const child of children) {
        if (typeof child === 'object') {
          if (child !== null) next.push(child);
        } else if (typeof child === 'number') rounded ||= isRoundedLimit(child);
      }
    }
    level = next;
  }
  return { keys, depth, rounded, files };
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
