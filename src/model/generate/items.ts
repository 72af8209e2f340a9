import type { SchemaId } from '../api.ts';
import type { Json } from '../json.ts';
import { itemsMax, optionalDepthMax } from './limits.ts';
import { appliedOf } from './parts.ts';
import { spareItems } from './plan.ts';
import { isEnding, type Child, type DeadEnd, type Opening } from './properties.ts';

/** Items of an example that are followed. */
const exampleItemsMax = 10;

/** One item where the schema does not ask for more, as many as an example has, none where they never end. */
export function itemsOf(opening: Opening): readonly Child[] | DeadEnd {
  const { place, plan, hint } = opening;
  const { parts } = place.demand;
  const contained = parts.flatMap((schema) => {
    const { contains } = appliedOf(schema);
    const { minContains } = schema.raw;
    return contains === undefined ? [] : [{ contains, times: typeof minContains === 'number' ? minContains : 1 }];
  });
  const least = Math.max(0, ...parts.map(({ minItems }) => minItems ?? 0), ...contained.map(({ times }) => times));
  const most = Math.min(
    ...parts.map(({ maxItems, raw, prefixItems }) =>
      Math.min(maxItems ?? Infinity, raw['items'] === false ? prefixItems.length : Infinity),
    ),
  );
  const schema = place.ids[0] ?? '';
  if (least > most) return { keyword: 'minItems', schema };
  if (least > itemsMax) return { keyword: 'too-large', schema };
  const idsAt = (index: number): readonly SchemaId[] => [
    ...new Set([
      ...parts.flatMap(({ prefixItems, items }) => prefixItems[index] ?? items ?? []),
      ...contained.flatMap(({ contains, times }) => (index < times ? [contains] : [])),
    ]),
  ];
  const example = Array.isArray(hint) ? (hint as readonly Json[]) : undefined;
  const tuple = Math.max(0, ...parts.map(({ prefixItems }) => prefixItems.length));
  const usual = example === undefined ? Math.max(1, tuple) : Math.min(example.length, exampleItemsMax);
  const isSpare =
    plan.omitted.get(place.path)?.has(spareItems) === true ||
    !isEnding(opening, idsAt(0)) ||
    isWithinItself(opening, idsAt(0)) ||
    (example === undefined && (place.depth > optionalDepthMax || !opening.hasRoom));
  const count = Math.min(most, Math.max(least, isSpare ? 0 : usual));
  return Array.from({ length: count }, (_, index) => ({
    name: String(index),
    ids: idsAt(index),
    isOptional: index >= least,
  }));
}

function isWithinItself({ place }: Opening, ids: readonly SchemaId[]): boolean {
  for (let up = place.up; up !== undefined; up = up.up) {
    const { parts } = up.demand;
    if (parts.some(({ id }) => ids.includes(id))) return true;
  }
  return false;
}
