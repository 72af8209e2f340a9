import type { Edit } from '../../model/edit.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { keysOf } from '../../model/source.ts';

/**
 * The value with the edits done, all else shared with the old one: what the edited text must say. Undefined where an edit
 * has no place. Names change from the innermost on, and removals come last and from behind, as both move what others name.
 */
export function edited(value: Json, edits: readonly Edit[]): Json | undefined {
  const renames = edits.filter(({ kind }) => kind === 'rename').toSorted((a, b) => depthOf(b) - depthOf(a));
  const removals = edits.filter(({ kind }) => kind === 'remove').toSorted((a, b) => compareKeys(b, a));
  const others = edits.filter(({ kind }) => kind === 'replace' || kind === 'add' || kind === 'append');
  let now: Json | undefined = value;
  for (const edit of [...others, ...renames, ...removals]) if (now !== undefined) now = editedOnce(now, edit);
  return now;
}

function depthOf({ at }: Edit): number {
  return keysOf(at.path).length;
}

function compareKeys(a: Edit, b: Edit): number {
  const [left, right] = [keysOf(a.at.path), keysOf(b.at.path)];
  const at = left.findIndex((key, index) => key !== right[index]);
  if (at === -1) return left.length - right.length;
  return Number(left[at]) - Number(right[at] ?? -1) || 0;
}

/** Copies what lies on the way and nothing else. */
function editedOnce(root: Json, edit: Edit): Json | undefined {
  const keys = keysOf(edit.at.path);
  const way: Json[] = [root];
  for (const key of keys) {
    const next = memberOf(way.at(-1), key);
    if (next === undefined) return undefined;
    way.push(next);
  }
  const last = way.pop();
  let below: Json | undefined;
  if (edit.kind === 'replace') below = edit.value;
  else if (edit.kind === 'add') {
    if (!isObject(last) || Object.hasOwn(last, edit.key)) return undefined;
    below = { ...last, [edit.key]: edit.value };
  }
  if (edit.kind === 'append') {
    if (!Array.isArray(last)) return undefined;
    below = [...(last as readonly Json[]), edit.value];
  }
  let renamed = edit.kind === 'rename' ? edit.key : undefined;
  for (let depth = keys.length - 1; depth >= 0; depth -= 1) {
    const [holder, key] = [way[depth], keys[depth] ?? ''];
    if (renamed !== undefined) {
      if (!isObject(holder) || Object.hasOwn(holder, renamed)) return undefined;
      below = renamedIn(holder, key, renamed);
      renamed = undefined;
    } else below = below === undefined ? without(holder, key) : withMember(holder, key, below);
  }
  return below;
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function renamedIn(holder: JsonObject, from: string, to: string): Json {
  return Object.fromEntries(Object.entries(holder).map(([key, item]) => [key === from ? to : key, item ?? null]));
}

function without(holder: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(holder)) return (holder as readonly Json[]).filter((_, index) => index !== Number(key));
  if (!isObject(holder)) return undefined;
  return Object.fromEntries(
    Object.entries(holder).flatMap(([name, item]) => (name === key ? [] : [[name, item ?? null]])),
  );
}

function withMember(holder: Json | undefined, key: string, value: Json): Json | undefined {
  if (Array.isArray(holder))
    return (holder as readonly Json[]).map((item, index) => (index === Number(key) ? value : item));
  return isObject(holder) ? Object.fromEntries([...Object.entries(holder), [key, value]]) : undefined;
}

/** Equal values, whatever the order of keys. By a stack; what YAML's aliases share is compared once. */
export function isSameValue(a: Json, b: Json): boolean {
  const seen = new Map<object, Set<object>>();
  const stack: (readonly [Json, Json])[] = [[a, b]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [left, right] = next;
    if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
      if (!Object.is(left, right)) return false;
      continue;
    }
    const known = seen.get(left) ?? new Set();
    seen.set(left, known);
    if (known.has(right)) continue;
    known.add(right);
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const [entries, others] = [Object.entries(left) as [string, Json][], right as JsonObject];
    if (entries.length !== Object.keys(others).length) return false;
    for (const [key, item] of entries) {
      const other = Object.hasOwn(others, key) ? others[key] : undefined;
      if (other === undefined) return false;
      stack.push([item, other]);
    }
  }
  return true;
}
