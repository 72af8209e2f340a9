import { placeOf } from '../../model/place.ts';
import { Flow, requestFlows, responseFlows } from '../../model/schema-graph.ts';
import type { Versions } from '../rule.ts';
import { useOf } from '../schema-use.ts';
import { childrenOf } from './children.ts';
import type { FactTable } from './fact-table.ts';
import { offerSchemaFacts } from './schema-facts.ts';
import type { SchemaPair } from './schema-pairs.ts';
import type { NewBody } from './seeds.ts';
import { viewed } from './site.ts';

const sides = [
  ['request', requestFlows],
  ['response', responseFlows],
] as const;

/** Pairs are merged views, so each stands for a whole value. One pair, once a direction. */
export function offerPair(pair: SchemaPair, versions: Versions, facts: FactTable): void {
  pair.children ??= childrenOf(pair, versions);
  for (const [direction, mask] of sides) {
    if ((pair.flow & mask) === 0) continue;
    const use = useOf(direction, (pair.flow & mask) | Flow.whole);
    offerSchemaFacts({ pair, versions, mask, use }, facts);
  }
}

/** A body where there was none: its schema is new to the operation. */
export function offerBody({ body, schema: id, flow, operation }: NewBody, versions: Versions, facts: FactTable): void {
  if (viewed(versions.after, id) === undefined) return;
  const direction = (flow & requestFlows) === 0 ? 'response' : 'request';
  const path = `${placeOf(versions.after, body.at).subject}/$`;
  const spot = { at: body.at, path, beforeAt: operation.at };
  facts.offer({ ...spot, kind: 'body/new', direction, body: { after: body }, instead: [], operation });
}
