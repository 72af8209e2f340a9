import type { ApiModel } from '../model/api.ts';
import { hasLiteral, matcher } from '../model/match.ts';
import type { CatalogueOperation } from './catalogue.ts';

/** What the traffic exercised, and what was never seen. */
export interface Coverage {
  readonly operations: number;
  readonly calls: number;
  /** Calls by kind of status: `2xx`. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Distinct credentials. */
  readonly identities: number;
  /** Ids of operations that no call succeeded at. */
  readonly neverSucceeded: readonly string[];
  /** Ids of operations that never refused anybody (401, 403): whether they would is not known. */
  readonly neverRefused: readonly string[];
  /** Ids of operations that were called by one identity alone. */
  readonly oneIdentity: readonly string[];
  /** Where documents were named. */
  readonly documented?: { readonly total: number; readonly called: number; readonly neverCalled: readonly string[] };
}

export function coverageOf(operations: readonly CatalogueOperation[], documents: readonly ApiModel[]): Coverage {
  const statuses: Record<string, number> = {};
  for (const operation of operations) {
    for (const [status, count] of operation.statuses) {
      const kind = status === 0 ? 'no answer' : `${Math.floor(status / 100)}xx`;
      statuses[kind] = (statuses[kind] ?? 0) + count;
    }
  }
  const without = (isSeen: (status: number) => boolean): string[] =>
    operations.filter((operation) => ![...operation.statuses.keys()].some(isSeen)).map(({ id }) => id);
  return {
    operations: operations.length,
    calls: operations.reduce((sum, { calls }) => sum + calls, 0),
    statuses,
    identities: new Set(operations.flatMap(({ identities }) => [...identities])).size,
    neverSucceeded: without((status) => status >= 200 && status < 300),
    neverRefused: without((status) => status === 401 || status === 403),
    oneIdentity: operations.filter(({ identities }) => identities.size === 1).map(({ id }) => id),
    ...(documents.length === 0 ? {} : { documented: documentedOf(operations, documents) }),
  };
}

function documentedOf(
  operations: readonly CatalogueOperation[],
  documents: readonly ApiModel[],
): NonNullable<Coverage['documented']> {
  const called = new Set<string>();
  const all: string[] = [];
  for (const document of documents) {
    const match = matcher(document);
    const own = (id: string): string => (documents.length === 1 ? id : `${document.name}: ${id}`);
    all.push(...document.operations.map(({ id }) => own(id)));
    for (const { method, path, origins } of operations) {
      for (const origin of origins) {
        const { operation } = match(method, origin, path);
        if (operation !== undefined && hasLiteral(operation.path)) called.add(own(operation.id));
      }
    }
  }
  const neverCalled = all.filter((id) => !called.has(id));
  return { total: all.length, called: all.length - neverCalled.length, neverCalled };
}
