import type { ApiModel, Property, Schema, SchemaId } from '../../model/api.ts';

/** Schemas looked at for one step. */
const schemasMax = 300;

/** The properties that may stand at a path such as `$.cards[].pan`, in any variant of the schema. */
export function propertiesAt(api: ApiModel, schema: SchemaId, path: string): readonly Property[] {
  let level: readonly SchemaId[] = [schema];
  let found: readonly Property[] = [];
  for (const step of path.slice(1).match(/\[\]|[^.[\]]+/g) ?? []) {
    const views = variantsOf(api, level);
    if (step === '[]')
      level = views.flatMap(({ items, prefixItems }) => [...(items === undefined ? [] : [items]), ...prefixItems]);
    else {
      found = views.flatMap(({ properties }) => properties.filter(({ name }) => name === step));
      const maps = views.map(({ additionalProperties }) => additionalProperties).filter((id) => typeof id === 'string');
      level = [...found.map((property) => property.schema), ...maps];
    }
  }
  return found;
}

function variantsOf(api: ApiModel, ids: readonly SchemaId[]): readonly Schema[] {
  const seen = new Set(ids);
  const views: Schema[] = [];
  for (const id of seen) {
    const view = api.schemas.get(id);
    if (view === undefined || seen.size > schemasMax) continue;
    views.push(view);
    for (const part of [...view.allOf, ...view.anyOf, ...view.oneOf]) seen.add(part);
  }
  return views;
}
