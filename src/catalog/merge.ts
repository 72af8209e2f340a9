import type { ApiModel, Operation } from '../model/api.ts';
import type { Edit } from '../model/edit.ts';
import type { Json } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { matcher } from '../model/match.ts';
import { basePathOf } from '../model/operation.ts';
import { child, parent, type Pointer } from '../model/source.ts';
import type { CatalogueOperation } from './catalogue.ts';
import { operationObject, responsesOf } from './openapi.ts';
import type { WrittenSchema } from './schema/write.ts';

/** Edits that belong together, and what they are for. */
export interface MergeWish {
  readonly id: string;
  readonly edits: readonly Edit[];
}

/** What a document lacks of what was seen: paths, methods of paths, statuses of operations. Nothing that it has is changed. */
export function mergeWishes(document: ApiModel, operations: readonly CatalogueOperation[]): readonly MergeWish[] {
  const match = matcher(document);
  const byPath = new Map<string, Operation>();
  for (const operation of document.operations) if (!byPath.has(operation.path)) byPath.set(operation.path, operation);
  const base = basePathOf(document.servers[0]);
  const added = new Map<string, { [method: string]: Json }>();
  const wishes: MergeWish[] = [];
  for (const seen of operations) {
    const [origin = ''] = seen.origins;
    const known = match(seen.method, origin, seen.path).operation;
    if (known !== undefined) wishes.push(...statusWishes(document, known, seen));
    else if (seen.path.startsWith(`${base}/`)) {
      const path = seen.path.slice(base.length);
      const beside = byPath.get(path);
      const value = asVersion(document, withOwnSchemes(document, operationObject(seen)));
      const method = seen.method.toLowerCase();
      if (beside === undefined) added.set(path, { ...added.get(path), [method]: value });
      else wishes.push({ id: seen.id, edits: [{ kind: 'add', at: parent(beside.at), key: method, value }] });
    }
  }
  const paths = child(document.at, 'paths');
  for (const [key, value] of added) wishes.push({ id: key, edits: [{ kind: 'add', at: paths, key, value }] });
  return wishes;
}

/** What the traffic calls its schemes, the document may call otherwise: then the root's requirement is left to count. */
function withOwnSchemes({ authSchemes }: ApiModel, { security, ...operation }: WrittenSchema): WrittenSchema {
  const asked = Array.isArray(security) ? security.flatMap((each) => (isObject(each) ? Object.keys(each) : [])) : [];
  return security !== undefined && asked.every((name) => authSchemes.has(name))
    ? { ...operation, security }
    : operation;
}

/** Statuses that the operation does not name, nor a range of them, nor a default. */
function statusWishes(document: ApiModel, operation: Operation, seen: CatalogueOperation): readonly MergeWish[] {
  const [first] = operation.responses;
  if (first === undefined) return [];
  const has = new Set(operation.responses.map(({ status }) => status));
  const at: Pointer = child(operation.at, 'responses');
  return Object.entries(responsesOf(seen)).flatMap(([status, value]) => {
    const isKnown = has.has(status) || has.has(`${status[0] ?? ''}XX`) || has.has('default');
    if (isKnown) return [];
    const edit: Edit = { kind: 'add', at, key: status, value: asVersion(document, value as WrittenSchema) };
    return [{ id: `${operation.id} ${status}`, edits: [edit] }];
  });
}

/** OpenAPI 3.0 writes null as `nullable` and knows one type a schema. By a stack, over what we wrote ourselves. */
function asVersion({ dialect }: ApiModel, value: WrittenSchema): Json {
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
