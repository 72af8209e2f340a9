import type { ApiModel, Example, SchemaId } from '../model/api.ts';
import type { Kind } from '../model/generate/plan.ts';
import { makeBody, type Made } from '../model/generate/make-body.ts';

export interface ValueWish {
  readonly kind: Kind;
  readonly examples: readonly Example[];
}

/** The same request again has the same values: each is made once a run. */
const known = new WeakMap<ApiModel, Map<string, Made>>();

export function madeValue(api: ApiModel, id: SchemaId, { kind, examples }: ValueWish): Made {
  let values = known.get(api);
  if (values === undefined) known.set(api, (values = new Map()));
  const key = `${kind} ${id} ${examples.map(({ at }) => `${at.source}#${at.path}`).join(' ')}`;
  let made = values.get(key);
  if (made === undefined) values.set(key, (made = makeBody(api, id, { seed: 0, kind, examples })));
  return made;
}
