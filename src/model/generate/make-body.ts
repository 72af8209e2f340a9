import type { ApiModel, Example, SchemaId } from '../api.ts';
import type { Json } from '../json.ts';
import { build, type Built } from './build.ts';
import { heightsOf } from './heights.ts';
import { breachesOf, type Breach } from './judge.ts';
import { roundsMax } from './limits.ts';
import { mend } from './mend.ts';
import { newPlan, type Kind } from './plan.ts';

export interface BodyWish {
  /** The same seed gives the same body; 0: the first variant of each choice. */
  readonly seed: number;
  readonly kind: Kind;
  /** Of the media type or the parameter: they come before those of the schema. */
  readonly examples?: readonly Example[];
}

export type Made =
  | { readonly kind: 'valid'; readonly value: Json }
  /** No value can be right: the place in the body, the schema and its keyword say why. */
  | { readonly kind: 'unsatisfiable'; readonly value: Json; readonly breach: Breach }
  /** None was found that holds; the closest one, and what it breaks first. */
  | { readonly kind: 'unmet'; readonly value: Json; readonly breach: Breach };

/**
 * A value that a request may carry by the schema: made, judged and mended until it holds. What the server sets itself
 * (`readOnly`) is left out; examples of the document come before made-up values wherever they hold.
 */
export function makeBody(api: ApiModel, id: SchemaId, wish: BodyWish): Made {
  const hint = wish.examples?.find(({ value }) => typeof value === 'object' && value !== null) ?? wish.examples?.[0];
  let closest: Extract<Made, { kind: 'unmet' }> | undefined;
  for (const { seed, kind, isPlain } of series(wish)) {
    const made = rounds({ api, id, seed, kind, hint: isPlain ? undefined : hint?.value });
    if (made.kind !== 'unmet') return made;
    closest ??= made;
  }
  return closest ?? { kind: 'unmet', value: null, breach: { path: '', schema: id, keyword: 'type' } };
}

interface Trial {
  readonly seed: number;
  readonly kind: Kind;
  readonly isPlain: boolean;
}

/** As wished; with less; with other choices. */
function series({ seed, kind }: BodyWish): readonly Trial[] {
  return [
    { seed, kind, isPlain: false },
    { seed, kind: 'minimal', isPlain: kind === 'minimal' },
    { seed: seed + 1, kind: 'full', isPlain: true },
    { seed: seed + 2, kind: 'minimal', isPlain: true },
  ];
}

interface Task {
  readonly api: ApiModel;
  readonly id: SchemaId;
  readonly seed: number;
  readonly kind: Kind;
  readonly hint: Json | undefined;
}

function rounds({ api, id, seed, kind, hint }: Task): Made {
  const plan = newPlan(seed, kind);
  const context = { api, plan, heights: heightsOf(api) };
  let closest: Made | undefined;
  let least = Infinity;
  for (let round = 0; round < roundsMax; round += 1) {
    const built: Built = build(context, [id], hint);
    if (built.proof !== undefined) return { kind: 'unsatisfiable', value: built.value, breach: built.proof };
    const breaches = [...built.dead, ...breachesOf(api, [id], built.value)];
    const [first] = breaches;
    if (first === undefined) return { kind: 'valid', value: built.value };
    if (breaches.length < least) {
      least = breaches.length;
      closest = { kind: 'unmet', value: built.value, breach: first };
    }
    // What the judge says of a place that has no right value follows from that.
    for (const breach of built.dead.length > 0 ? built.dead : breaches) mend({ api, plan, built }, breach);
  }
  return closest ?? { kind: 'unmet', value: null, breach: { path: '', schema: id, keyword: 'type' } };
}
