import { isObject, own, ownText, type Json } from '../../model/json.ts';
import type { Cursor } from '../documents.ts';
import type { Judged, Structure } from './structure.ts';

/** Longest chain of references to one parameter that is followed here. */
const hopsMax = 20;

/** Parameters of one name and place in one list: readers disagree on which of them counts. */
export function judgeParameters(structure: Structure, { value, at }: Judged): void {
  const list = own(value, 'parameters');
  if (!Array.isArray(list) || list.length < 2) return;
  const known = new Map<string, Json>();
  (list as readonly Json[]).forEach((written, index) => {
    const parameter = followed(structure, { value: written, at: at('parameters', index) });
    const place = ownText(parameter, 'in');
    const name = ownText(parameter, 'name');
    if (place === undefined || name === undefined || !isObject(parameter)) return;
    // Names of headers are the same in any case (RFC 9110 section 5.1); 2.0 allows one body whatever it is called.
    const key = place === 'body' ? place : `${place} ${place === 'header' ? name.toLowerCase() : name}`;
    const first = known.get(key);
    if (first === undefined) known.set(key, parameter);
    else {
      const isRepeated = first === parameter || JSON.stringify(first) === JSON.stringify(parameter);
      const message = `The ${place} parameter ${name.slice(0, 80)} stands twice in one list${isRepeated ? '' : ', with different definitions'}.`;
      structure.documents.add({ kind: 'duplicate-parameter', at: at('parameters', index), message, isRepeated });
    }
  });
}

function followed(structure: Structure, cursor: Cursor): Json | undefined {
  let here: Cursor | undefined = cursor;
  for (let hops = 0; hops < hopsMax && here !== undefined; hops += 1) {
    const ref = ownText(here.value, '$ref');
    if (ref === undefined) return here.value;
    const { at }: Cursor = here;
    here = structure.target(ref, () => at, at.source);
  }
  return undefined;
}
