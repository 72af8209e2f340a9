import { isObject, own, type Json, type JsonObject } from '../model/json.ts';

/** Steps of a path at most: it comes from the config or a document. */
const stepsMax = 50;
/** Highest index that is put into an array: what is missing before it is filled up. */
const indexMax = 100;

/** `$.card.id` -> `card`, `id`; `$.items[0]` -> `items`, `0`; `$['card-id']` -> `card-id`. */
function stepsOf(path: string): readonly string[] {
  return [...path.replace(/^\$/, '').matchAll(/\.?([^.[\]'"]+)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]/g)]
    .map(([, name, single, double, index]) => name ?? single ?? double ?? index ?? '')
    .slice(0, stepsMax);
}

/** `$.card.id`, `$.items[0].id` or `$['card-id']` in an answer; undefined where it is not. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let here: Json | undefined = value;
  for (const key of stepsOf(path)) here = Array.isArray(here) ? (here as readonly Json[])[Number(key)] : own(here, key);
  return here;
}

/** Text or a number; `$` alone is the answer as a whole. */
export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

/** A copy with `value` at the path. What is missing on the way is made: an array where the step is a number. */
export function put(root: Json | undefined, path: string, value: Json): Json {
  const steps = stepsOf(path);
  const parents: (Json | undefined)[] = [];
  let here = root;
  for (const step of steps) {
    parents.push(here);
    here = Array.isArray(here) ? (here as readonly Json[])[Number(step)] : own(here, step);
  }
  return steps.reduceRight<Json>((child, step, index) => withChild(parents[index], step, child), value);
}

function withChild(parent: Json | undefined, step: string, child: Json): Json {
  const isIndex = /^\d{1,3}$/.test(step) && Number(step) <= indexMax;
  if (isIndex && !isObject(parent)) {
    const items: Json[] = Array.isArray(parent) ? [...(parent as readonly Json[])] : [];
    while (items.length < Number(step)) items.push(null);
    items[Number(step)] = child;
    return items;
  }
  const members: JsonObject = isObject(parent) ? parent : {};
  // By entries: `__proto__` is a name like any other.
  const entries = Object.entries(members).map(([name, old]) => [name, name === step ? child : old] as const);
  return Object.fromEntries(Object.hasOwn(members, step) ? entries : [...entries, [step, child]]);
}
