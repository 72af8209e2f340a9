import type { ApiModel, Schema, SchemaId } from '../api.ts';
import { heightsMax } from './limits.ts';

/** The fewest levels that a value of each schema needs; Infinity where what is required never ends. */
export type Heights = (id: SchemaId) => number;

const known = new WeakMap<ApiModel, Map<SchemaId, number>>();
/** Rounds until the heights stand still: levels of the deepest body that is thought of. */
const roundsMax = 60;

/** What a value of the schema cannot be without: `all` of one level down, `same` at its own level, `either` one of each list. */
interface Needs {
  readonly all: readonly SchemaId[];
  readonly same: readonly SchemaId[];
  readonly either: readonly (readonly SchemaId[])[];
}

export function heightsOf(api: ApiModel): Heights {
  let heights = known.get(api);
  if (heights === undefined) known.set(api, (heights = new Map()));
  const remembered = heights;
  return (id) => {
    if (!remembered.has(id)) workOut(api, id, remembered);
    return remembered.get(id) ?? 0;
  };
}

/** All start at Infinity and come down: what stays there refers to itself. */
function workOut(api: ApiModel, root: SchemaId, heights: Map<SchemaId, number>): void {
  const needs = new Map<SchemaId, Needs>();
  for (const id of reach(root)) {
    const schema = api.schemas.get(id);
    if (schema === undefined || heights.has(id) || needs.size >= heightsMax) continue;
    needs.set(id, needsOf(schema));
  }
  function* reach(start: SchemaId): Generator<SchemaId> {
    const queue = new Set([start]);
    for (const id of queue) {
      yield id;
      const found = needs.get(id);
      if (found !== undefined && queue.size < heightsMax)
        for (const next of [found.all, found.same, ...found.either].flat()) queue.add(next);
    }
  }
  const fresh = new Map<SchemaId, number>([...needs.keys()].map((id) => [id, Infinity]));
  const heightOf = (id: SchemaId): number => fresh.get(id) ?? heights.get(id) ?? 0;
  // What lies deeper was reached later.
  const upwards = [...needs].toReversed();
  let isMoving = true;
  for (let round = 0; round < roundsMax && isMoving; round += 1) {
    isMoving = false;
    for (const [id, { all, same, either }] of upwards) {
      const least = either.map((list) => Math.min(...list.map(heightOf)));
      const height = Math.max(0, ...all.map((one) => heightOf(one) + 1), ...same.map(heightOf), ...least);
      if (height < heightOf(id)) {
        fresh.set(id, height);
        isMoving = true;
      }
    }
  }
  // Cut short: nothing is said to be endless that might only be deep.
  for (const [id, height] of fresh) heights.set(id, isMoving && height === Infinity ? heightsMax : height);
}

function needsOf(schema: Schema): Needs {
  const mayBeOther = schema.types.some((type) => type !== 'object' && type !== 'array');
  const hasValue = schema.enum !== undefined || mayBeOther;
  const { items } = schema;
  const all = hasValue
    ? []
    : [
        ...schema.properties.filter(({ required, readOnly }) => required && !readOnly).map(({ schema: id }) => id),
        ...((schema.minItems ?? 0) > 0 && items !== undefined ? [items] : []),
      ];
  return { all, same: schema.allOf, either: [schema.anyOf, schema.oneOf].filter(({ length }) => length > 0) };
}
