import type { AuthScheme, Operation, Server } from '../../model/api.ts';
import { fingerprintOf } from '../../model/auth-scheme.ts';
import type { Change, Versions } from '../rule.ts';
import { authSchemeChanged, serverChanged } from './facts.ts';
import { usualUrl } from './usual-url.ts';
import { match, type Matched } from './pairing.ts';

export interface ServerChange {
  readonly change: Change<Server>;
  /** Operations that are reached through it. */
  readonly operations: readonly Operation[];
}

/** Changes of the root's servers, then of what operations are reached through beyond those. */
export function serverChanges(versions: Versions, operations: Matched<Operation>): readonly ServerChange[] {
  const root = match(versions.before.servers, versions.after.servers, [urlOf, addressOf]);
  const changes = changesOf(root, serverChanged).map((change) => ({
    change,
    operations: change.kind === 'removed' ? [] : servedBy(versions.after.operations, change.after),
  }));
  const own = [
    ...operations.pairs.flatMap(({ before, after }) => overrides(before.servers, after.servers, after)),
    ...operations.added.flatMap((after) => overrides(versions.before.servers, after.servers, after)),
  ];
  const said = new Set(changes.map(({ change }) => placeOf(change)));
  return [...changes, ...own.filter(({ change }) => !said.has(placeOf(change)))];
}

/** An operation may fall back to the root's servers, or be given its own: what it gained or lost counts, at any level. */
function overrides(before: readonly Server[], after: readonly Server[], operation: Operation): readonly ServerChange[] {
  return changesOf(match(before, after, [urlOf, addressOf]), serverChanged)
    .filter((change) => change.kind !== 'removed' || change.before.level !== 'api')
    .map((change) => ({ change, operations: [operation] }));
}

function urlOf({ resolvedUrl }: Server): string {
  return usualUrl(resolvedUrl);
}

/** Without the scheme: https that became http is one change of one server. */
function addressOf(server: Server): string {
  return urlOf(server)
    .replace(/^[a-z][a-z0-9+.-]*:(?=\/\/)/i, '')
    .toLowerCase();
}

function placeOf(change: Change<Server>): string {
  const { at, url } = change.kind === 'removed' ? change.before : change.after;
  return `${change.kind} ${at.source}#${at.path} ${url}`;
}

function servedBy(operations: readonly Operation[], server: Server): readonly Operation[] {
  const isIt = ({ at, url }: Server): boolean =>
    at.path === server.at.path && at.source === server.at.source && url === server.url;
  return operations.filter(({ servers }) => servers.some(isIt));
}

/** Schemes are the same by definition whatever their key, else by key. */
export function authSchemeChanges({ before, after }: Versions): readonly Change<AuthScheme>[] {
  const matched = match(
    [...before.authSchemes.values()],
    [...after.authSchemes.values()],
    [(scheme) => `${fingerprintOf(scheme)} ${scheme.name}`, fingerprintOf, ({ name }) => name],
  );
  return changesOf(matched, authSchemeChanged);
}

/** All that differs, as changes. */
export function changesOf<T>(
  { pairs, added, removed }: Matched<T>,
  differs: (pair: { readonly before: T; readonly after: T }) => boolean,
): readonly Change<T>[] {
  return [
    ...pairs.filter(differs).map((pair) => ({ kind: 'changed', ...pair }) as const),
    ...added.map((after) => ({ kind: 'added', after }) as const),
    ...removed.map((before) => ({ kind: 'removed', before }) as const),
  ];
}
