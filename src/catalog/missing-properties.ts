import type { ApiModel, Schema, SchemaId } from '../model/api.ts';
import { flatten } from '../model/flatten.ts';
import { child, type Pointer } from '../model/source.ts';
import type { ShapeStats } from './schema/shape-stats.ts';
import { writeSchema, type WrittenSchema } from './schema/write.ts';

/** Properties that are told of one body. */
const missingMax = 200;

export interface MissingProperty {
  /** The `properties` that it belongs to. */
  readonly at: Pointer;
  readonly name: string;
  readonly written: WrittenSchema;
}

/**
 * Properties that bodies had and their schema does not declare, by a stack. Nothing is said where other keys are allowed,
 * where nobody can tell which variant was meant, and of an object that nothing is said of.
 */
export function missingProperties(api: ApiModel, root: SchemaId, seen: ShapeStats): readonly MissingProperty[] {
  const missing: MissingProperty[] = [];
  const stack: { readonly id: SchemaId; readonly stats: ShapeStats }[] = [{ id: root, stats: seen }];
  for (let next = stack.pop(); next !== undefined && missing.length < missingMax; next = stack.pop()) {
    const { id, stats } = next;
    const view = flatten(api, id);
    if (view === undefined || view.oneOf.length + view.anyOf.length > 0) continue;
    if (stats.items !== undefined && view.items !== undefined) stack.push({ id: view.items, stats: stats.items });
    const home = homeOf(api, id);
    for (const [name, below] of [...stats.properties].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const declared = view.properties.find((property) => property.name === name);
      if (declared !== undefined) stack.push({ id: declared.schema, stats: below });
      else if (home !== undefined && !allowsOthers(view))
        missing.push({ at: home, name, written: observed(below, stats) });
    }
  }
  return missing;
}

function observed(property: ShapeStats, { objects }: ShapeStats): WrittenSchema {
  return { ...writeSchema(property), 'x-observed': { seen: property.seen, of: objects } };
}

function allowsOthers({ additionalProperties, unevaluatedProperties, patternProperties }: Schema): boolean {
  const isAllowed = (said: Schema['additionalProperties']): boolean => said === true || typeof said === 'string';
  return isAllowed(additionalProperties) || isAllowed(unevaluatedProperties) || patternProperties.length > 0;
}

/** The schema's own `properties`, or those of the last part that is written inside of it: shared parts have other readers. */
function homeOf(api: ApiModel, id: SchemaId): Pointer | undefined {
  const schema = api.schemas.get(id);
  if (schema === undefined) return undefined;
  const inside = schema.allOf.flatMap((part) => api.schemas.get(part) ?? []);
  const own = inside.filter(
    ({ at }) => `${at.path}/`.startsWith(`${schema.at.path}/`) && at.source === schema.at.source,
  );
  const home = [schema, ...own].findLast(({ raw }) => Object.hasOwn(raw, 'properties'));
  return home === undefined ? undefined : child(home.at, 'properties');
}
