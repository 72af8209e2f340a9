import { inlineKey } from '../../finding/suppress.ts';
import type { ApiModel } from '../../model/api.ts';
import { own, type JsonObject } from '../../model/json.ts';
import { child, type Pointer } from '../../model/source.ts';
import { allRuleIds } from '../rule-ids.ts';
import type { UserError } from '../user-error.ts';
import { errorAt } from './read-config.ts';
import { inlineIgnoreShape } from './sallyport-shape.ts';

/** Mistakes of one document that are told; the rest comes out when these are mended. */
const mistakesMax = 20;

/** What is wrong with the exceptions that a document makes: each needs a rule that there is, a reason and a last day. */
export function mistakesInIgnores(api: ApiModel): readonly UserError[] {
  const found = new Map<string, UserError>();
  const shape = inlineIgnoreShape(allRuleIds);
  const check = (holder: JsonObject, at: Pointer): void => {
    const value = own(holder, inlineKey);
    const source = api.sources.get(at.source);
    if (value === undefined || source === undefined) return;
    const complain = (place: Pointer, message: string, hint?: string): undefined => {
      if (found.size < mistakesMax) found.set(`${place.path} ${message}`, errorAt(source, place, message, hint));
      return undefined;
    };
    const here = child(at, inlineKey);
    // A single one needs no list around it.
    if (Array.isArray(value)) shape.read({ value, at: here, complain });
    else
      shape.read({
        value: [value],
        at: here,
        complain: (place, ...rest) => complain(withoutIndex(place, here), ...rest),
      });
  };
  check(api.extensions, api.at);
  for (const { raw, at } of [...api.operations, ...api.hooks]) check(raw, at);
  return [...found.values()];
}

function withoutIndex(place: Pointer, list: Pointer): Pointer {
  return { ...place, path: place.path.replace(`${list.path}/0`, list.path) };
}
