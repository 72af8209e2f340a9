import type { ApiModel, Property, Schema, SchemaId } from '../../model/api.ts';
import { placeOf } from '../../model/place.ts';
import { Flow, requestFlows, responseFlows } from '../../model/schema-graph.ts';
import type { Pointer } from '../../model/source.ts';
import type { Change, ChangeSite, SchemaUse, Versions } from '../rule.ts';
import { useOf } from '../schema-use.ts';
import { childrenOf, visible, type PropertyPair, type Single } from './children.ts';
import { schemaChanged } from './facts.ts';
import type { DiffResult, Touched } from './result.ts';
import { reachOf, type SchemaPair } from './schema-pairs.ts';
import type { NewBody } from './seeds.ts';
import { unwrapped, viewOf } from './views.ts';

export interface Asked {
  readonly schema: readonly DiffResult[];
  readonly property: readonly DiffResult[];
}

const sides = [
  ['request', requestFlows],
  ['response', responseFlows],
] as const;

/** Pairs are merged views, so each stands for a whole value. One pair, once a direction: its own facts, the children that one version lacks, its properties. */
export function offerPair(pair: SchemaPair, asked: Asked, versions: Versions): void {
  const { singles, properties, comparable } = pair.children ?? childrenOf(pair, versions);
  const changed = comparable && schemaChanged(pair.views);
  for (const [direction, mask] of sides) {
    if ((pair.flow & mask) === 0) continue;
    const offer: Offer = { pair, versions, mask, use: useOf(direction, (pair.flow & mask) | Flow.whole) };
    if (changed) offerChanged(offer, asked.schema);
    for (const single of singles) offerSingle(offer, single, asked.schema);
    for (const property of properties) offerProperty(offer, property, asked.property);
  }
}

/** A body where there was none: its schema is new to the operation. */
export function offerBody({ body, schema: id, flow, operation }: NewBody, asked: Asked, versions: Versions): void {
  const schema = viewOf(versions.after, unwrapped(versions.after, id));
  if (schema === undefined || asked.schema.length === 0) return;
  const path = `${placeOf(versions.after, body.at).subject}/$`;
  const site = { at: body.at, path, beforeAt: operation.at, change: { kind: 'added', after: schema } as const };
  const use = useOf((flow & requestFlows) === 0 ? 'response' : 'request', flow | Flow.whole);
  for (const result of asked.schema) result.judge(() => result.rule.schema?.(site, use, versions), { operation });
}

interface Offer {
  readonly pair: SchemaPair;
  readonly versions: Versions;
  readonly mask: number;
  readonly use: SchemaUse;
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
  const view = seen(kind === 'added' ? versions.after : versions.before, schema);
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

interface Site {
  readonly at: Pointer;
  readonly beforeAt: Pointer;
  /** What the place lacks of the path: the name of a removed property. */
  readonly below?: string;
}

/** The place of a change, or of the reference that caused it; the path says both where they differ. */
function siteOf({ pair, versions }: Offer, { at, beforeAt, below = '' }: Site): ChangeSite {
  const path = placeOf(versions.after, at).subject + below;
  if (pair.cause === undefined) return { at, beforeAt, path };
  const reference = placeOf(versions.after, pair.cause.at).subject;
  return { at: pair.cause.at, beforeAt, path: `${reference}/${path}` };
}

function touchedBy({ pair, versions, mask }: Offer): Touched {
  return { reach: () => reachOf(pair, mask, versions.after) };
}

function seen(api: ApiModel, id: SchemaId): Schema | undefined {
  return viewOf(api, unwrapped(api, id));
}
