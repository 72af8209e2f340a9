import type { ApiModel, Schema, SchemaId } from '../../model/api.ts';

/** `open`: the schema says nothing of what lies there, neither yes nor no. */
export type Declared = 'declared' | 'undeclared' | 'open';

/** Schemas looked at for one step. */
const schemasMax = 500;

/** Whether a schema has a property at a path such as `$.cards[].pan`, in any of its variants. */
export function declared(api: ApiModel, schema: SchemaId, path: string): Declared {
  let level: readonly Schema[] = variants(api, [schema]);
  for (const step of stepsOf(path)) {
    if (level.every(saysNothing)) return 'open';
    const below = level.flatMap((view) => childrenOf(view, step));
    if (below.includes(true)) return 'declared';
    if (below.length === 0) return fits(level, step) ? 'undeclared' : 'open';
    level = variants(
      api,
      below.filter((id) => typeof id === 'string'),
    );
  }
  return 'declared';
}

/** `$.cards[].pan` -> `cards`, `[]`, `pan`; `*` stands for a key that is an id. */
function stepsOf(path: string): readonly string[] {
  return path.slice(1).match(/\[\]|[^.[\]]+/g) ?? [];
}

/** The schemas themselves and all they are made of: parts, alternatives, conditions. */
function variants(api: ApiModel, ids: readonly SchemaId[]): readonly Schema[] {
  const seen = new Set<SchemaId>(ids);
  const views: Schema[] = [];
  for (const id of seen) {
    const view = api.schemas.get(id);
    if (view === undefined || seen.size > schemasMax) continue;
    views.push(view);
    const mapped = [...(view.discriminator?.mapping.values() ?? [])];
    for (const part of [...view.allOf, ...view.anyOf, ...view.oneOf, ...view.others, ...mapped]) seen.add(part);
  }
  return views;
}

function saysNothing(view: Schema): boolean {
  return (
    view.properties.length === 0 &&
    view.patternProperties.length === 0 &&
    typeof view.additionalProperties !== 'string' &&
    typeof view.unevaluatedProperties !== 'string' &&
    view.items === undefined &&
    view.prefixItems.length === 0
  );
}

/** Where a step leads; `true` where some key is allowed by a pattern or by its kind. */
function childrenOf(view: Schema, step: string): readonly (SchemaId | true)[] {
  if (step === '[]') return [...(view.items === undefined ? [] : [view.items]), ...view.prefixItems];
  const named = view.properties.filter(({ name }) => name === step || name.startsWith(`${step}.`));
  if (named.length > 0) return named.map(({ name, schema }) => (name === step ? schema : true));
  const maps = [view.additionalProperties, view.unevaluatedProperties].filter((to) => typeof to === 'string');
  // A pattern is a stranger's regular expression: it is not run, and may allow anything.
  return view.patternProperties.length > 0 ? [true] : maps;
}

/** An object where the document has an object, a list where it has one: else the two speak of different things. */
function fits(level: readonly Schema[], step: string): boolean {
  return step !== '*' && level.some((view) => (step === '[]' ? false : view.properties.length > 0));
}
