import { own, type Json, type JsonObject } from '../../model/json.ts';

/** What a thing's `deprecated`, `x-sunset` and `x-stability-level` say. */
export interface Lifecycle {
  readonly deprecated: boolean;
  /** As written; undefined where there is none. */
  readonly sunset: string | undefined;
  readonly stability: string | undefined;
}

export function lifecycleOf(raw: JsonObject): Lifecycle {
  return {
    deprecated: own(raw, 'deprecated') === true,
    sunset: textOf(own(raw, 'x-sunset')),
    stability: textOf(own(raw, 'x-stability-level')),
  };
}

/** What is no text is shown as it is written: that it is wrong is for the rules to say. */
function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Keys alone, as nearly nothing has any of them. */
export function lifecycleDiffers(before: JsonObject, after: JsonObject): boolean {
  return keys.some((key) => before[key] !== after[key]);
}
const keys = ['deprecated', 'x-sunset', 'x-stability-level'] as const;

export type LifecycleChange = 'deprecated' | 'reactivated' | 'sunset' | 'stability';

/** Each step on the way, with what is written before and after it. */
export function lifecycleChanges(
  before: JsonObject,
  after: JsonObject,
): readonly { readonly how: LifecycleChange; readonly before?: string; readonly after?: string }[] {
  if (!lifecycleDiffers(before, after)) return [];
  const [was, is] = [lifecycleOf(before), lifecycleOf(after)];
  const changes: { how: LifecycleChange; before?: string; after?: string }[] = [];
  const add = (how: LifecycleChange, from: string | undefined, to: string | undefined): void => {
    changes.push({ how, ...(from === undefined ? {} : { before: from }), ...(to === undefined ? {} : { after: to }) });
  };
  if (was.deprecated !== is.deprecated) add(is.deprecated ? 'deprecated' : 'reactivated', was.sunset, is.sunset);
  else if (was.sunset !== is.sunset) add('sunset', was.sunset, is.sunset);
  if (was.stability !== is.stability) add('stability', was.stability, is.stability);
  return changes;
}
