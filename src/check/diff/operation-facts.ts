import type { ApiModel, AuthRequirement, Operation } from '../../model/api.ts';
import { authCause, compareAuth } from '../../model/effective-auth.ts';
import { isObject, own, type Json, type JsonObject } from '../../model/json.ts';
import { canonicalId, canonicalPath, fullPath } from '../../model/operation.ts';
import { placeOf } from '../../model/place.ts';
import { child, parent, type Pointer } from '../../model/source.ts';
import type { ExtensionFact, OperationFact, RequirementFact } from '../fact.ts';
import type { Both, Versions } from '../rule.ts';
import type { FactTable } from './fact-table.ts';
import { lifecycleChanges, lifecycleOf } from './lifecycle.ts';
import type { Matched } from './pairing.ts';
import { sameJson } from './same-json.ts';

/** Operations, webhooks and callbacks: those that one version lacks, and what differs in the others' own keys. */
export function offerOperationFacts(
  { pairs, added, removed }: Matched<Operation>,
  versions: Versions,
  table: FactTable,
): void {
  for (const pair of pairs) offerPair(pair, versions, table);
  for (const after of added) {
    const kind = `${nounOf(after)}/added` as const;
    const beforeAt = nearest(after, versions.before);
    table.offer({ kind, at: after.at, beforeAt, path: kind, operation: after, change: { after } });
    for (const change of requirementChanges({ before: [], after: after.auth })) {
      table.offer({ ...change, at: after.authAt, beforeAt, operation: after, level: 'new operation' });
    }
  }
  for (const before of removed) {
    const kind = `${nounOf(before)}/removed` as const;
    const at = nearest(before, versions.after);
    const path = `removed/${canonicalId(before)}`;
    table.offer({
      kind,
      at,
      beforeAt: before.at,
      path,
      operation: before,
      change: { before },
      ...draft(before, before),
    });
  }
}

function nounOf({ kind }: Operation): 'operation' | 'webhook' | 'callback' {
  return kind === 'path' ? 'operation' : kind;
}

/** Its path where other methods of it are described, else the list of paths. */
function nearest(operation: Operation, api: ApiModel): Pointer {
  if (operation.kind !== 'path') return api.at;
  const sibling = firstsOf(api).get(canonicalPath(fullPath(operation)));
  return sibling === undefined ? child(api.at, 'paths') : parent(sibling.at);
}

const firsts = new WeakMap<ApiModel, ReadonlyMap<string, Operation>>();

/** The first operation of each path. */
function firstsOf(api: ApiModel): ReadonlyMap<string, Operation> {
  let known = firsts.get(api);
  if (known === undefined) {
    known = new Map(api.operations.toReversed().map((each) => [canonicalPath(fullPath(each)), each]));
    firsts.set(api, known);
  }
  return known;
}

/** Alpha and draft promise nothing (both versions, or the one there is). */
export function draft(before: Operation, after: Operation): { readonly isDraft?: true } {
  return [before, after].every(({ raw }) => /^(draft|alpha)$/.test(lifecycleOf(raw).stability ?? ''))
    ? { isDraft: true }
    : {};
}

function offerPair(pair: Both<Operation>, versions: Versions, table: FactTable): void {
  const { before, after } = pair;
  const base = { at: after.at, beforeAt: before.at, operation: after, change: pair, ...draft(before, after) };
  const offer = (kind: OperationFact['kind'], spot: Spot): void => {
    const { key, ...values } = spot;
    const at = Object.hasOwn(after.raw, key) ? child(after.at, key) : after.at;
    const beforeAt = Object.hasOwn(before.raw, key) ? child(before.at, key) : before.at;
    table.offer({ ...base, kind, at, beforeAt, path: `${kind}/${values.after ?? values.before ?? ''}`, ...values });
  };
  offerAuth(pair, versions, table);
  for (const { how, ...values } of lifecycleChanges(before.raw, after.raw)) {
    offer(`operation/${how}`, { key: lifecycleKeys[how], ...values });
  }
  if (before.operationId !== after.operationId) {
    const values = {
      ...(before.operationId === undefined ? {} : { before: before.operationId }),
      ...(after.operationId === undefined ? {} : { after: after.operationId }),
    };
    offer('operation/id', { key: 'operationId', ...values });
  }
  for (const tag of without(after.tags, before.tags)) offer('operation/tag-added', { key: 'tags', after: tag });
  for (const tag of without(before.tags, after.tags)) offer('operation/tag-removed', { key: 'tags', before: tag });
  for (const link of without(linksOf(after), linksOf(before)))
    offer('operation/link-added', { key: 'responses', after: link });
  offerExtensions({ before: before.raw, after: after.raw }, { ...base, holder: 'operation' }, table);
}

interface Spot {
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
}
const lifecycleKeys = {
  deprecated: 'deprecated',
  reactivated: 'deprecated',
  sunset: 'x-sunset',
  stability: 'x-stability-level',
} as const;

function without(these: readonly string[], those: readonly string[]): readonly string[] {
  if (these.length === 0) return these;
  const known = new Set(those);
  return [...new Set(these)].filter((each) => !known.has(each));
}

/** What a response says can be called next. */
function linksOf({ raw }: Operation): readonly string[] {
  const responses = own(raw, 'responses');
  if (!isObject(responses)) return [];
  return Object.values(responses).flatMap((response) => {
    const links = own(response, 'links');
    return isObject(links) ? Object.keys(links) : [];
  });
}

function offerAuth(pair: Both<Operation>, versions: Versions, table: FactTable): void {
  const { before, after } = pair;
  let partOf: object | undefined;
  if (before.auth !== after.auth) {
    const auth = compareAuth(before, after, versions);
    // The same words of other schemes: what changed stands at the schemes, and is told there.
    if (auth.kind !== 'equal' && !saysTheSame(pair)) {
      const cause = authCause(before, after, versions);
      // The alternative that lets more in, where one is written: what inherits nothing has none.
      const isWritten = after.authFrom !== 'none' && (cause.shared || after.authFrom === 'operation');
      const at = isWritten ? (auth.losses[0]?.after.at ?? cause.at) : cause.at;
      table.offer({
        kind: `auth/${auth.kind}`,
        at,
        beforeAt: cause.before,
        path: 'security',
        operation: after,
        auth,
        cause,
        operations: pair,
        partOf: (partOf = cause.shared ? versions : pair),
      });
    }
  }
  if (before.authFrom !== 'operation' && after.authFrom !== 'operation') return;
  const written = {
    before: before.authFrom === 'operation' ? before.auth : [],
    after: after.authFrom === 'operation' ? after.auth : [],
  };
  for (const change of requirementChanges(written)) {
    table.offer({
      ...change,
      at: after.authFrom === 'operation' ? after.authAt : after.at,
      beforeAt: before.authAt,
      operation: after,
      level: 'operation',
      ...(partOf === undefined ? {} : { partOf }),
    });
  }
}

function saysTheSame({ before, after }: Both<Operation>): boolean {
  const text = ({ auth }: Operation): string =>
    auth
      .map(({ schemes }) =>
        schemes
          .map(({ name, scopes }) => `${name} ${[...scopes].sort().join(' ')}`)
          .sort()
          .join('\n'),
      )
      .sort()
      .join('\n\n');
  return text(before) === text(after);
}

/** The root's requirement, as the operations that inherit it know it. */
export function offerRootRequirement(versions: Versions, table: FactTable): void {
  const { before, after } = versions;
  const inheriting = (api: ApiModel): Operation | undefined =>
    api.operations.find(({ authFrom }) => authFrom === 'global');
  const [was, is] = [inheriting(before), inheriting(after)];
  for (const change of requirementChanges({ before: was?.auth ?? [], after: is?.auth ?? [] })) {
    table.offer({
      ...change,
      at: is?.authAt ?? after.at,
      beforeAt: was?.authAt ?? before.at,
      level: 'api',
      partOf: versions,
    });
  }
}

type RequirementChange = Pick<RequirementFact, 'kind' | 'name' | 'path'>;

/** By the names that the document uses: what a reader of the two texts sees. */
function requirementChanges({ before, after }: Both<readonly AuthRequirement[]>): readonly RequirementChange[] {
  const [was, is] = [byName(before), byName(after)];
  const changes: RequirementChange[] = [];
  const add = (kind: RequirementChange['kind'], name: string): void => {
    changes.push({ kind, name, path: `${kind}/${name}` });
  };
  for (const [name, scopes] of is) {
    const old = was.get(name);
    if (old === undefined) add('requirement/added', name);
    else for (const scope of without(scopes, old)) add('requirement/scope-added', scope);
  }
  for (const [name, scopes] of was) {
    const now = is.get(name);
    if (now === undefined) add('requirement/removed', name);
    else for (const scope of without(scopes, now)) add('requirement/scope-removed', scope);
  }
  return changes;
}

function byName(auth: readonly AuthRequirement[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    auth.map(({ schemes }) => [
      schemes
        .map(({ name }) => name)
        .sort()
        .join(' and ') || 'anonymous',
      schemes.flatMap(({ scopes }) => scopes),
    ]),
  );
}

const lifecycleNames = new Set(['x-sunset', 'x-stability-level', 'x-extensible-enum']);

type Holder = Pick<ExtensionFact, 'at' | 'beforeAt' | 'holder' | 'operation' | 'reach'>;

/** `x-` keys, compared as written. */
export function offerExtensions({ before, after }: Both<JsonObject>, holder: Holder, table: FactTable): void {
  if (before === after) return;
  for (const name in after) {
    if (!name.startsWith('x-') || lifecycleNames.has(name)) continue;
    if (!Object.hasOwn(before, name))
      offerExtension(holder, { kind: 'extension/added', name, after: after[name] }, table);
    else if (!sameJson(before[name], after[name])) {
      offerExtension(holder, { kind: 'extension/changed', name, before: before[name], after: after[name] }, table);
    }
  }
  for (const name in before) {
    if (!name.startsWith('x-') || lifecycleNames.has(name) || Object.hasOwn(after, name)) continue;
    offerExtension(holder, { kind: 'extension/removed', name, before: before[name] }, table);
  }
}

interface Extension {
  readonly kind: ExtensionFact['kind'];
  readonly name: string;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

function offerExtension(
  { at, beforeAt, ...holder }: Holder,
  { kind, name, before, after }: Extension,
  table: FactTable,
): void {
  table.offer({
    ...holder,
    kind,
    name,
    at: after === undefined ? at : child(at, name),
    beforeAt: before === undefined ? beforeAt : child(beforeAt, name),
    path: `${kind}/${name}`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

export function pathIn(api: ApiModel, at: Pointer): string {
  return placeOf(api, at).subject;
}
