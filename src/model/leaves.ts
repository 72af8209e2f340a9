import type { Json } from './json.ts';
import { child, type Pointer } from './source.ts';

/** One step down in a value. Ways share their beginnings, so that a walk makes no pointer it does not report. */
export interface Way {
  readonly up: Way | undefined;
  readonly key: string;
  /** The nearest key that is a name and no index. */
  readonly name: string;
}

/** What a value holds that is neither object nor array. */
export type Leaf = Exclude<Json, object> | null;

interface Walk {
  /** Nodes that are looked at: more is data, not an example. */
  readonly nodesMax: number;
  /** The name of the value itself. */
  readonly name?: string;
}

/** Offers every leaf of a value, by a stack: strangers choose its depth. */
export function eachLeaf(
  value: Json,
  { nodesMax, name = '' }: Walk,
  onLeaf: (leaf: Leaf, name: string, way: Way | undefined) => void,
): void {
  const stack: { readonly node: Json; readonly way: Way | undefined }[] = [{ node: value, way: undefined }];
  // What waits counts: shared parts of a wide value would fill the memory before they are looked at.
  let left = nodesMax;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, way } = next;
    const nearest = way === undefined ? name : way.name;
    if (typeof node !== 'object' || node === null) {
      onLeaf(node, nearest, way);
      continue;
    }
    const isList = Array.isArray(node);
    for (const key of Object.keys(node)) {
      left -= 1;
      if (left <= 0) break;
      const item = (node as { readonly [key: string]: Json | undefined })[key];
      if (item !== undefined) stack.push({ node: item, way: { up: way, key, name: isList ? nearest : key } });
    }
  }
}

/** Where a way that begins at `at` leads to. */
export function placeOnWay(at: Pointer, way: Way | undefined): Pointer {
  const keys: string[] = [];
  for (let step = way; step !== undefined; step = step.up) keys.push(step.key);
  return keys.length === 0 ? at : child(at, ...keys.toReversed());
}
