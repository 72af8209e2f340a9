import type { ApiModel, Operation } from '../model/api.ts';
import type { Json } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { matcher } from '../model/match.ts';
import { basePathOf } from '../model/operation.ts';
import { child, parent } from '../model/source.ts';
import { asVersion } from './as-version.ts';
import type { CatalogueOperation } from './catalogue.ts';
import { wishesFor, type MergeWish } from './merge-known.ts';
import { operationObject } from './openapi.ts';
import type { WrittenSchema } from './schema/write.ts';

/**
 * What a document lacks of what was seen: paths, methods of paths, and of its operations
 * parameters, statuses, media types and properties. Nothing that it has is changed.
 */
export function mergeWishes(document: ApiModel, operations: readonly CatalogueOperation[]): readonly MergeWish[] {
  const match = matcher(document);
  const byPath = new Map<string, Operation>();
  for (const operation of document.operations) if (!byPath.has(operation.path)) byPath.set(operation.path, operation);
  const base = basePathOf(document.servers[0]);
  const added = new Map<string, { [method: string]: Json }>();
  const wishes: MergeWish[] = [];
  const told = new Set<string>();
  for (const seen of operations) {
    const [origin = ''] = seen.origins;
    const known = match(seen.method, origin, seen.path).operation;
    if (known !== undefined) wishes.push(...wishesFor({ document, operation: known, seen, told }));
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
