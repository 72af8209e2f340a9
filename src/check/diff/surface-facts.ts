import type { ApiModel, AuthScheme, OAuthFlow, Operation, Server } from '../../model/api.ts';
import { operationsRequiring } from '../../model/auth.ts';
import { canonicalId } from '../../model/operation.ts';
import { child } from '../../model/source.ts';
import type { Change, Both, Versions } from '../rule.ts';
import type { FactTable } from './fact-table.ts';
import { match } from './pairing.ts';
import { offerExtensions } from './operation-facts.ts';
import type { ServerChange } from './surface.ts';

/** Servers, at the level where they are written. */
export function offerServerFacts({ changes, pairs }: Servers, versions: Versions, table: FactTable): void {
  const moved = originsOfMoved(changes, pairs);
  for (const { change, operations } of changes) {
    if (moved.has(originOf(change.kind === 'removed' ? change.before : change.after))) continue;
    const reach = (): readonly string[] => operations.map(({ id }) => id);
    const server = sidesOf(change);
    const at = server.after?.at ?? operations[0]?.at ?? versions.after.at;
    const { level, resolvedUrl } = server.after ?? server.before ?? { level: 'api', resolvedUrl: '' };
    const path = `server/${level}/${change.kind}/${resolvedUrl}`;
    table.offer({
      kind: `server/${change.kind}`,
      at,
      beforeAt: server.before?.at ?? versions.before.at,
      path,
      server,
      reach,
    });
  }
}

interface Servers {
  readonly changes: readonly ServerChange[];
  readonly pairs: readonly Both<Operation>[];
}

/** Origins that only lost or gained a base path which stands in the paths now: every operation is where it was. */
function originsOfMoved(changes: readonly ServerChange[], pairs: readonly Both<Operation>[]): ReadonlySet<string> {
  const origins = (kind: 'added' | 'removed'): readonly string[] =>
    changes.flatMap(({ change }) =>
      change.kind === kind ? [originOf(change.kind === 'removed' ? change.before : change.after)] : [],
    );
  const removed = new Set(origins('removed'));
  const both = origins('added').filter((origin) => removed.has(origin));
  if (both.length === 0 || pairs.some(({ before, after }) => canonicalId(before) !== canonicalId(after)))
    return new Set();
  return new Set(both);
}

function originOf({ resolvedUrl, variables }: Server): string {
  const origin = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i.exec(resolvedUrl)?.[0] ?? '';
  return `${origin.toLowerCase()} ${variables.length}`;
}

function sidesOf<T>(change: Change<T>): { readonly before?: T; readonly after?: T } {
  return {
    ...(change.kind === 'added' ? {} : { before: change.before }),
    ...(change.kind === 'removed' ? {} : { after: change.after }),
  };
}

/** What a scheme is, and for OAuth what its flows are. */
export function offerSchemeFacts(changes: readonly Change<AuthScheme>[], versions: Versions, table: FactTable): void {
  for (const change of changes) {
    const scheme = sidesOf(change);
    const name = (scheme.after ?? scheme.before)?.name ?? '';
    const base = {
      at: scheme.after?.at ?? schemesAt(versions.after),
      beforeAt: scheme.before?.at ?? schemesAt(versions.before),
      scheme,
      reach: () =>
        scheme.after === undefined ? [] : operationsRequiring(versions.after, scheme.after).map(({ id }) => id),
    };
    if (change.kind !== 'changed') {
      table.offer({ ...base, kind: `scheme/${change.kind}`, path: `scheme/${name}/${change.kind}` });
      continue;
    }
    const { before, after } = change;
    const holder = { at: after.at, beforeAt: before.at, holder: 'scheme', reach: base.reach } as const;
    offerExtensions({ before: before.raw, after: after.raw }, holder, table);
    if (isAnother(change)) {
      table.offer({ ...base, kind: 'scheme/type', path: 'scheme/type' });
      continue;
    }
    if (before.openIdConnectUrl !== after.openIdConnectUrl)
      table.offer({ ...base, kind: 'scheme/issuer', path: 'scheme/issuer' });
    if (before.bearerFormat !== after.bearerFormat)
      table.offer({ ...base, kind: 'scheme/bearer-format', path: 'scheme/bearer-format' });
    if (after.raw['deprecated'] === true && before.raw['deprecated'] !== true) {
      table.offer({ ...base, kind: 'scheme/deprecated', path: 'scheme/deprecated' });
    }
    offerFlows(change, base, table);
  }
}

function schemesAt(api: ApiModel): ApiModel['at'] {
  return api.dialect === '2.0' ? child(api.at, 'securityDefinitions') : child(api.at, 'components', 'securitySchemes');
}

/** Another proof is asked for. */
function isAnother({ before, after }: Both<AuthScheme>): boolean {
  return (
    (['kind', 'in', 'httpScheme'] as const).some((key) => before[key] !== after[key]) ||
    parameterOf(before) !== parameterOf(after)
  );
}

function parameterOf({ in: place, parameterName = '' }: AuthScheme): string {
  return place === 'header' ? parameterName.toLowerCase() : parameterName;
}

type Base = Omit<Parameters<FactTable['offer']>[0] & { readonly kind: 'scheme/type' }, 'kind' | 'path'>;

function offerFlows({ before, after }: Both<AuthScheme>, base: Base, table: FactTable): void {
  const { pairs, added, removed } = match(before.flows, after.flows, [({ kind }) => kind]);
  for (const flow of added)
    table.offer({ ...base, kind: 'flow/added', at: flow.at, path: `flow/${flow.kind}`, flow: { after: flow } });
  for (const flow of removed)
    table.offer({
      ...base,
      kind: 'flow/removed',
      beforeAt: flow.at,
      path: `flow/${flow.kind}/removed`,
      flow: { before: flow },
    });
  for (const flow of pairs) offerFlow(flow, base, table);
}

const urls = [
  ['authorizationUrl', 'flow/authorization-url'],
  ['tokenUrl', 'flow/token-url'],
  ['refreshUrl', 'flow/refresh-url'],
] as const;

function offerFlow(flow: Both<OAuthFlow>, base: Base, table: FactTable): void {
  const { before, after } = flow;
  for (const [key, kind] of urls) {
    if (before[key] === after[key]) continue;
    const at = after[key] === undefined ? after.at : child(after.at, key);
    table.offer({ ...base, kind, at, beforeAt: before.at, path: `${kind}/${after.kind}`, flow });
  }
  const scopes = (one: OAuthFlow): ReadonlySet<string> => new Set(one.scopes);
  const [was, is] = [scopes(before), scopes(after)];
  const spot = { ...base, at: after.at, beforeAt: before.at, flow };
  for (const scope of is)
    if (!was.has(scope)) table.offer({ ...spot, kind: 'flow/scope-added', path: `scope/${scope}`, scope });
  for (const scope of was)
    if (!is.has(scope)) table.offer({ ...spot, kind: 'flow/scope-removed', path: `scope/${scope}/removed`, scope });
}

/** Shared schemas that are gone by name, and the root's `x-` keys. */
export function offerRootFacts({ before, after }: Versions, table: FactTable): void {
  const names = new Set([...after.schemas.values()].map(({ name }) => name));
  const list = after.dialect === '2.0' ? child(after.at, 'definitions') : child(after.at, 'components', 'schemas');
  for (const { name, at } of before.schemas.values()) {
    if (name === undefined || names.has(name)) continue;
    table.offer({ kind: 'component/removed', at: list, beforeAt: at, path: `component/${name}/removed`, name });
  }
  const holder = { at: after.at, beforeAt: before.at, holder: 'api' } as const;
  offerExtensions({ before: before.extensions, after: after.extensions }, holder, table);
}

/** Hosts that parts come from, read or refused; relative references stay where the document is. */
export function offerReferences({ before, after }: Versions, table: FactTable): void {
  const known = new Set(outsideOf(before).map(({ host }) => host));
  for (const { host, at } of outsideOf(after)) {
    if (known.has(host)) continue;
    known.add(host);
    table.offer({ kind: 'reference/host', at, beforeAt: before.at, path: `reference/${host}`, host });
  }
}

function outsideOf(api: ApiModel): readonly { readonly host: string; readonly at: ApiModel['at'] }[] {
  const hostIn = (text: string): string | undefined => /\bhttps?:\/\/([^/?#\s"'`]+)/i.exec(text)?.[1]?.toLowerCase();
  const { sources, at } = api;
  // Faults cost a walk over the whole document, and without an unread file none of them is about one.
  const refused = (api.unread.length === 0 ? [] : api.faults).flatMap((fault) => {
    const host = fault.kind === 'refused-ref' ? hostIn(fault.message) : undefined;
    return host === undefined ? [] : [{ host, at: fault.at }];
  });
  const own = hostIn(at.source);
  const read = [...sources.keys()].flatMap((id) => {
    const host = hostIn(id);
    return host === undefined || host === own ? [] : [{ host, at }];
  });
  return [...refused, ...read];
}

/** Last of all, as it depends on what the rules said. */
export function offerVersion(
  { before, after }: Versions,
  said: { readonly opens: boolean; readonly breaks: boolean },
  table: FactTable,
): void {
  const at = child(after.at, 'info', 'version');
  table.offer({
    kind: 'api/version',
    at,
    beforeAt: child(before.at, 'info', 'version'),
    path: 'version',
    api: { before, after },
    ...said,
  });
}
