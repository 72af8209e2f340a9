import type { ApiModel, Operation, Server } from './api.ts';

/** Clear text for anybody on the way: `http://` and `ws://`, but for the machine itself (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3). */
export function isCleartext(server: Server): boolean {
  return isCleartextUrl(server.resolvedUrl);
}

export function isCleartextUrl(url: string): boolean {
  return /^(http|ws):\/\//i.test(url) && !isLoopback(hostOf(url) ?? '');
}

/** The host of an absolute address, in lower case, without user and port. */
export function hostOf(url: string): string | undefined {
  const host = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url)?.[1];
  return host === undefined || host === '' ? undefined : host.toLowerCase();
}

/** The reader's own machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/i.test(host);
}

/** RFC 1918, RFC 6890's loopback and link-local, RFC 6761 and 6762, and the endings that networks use inside. */
export function isInternalUrl(url: string): boolean {
  const host = hostOf(url) ?? '';
  return (
    isLoopback(host) ||
    /^(10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2}|\[f[cd][0-9a-f:]*\]|\[fe80:[0-9a-f:]*\])$/.test(
      host,
    ) ||
    /\.(internal|local|lan|corp|intranet|home|private|svc|cluster\.local)$/.test(host)
  );
}

/** Inside a network the hop may be protected below what the document says (a mesh, a sidecar). */
export function isOpenToAll(server: Server): boolean {
  return isCleartext(server) && !isInternalUrl(server.resolvedUrl);
}

const served = new WeakMap<ApiModel, ReadonlyMap<string, readonly Operation[]>>();

/** The operations that a server serves; worked out once, as a document may have a server for each of them. */
export function servedBy(server: Server, api: ApiModel): readonly Operation[] {
  let table = served.get(api);
  if (table === undefined) served.set(api, (table = operationsByServer(api)));
  return table.get(keyOf(server)) ?? [];
}

function operationsByServer(api: ApiModel): ReadonlyMap<string, readonly Operation[]> {
  const table = new Map<string, Operation[]>();
  for (const operation of api.operations) {
    for (const key of new Set(operation.servers.map(keyOf))) {
      const known = table.get(key);
      if (known === undefined) table.set(key, [operation]);
      else known.push(operation);
    }
  }
  return table;
}

function keyOf({ at, url }: Server): string {
  return `${at.source}#${at.path} ${url}`;
}

const everywhere = new WeakMap<ApiModel, readonly Server[]>();

/** Every server of the document once, at whatever level it is written. */
export function serversOf(api: ApiModel): readonly Server[] {
  let known = everywhere.get(api);
  if (known === undefined) {
    known = [...new Set([...api.servers, ...api.operations.flatMap(({ servers }) => servers)])];
    everywhere.set(api, known);
  }
  return known;
}

const published = new WeakMap<ApiModel, boolean>();

/** Some server has an address that the world can reach. */
export function hasPublicServer(api: ApiModel): boolean {
  let known = published.get(api);
  if (known === undefined) {
    known = serversOf(api).some(({ resolvedUrl }) => hostOf(resolvedUrl) !== undefined && !isInternalUrl(resolvedUrl));
    published.set(api, known);
  }
  return known;
}
