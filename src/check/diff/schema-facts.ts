import type { ApiModel, Property, Schema, SchemaId } from '../../model/api.ts';
import { Flow } from '../../model/schema-graph.ts';
import { child, type Pointer } from '../../model/source.ts';
import type { KeywordKind, PropertyFact, ValuePlace, VariantFact } from '../fact.ts';
import { rawOf, visible, type PropertyPair, type Single } from './children.ts';
import type { FactTable } from './fact-table.ts';
import type { KeywordChange } from './keyword-change.ts';
import { keywordChanges } from './keyword-facts.ts';
import { lifecycleChanges } from './lifecycle.ts';
import { offerExtensions } from './operation-facts.ts';
import { placedAt, reachedBy, viewed, type Offer } from './site.ts';
import { essenceOf, unwrapped } from './views.ts';

/** The facts of one pair on one side: its own keywords, the children that one version lacks, its properties. */
export function offerSchemaFacts(offer: Offer, table: FactTable): void {
  const { pair } = offer;
  const { singles = [], properties = [], comparable = true } = pair.children ?? {};
  const changes = comparable ? (pair.keywords ??= keywordChanges(pair.views)) : [];
  // Where the type is another one, its limits and properties have nothing to be compared with.
  const another = changes.find(({ kind }) => kind === 'type/changed');
  const { before, after } = pair.views;
  const holder = { at: after.at, beforeAt: before.at, holder: 'schema', reach: reachedBy(offer) } as const;
  offerExtensions({ before: before.raw, after: after.raw }, holder, table);
  for (const change of another === undefined ? changes : [another]) offerKeyword(offer, change, table);
  for (const single of singles) offerVariant(offer, single, table);
  offerParts(offer, table);
  if (another !== undefined) return;
  for (const property of properties) offerProperty(offer, property, table);
}

/** What the value is to the operations that it was reached from. */
function placeIn({ pair, mask }: Offer): ValuePlace {
  const root = pair.rootFlow & mask;
  if ((root & (Flow.requestBody | Flow.responseBody | Flow.responseError)) !== 0) return 'body';
  if ((root & Flow.requestParameter) !== 0) return 'parameter';
  if ((root & Flow.responseHeader) !== 0) return 'header';
  const flow = pair.flow & mask;
  return (flow & Flow.requestParameter) === flow ? 'parameter-property' : 'property';
}

function offerKeyword(offer: Offer, change: KeywordChange, table: FactTable): void {
  const { pair, use } = offer;
  const { before, after } = pair.views;
  const key = change.key ?? change.kind.slice(0, change.kind.indexOf('/'));
  const place = placeIn(offer);
  const at = place === 'header' ? after.at : keyAt(after, key);
  const site = placedAt(offer, { at, beforeAt: keyAt(before, key), where: after.at });
  table.offer({
    ...change,
    ...site,
    path: `${site.path}/${change.kind}`,
    schema: pair.views,
    use,
    place,
    name: pair.name,
    reach: reachedBy(offer),
  });
}

/** The keyword itself where the schema says it; else the schema. */
function keyAt(schema: Schema, key: string): Pointer {
  return Object.hasOwn(schema.raw, key) && schema.at.path !== '' ? child(schema.at, key) : schema.at;
}

const variantKinds: Readonly<Record<string, 'anyOf' | 'oneOf' | 'items' | 'values'>> = {
  anyOf: 'anyOf',
  oneOf: 'oneOf',
  items: 'items',
  additionalProperties: 'values',
};

function offerVariant(offer: Offer, { kind, slot, schema: id, at, beforeAt }: Single, table: FactTable): void {
  const what = variantKinds[slot];
  if (what === undefined) return;
  const { pair, versions, use } = offer;
  const schema = viewed(kind === 'added' ? versions.after : versions.before, id);
  if (schema === undefined) return;
  const site = placedAt(offer, { at, beforeAt, where: at });
  const fact: VariantFact = {
    ...site,
    kind: `${what}/${kind}`,
    path: `${site.path}/${what}/${schema.name ?? ''}`,
    schema: kind === 'added' ? { after: schema } : { before: schema },
    owner: pair.views,
    use,
    place: placeIn(offer),
    name: pair.name,
    reach: reachedBy(offer),
  };
  table.offer(fact);
}

/** Named parts of an `allOf`, by name: what they demand is told as what it is, this says where it went. */
function offerParts(offer: Offer, table: FactTable): void {
  const { pair, versions, use } = offer;
  const [was, is] = [partsOf(versions.before, pair.before), partsOf(versions.after, pair.after)];
  if (was.named.size + is.named.size === 0) return;
  const base = { owner: pair.views, use, place: placeIn(offer), name: pair.name, reach: reachedBy(offer) };
  const site = placedAt(offer, { at: pair.views.after.at, beforeAt: pair.views.before.at, where: pair.views.after.at });
  for (const [name, schema] of is.named) {
    if (!isPart(name, was))
      table.offer({
        ...base,
        ...site,
        kind: 'allOf/added',
        path: `${site.path}/allOf/${name}`,
        schema: { after: schema },
      });
  }
  for (const [name, schema] of was.named) {
    if (!isPart(name, is))
      table.offer({
        ...base,
        ...site,
        kind: 'allOf/removed',
        path: `${site.path}/allOf/${name}/removed`,
        schema: { before: schema },
      });
  }
}

interface Parts {
  readonly own: string | undefined;
  readonly named: ReadonlyMap<string, Schema>;
}

/** Where a schema is wrapped with something more, or no longer is, its own name is one of the parts. */
function partsOf(api: ApiModel, id: SchemaId): Parts {
  const essence = api.schemas.get(essenceOf(api, id));
  const parts = (essence?.allOf ?? []).map((part) => api.schemas.get(unwrapped(api, part)));
  const named = parts.flatMap((part) => (part?.name === undefined ? [] : [[part.name, part] as const]));
  return { own: essence?.name, named: new Map(named) };
}

function isPart(name: string, { own, named }: Parts): boolean {
  return own === name || named.has(name);
}

function offerProperty(offer: Offer, property: PropertyPair, table: FactTable): void {
  const { before, after } = property;
  const { pair, versions, mask, use } = offer;
  const name = (after ?? before)?.name ?? '';
  const at = after?.at ?? pair.views.after.at;
  const beforeAt = before?.at ?? pair.views.before.at;
  const below = after === undefined ? `.${name}` : '';
  const site = placedAt(offer, { at, beforeAt, where: at, below });
  const place =
    placeIn(offer) === 'parameter' || placeIn(offer) === 'parameter-property' ? 'parameter-property' : 'property';
  const base = {
    ...site,
    use,
    place,
    name,
    property: sidesOf(before, after),
    schema: sidesOf(schemaOf(versions.before, before?.schema), schemaOf(versions.after, after?.schema)),
    owner: pair.views,
    reach: reachedBy(offer),
  } as const;
  for (const kind of propertyKinds(property, mask)) table.offer({ ...base, kind, path: `${site.path}/${kind}` });
  if (before === undefined || after === undefined || (visible(after) & visible(before) & mask) === 0) return;
  for (const { how, ...values } of lifecycleChanges(rawOf(versions.before, before), rawOf(versions.after, after))) {
    const kind: KeywordKind = `schema/${how}`;
    const schema = { before: base.schema.before ?? pair.views.before, after: base.schema.after ?? pair.views.after };
    const { property: _, owner: __, ...rest } = base;
    table.offer({ ...rest, ...values, kind, schema, growth: 'none', path: `${site.path}/${kind}` });
  }
}

function sidesOf<T>(before: T | undefined, after: T | undefined): { readonly before?: T; readonly after?: T } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function schemaOf(api: ApiModel, id: SchemaId | undefined): Schema | undefined {
  return id === undefined ? undefined : viewed(api, id);
}

/** What differs on this side: a property that is hidden here in both versions is none. */
function propertyKinds({ before, after }: PropertyPair, mask: number): readonly PropertyFact['kind'][] {
  const isSeen = (property: Property): boolean => (visible(property) & mask) !== 0;
  if (before === undefined) return after === undefined || !isSeen(after) ? [] : ['property/added'];
  if (after === undefined) return isSeen(before) ? ['property/removed'] : [];
  const [was, is] = [isSeen(before), isSeen(after)];
  if (!was && !is) return [];
  if (was !== is) return [is ? 'property/shown' : 'property/hidden'];
  const kinds: PropertyFact['kind'][] = [];
  if (before.required !== after.required) kinds.push(after.required ? 'property/required' : 'property/optional');
  if (visible(before) !== visible(after))
    kinds.push(marks(after) > marks(before) ? 'property/marked' : 'property/unmarked');
  return kinds;
}

function marks({ readOnly, writeOnly }: Property): number {
  return (readOnly ? 1 : 0) + (writeOnly ? 1 : 0);
}
