import type { ApiModel, Example, SchemaId } from '../api.ts';
import type { Json } from '../json.ts';
import { build, type Context } from './build.ts';
import { heightsOf } from './heights.ts';
import { breachesOf, type Breach } from './judge.ts';
import { bodyChecksMax, idleRoundsMax, roundsMax } from './limits.ts';
import { mend } from './mend.ts';
import { newPlan, type Kind, type Plan } from './plan.ts';

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
  const judging = { api, budget: { left: bodyChecksMax } };
  let closest: Extract<Made, { kind: 'unmet' }> | undefined;
  for (const { plan, isPlain } of series(wish)) {
    const context = { ...judging, plan, heights: heightsOf(api) };
    const made = rounds(context, id, isPlain ? undefined : hint?.value);
    if (made.kind !== 'unmet') return made;
    closest ??= made;
    if (judging.budget.left <= 0) break;
  }
  return closest ?? unmet(id);
}

interface Trial {
  readonly plan: Plan;
  /** Without the example. */
  readonly isPlain: boolean;
}

/** As wished; with less; with other choices. */
function* series({ seed, kind }: BodyWish): Generator<Trial> {
  yield { plan: newPlan(seed, kind), isPlain: false };
  yield { plan: newPlan(seed, 'minimal'), isPlain: kind === 'minimal' };
  yield { plan: newPlan(seed + 1, 'full'), isPlain: true };
  yield { plan: newPlan(seed + 2, 'minimal'), isPlain: true };
}

function unmet(id: SchemaId): Extract<Made, { kind: 'unmet' }> {
  return { kind: 'unmet', value: null, breach: { path: '', schema: id, keyword: 'too-large' } };
}

function rounds(context: Context, id: SchemaId, hint: Json | undefined): Made {
  let closest = unmet(id);
  let least = Infinity;
  let idle = 0;
  for (let round = 0; round < roundsMax && idle < idleRoundsMax && context.budget.left > 0; round += 1) {
    const built = build(context, [id], hint);
    if (built.proof !== undefined) return { kind: 'unsatisfiable', value: built.value, breach: built.proof };
    const breaches = [...built.dead, ...breachesOf(context, [id], { value: built.value })];
    const [first] = breaches;
    if (first === undefined) return { kind: 'valid', value: built.value };
    idle += 1;
    if (breaches.length < least) {
      least = breaches.length;
      idle = 0;
      closest = { kind: 'unmet', value: built.value, breach: first };
    }
    // No other value makes it smaller.
    if (built.dead.some(({ keyword }) => keyword === 'too-large')) return closest;
    // What the judge says of a place that has no right value follows from that.
    for (const breach of built.dead.length > 0 ? built.dead : breaches) mend({ ...context, built }, breach);
  }
  return closest;
}
