import { isObject, wordsOf, type Exchange, type Json } from '#rule';

const levelsMax = 3;

/** The ids of the objects that a list shows. */
export function idsIn({ response }: Exchange): ReadonlySet<string> {
  let level: readonly (Json | undefined)[] = [response?.body?.json];
  for (let depth = 0; depth <= levelsMax; depth += 1) {
    const list = level.find((value): value is readonly Json[] => Array.isArray(value));
    if (list !== undefined) return new Set(list.flatMap(idOf));
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return new Set();
}

function idOf(item: Json): readonly string[] {
  if (!isObject(item)) return typeof item === 'string' ? [item] : [];
  const keys = Object.keys(item);
  const key =
    keys.find((one) => one === 'id') ?? keys.find((one) => /^(id|uuid|reference)$/.test(wordsOf(one).at(-1) ?? ''));
  const value = key === undefined ? undefined : item[key];
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
