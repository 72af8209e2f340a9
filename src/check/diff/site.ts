import type { ApiModel, OperationId, Schema, SchemaId } from '../../model/api.ts';
import { placeOf } from '../../model/place.ts';
import type { Pointer } from '../../model/source.ts';
import type { ChangeSite, SchemaUse, Versions } from '../rule.ts';
import { reachOf, type SchemaPair } from './schema-pairs.ts';
import { unwrapped, viewOf } from './views.ts';

/** One pair on one side. */
export interface Offer {
  readonly pair: SchemaPair;
  readonly versions: Versions;
  readonly mask: number;
  readonly use: SchemaUse;
}

export interface Spot {
  readonly at: Pointer;
  readonly beforeAt: Pointer;
  /** What the path is made of: the schema or property that the place lies in. */
  readonly where: Pointer;
  /** What the place lacks of the path: the name of a removed property. */
  readonly below?: string;
}

/** The place of a change, or of the reference that caused it; the path says both where they differ. */
export function placedAt({ pair, versions }: Offer, { at, beforeAt, where, below = '' }: Spot): ChangeSite {
  const path = placeOf(versions.after, where).subject + below;
  if (pair.cause === undefined) return { at, beforeAt, path };
  const reference = placeOf(versions.after, pair.cause.at).subject;
  return { at: pair.cause.at, beforeAt, path: `${reference}/${path}` };
}

/** Asked only of what is said. */
export function reachedBy({ pair, versions, mask }: Offer): () => readonly OperationId[] {
  return () => reachOf(pair, mask, versions.after);
}

export function viewed(api: ApiModel, id: SchemaId): Schema | undefined {
  return viewOf(api, unwrapped(api, id));
}
