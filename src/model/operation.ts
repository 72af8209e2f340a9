import type { ApiModel, Operation, OperationId, Server } from './api.ts';

/** The path of a server's URL with its variables' defaults: `https://api.example.com/v1/` -> `/v1`; `''` for none. */
export function basePathOf(server: Pick<Server, 'resolvedUrl'> | undefined): string {
  if (server === undefined) return '';
  const withoutOrigin = server.resolvedUrl.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '');
  const path = withoutOrigin.split(/[?#]/, 1)[0] ?? '';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' || trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}

/** Where clients find the operation below its host: the first server's base path and the template. */
export function fullPath(operation: Operation): string {
  return basePathOf(operation.servers[0]) + operation.path;
}

/**
 * `GET /v1/cards/{}`: an operation's identity in fingerprints and diffs. Parameter names, a trailing slash and
 * the split between server and paths do not count.
 */
export function canonicalId(operation: Operation): string {
  let id = canonicalIds.get(operation);
  if (id === undefined) canonicalIds.set(operation, (id = newCanonicalId(operation)));
  return id;
}

const canonicalIds = new WeakMap<Operation, string>();

function newCanonicalId(operation: Operation): string {
  if (operation.kind !== 'path') return `${operation.kind} ${operation.method} ${operation.path}`;
  return `${operation.method} ${canonicalPath(fullPath(operation))}`;
}

export function canonicalPath(path: string): string {
  const named = path.replace(/\{[^{}]*\}/g, '{}');
  return named.length > 1 ? named.replace(/\/+$/, '') || '/' : named;
}

const byId = new WeakMap<ApiModel, ReadonlyMap<OperationId, Operation>>();

export function operationById(api: ApiModel, id: OperationId): Operation | undefined {
  return operationsById(api).get(id);
}

export function operationsById(api: ApiModel): ReadonlyMap<OperationId, Operation> {
  let index = byId.get(api);
  if (index === undefined) {
    index = new Map([...api.operations, ...api.hooks].map((operation) => [operation.id, operation]));
    byId.set(api, index);
  }
  return index;
}

/** Methods that IANA's registry calls safe; QUERY is OpenAPI 3.2's. */
const safe: ReadonlySet<string> = new Set('GET HEAD OPTIONS TRACE QUERY PROPFIND REPORT SEARCH'.split(' '));

/** Methods that change something (RFC 9110 section 9.2.1). */
export function isWrite(operation: Operation): boolean {
  return !safe.has(operation.method.toUpperCase());
}
