import { isObject, type Json } from '../../model/json.ts';

/** Equal whatever the order of keys; without recursion, as documents decide the depth. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  const queue: [Json | undefined, Json | undefined][] = [[a, b]];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [left, right] = next;
    if (left === right) continue;
    if (Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length) return false;
      const [items, others]: [readonly Json[], readonly Json[]] = [left, right];
      items.forEach((item, index) => queue.push([item, others[index]]));
    } else if (isObject(left) && isObject(right)) {
      const keys = Object.keys(left);
      if (keys.length !== Object.keys(right).length) return false;
      for (const key of keys) {
        if (!Object.hasOwn(right, key)) return false;
        queue.push([left[key], right[key]]);
      }
    } else return false;
  }
  return true;
}

/** The same members, in any order and number. */
export function sameMembers(a: readonly Json[], b: readonly Json[]): boolean {
  const [left, right] = [memberKeys(a), memberKeys(b)];
  return left.size === right.size && [...left].every((key) => right.has(key));
}

/** Members of enums are nearly always plain; of the others the text counts. */
function memberKeys(values: readonly Json[]): ReadonlySet<string> {
  return new Set(values.map((value) => JSON.stringify(value)));
}
