import type { ApiModel } from '../model/api.ts';
import { isObject, type Json } from '../model/json.ts';
import type { WrittenSchema } from './schema/write.ts';

/** OpenAPI 3.0 writes null as `nullable` and knows one type a schema. By a stack, over what we wrote ourselves. */
export function asVersion({ dialect }: ApiModel, value: WrittenSchema): Json {
  if (dialect !== '3.0') return value;
  const stack: WrittenSchema[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const types = next['type'];
    if (Array.isArray(types)) {
      const named = types.filter((type) => type !== 'null');
      if (named.length < types.length) next['nullable'] = true;
      if (named.length === 1) next['type'] = named[0] ?? '';
      else {
        // Without a type `nullable` says nothing there.
        delete next['type'];
        delete next['nullable'];
      }
    }
    if (types === 'array' && next['items'] === undefined) next['items'] = {};
    for (const below of Object.values(next)) {
      if (Array.isArray(below)) stack.push(...below.filter(isObject).map((each) => each as WrittenSchema));
      else if (isObject(below)) stack.push(below as WrittenSchema);
    }
  }
  return value;
}
