import type { Property, Schema } from '../../model/api.ts';
import { placeOf } from '../../model/place.ts';
import { Flow, requestFlows, responseFlows } from '../../model/schema-graph.ts';
import type { Change, ChangeSite, Versions } from '../rule.ts';
import { useOf } from '../schema-use.ts';
import { childrenOf, visible, type PropertyPair, type Single } from './children.ts';
import { schemaChanged } from './facts.ts';
import type { DiffResult, Touched } from './result.ts';
import type { FactTable } from './fact-table.ts';
import { offerSchemaFacts } from './schema-facts.ts';
import type { SchemaPair } from './schema-pairs.ts';
import type { NewBody } from './seeds.ts';
import { placedAt, reachedBy, viewed, type Offer, type Spot } from './site.ts';

export interface Asked {
  readonly schema: readonly DiffResult[];
  readonly property: readonly DiffResult[];
  readonly facts: FactTable;
}

const sides = [
  ['request', requestFlows],
  ['response', responseFlows],
] as const;

/** Pairs are merged views, so each stands for a whole value. One pair, once a direction: its own facts, the children that one version lacks, its properties. */
export function offerPair(pair: SchemaPair, asked: Asked, versions: Versions): void {
  const { singles, properties, comparable } = pair.children ?? childrenOf(pair, versions);
  const isAsked = asked.schema.length > 0;
  const changed = isAsked && comparable && schemaChanged(pair.views);
  for (const [direction, mask] of sides) {
    if ((pair.flow & mask) === 0) continue;
    const offer: Offer = { pair, versions, mask, use: useOf(direction, (pair.flow & mask) | Flow.whole) };
    if (!asked.facts.isEmpty) offerSchemaFacts(offer, asked.facts);
    if (changed) offerChanged(offer, asked.schema);
    for (const single of singles) offerSingle(offer, single, asked.schema);
    for (const property of properties) offerProperty(offer, property, asked.property);
  }
}

/** A body where there was none: its schema is new to the operation. */
export function offerBody({ body, schema: id, flow, operation }: NewBody, asked: Asked, versions: Versions): void {
  const schema = viewed(versions.after, id);
  if (schema === undefined) return;
  const direction = (flow & requestFlows) === 0 ? 'response' : 'request';
  const path = `${placeOf(versions.after, body.at).subject}/$`;
  const spot = { at: body.at, path, beforeAt: operation.at };
  asked.facts.offer({ ...spot, kind: 'body/new', direction, body: { after: body }, instead: [], operation });
  const site = { ...spot, change: { kind: 'added', after: schema } as const };
  const use = useOf(direction, flow | Flow.whole);
  for (const result of asked.schema) result.judge(() => result.rule.schema?.(site, use, versions), { operation });
}

function offerChanged(offer: Offer, results: readonly DiffResult[]): void {
  if (results.length === 0) return;
  const { before, after } = offer.pair.views;
  const site = siteOf(offer, { at: after.at, beforeAt: before.at });
  const change = { ...site, change: { kind: 'changed', before, after } as const };
  for (const result of results)
    result.judge(() => result.rule.schema?.(change, offer.use, offer.versions), touchedBy(offer));
}

function offerSingle(offer: Offer, { kind, schema, at, beforeAt }: Single, results: readonly DiffResult[]): void {
  if (results.length === 0) return;
  const { versions } = offer;
  const view = viewed(kind === 'added' ? versions.after : versions.before, schema);
  if (view === undefined) return;
  const change: Change<Schema> = kind === 'added' ? { kind, after: view } : { kind, before: view };
  const whole = { ...siteOf(offer, { at, beforeAt }), change, owner: offer.pair.views };
  for (const result of results) result.judge(() => result.rule.schema?.(whole, offer.use, versions), touchedBy(offer));
}

function offerProperty(offer: Offer, property: PropertyPair, results: readonly DiffResult[]): void {
  if (results.length === 0) return;
  const change = changeOf(property, offer.mask);
  if (change === undefined) return;
  const { before, after } = offer.pair.views;
  const at = change.kind === 'removed' ? after.at : change.after.at;
  const beforeAt = change.kind === 'added' ? before.at : change.before.at;
  const below = change.kind === 'removed' ? `.${change.before.name}` : '';
  const site = siteOf(offer, { at, beforeAt, below });
  const whole = { ...site, change, owner: offer.pair.views };
  for (const result of results)
    result.judge(() => result.rule.property?.(whole, offer.use, offer.versions), touchedBy(offer));
}

/** Only what differs on this side: a property that is hidden here in both versions is none, one hidden in one is changed. */
function changeOf({ before, after }: PropertyPair, mask: number): Change<Property> | undefined {
  if (before === undefined) {
    return after === undefined || (visible(after) & mask) === 0 ? undefined : { kind: 'added', after };
  }
  if (after === undefined) return (visible(before) & mask) === 0 ? undefined : { kind: 'removed', before };
  const [was, is] = [(visible(before) & mask) !== 0, (visible(after) & mask) !== 0];
  if (!was && !is) return undefined;
  return was === is && before.required === after.required ? undefined : { kind: 'changed', before, after };
}

function siteOf(offer: Offer, spot: Omit<Spot, 'where'>): ChangeSite {
  return placedAt(offer, { ...spot, where: spot.at });
}

function touchedBy(offer: Offer): Touched {
  return { reach: reachedBy(offer) };
}
