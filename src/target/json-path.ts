import { own, type Json } from '../model/json.ts';

/** Steps of a path at most: it comes from the config. */
const stepsMax = 50;

/** `$.card.id`, `$.items[0].id` or `$['card-id']` in an answer; undefined where it is not. */
export function at(value: Json | undefined, path: string): Json | undefined {
  const keys = [...path.replace(/^\$/, '').matchAll(/\.?([^.[\]'"]+)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]/g)]
    .map(([, name, single, double, index]) => name ?? single ?? double ?? index ?? '')
    .slice(0, stepsMax);
  let here: Json | undefined = value;
  for (const key of keys) here = Array.isArray(here) ? (here as readonly Json[])[Number(key)] : own(here, key);
  return here;
}

/** Text or a number; `$` alone is the answer as a whole. */
export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
