import type { ApiModel, AuthRequirement, Operation } from './api.ts';
import { fingerprintOf, strengthOf } from './auth-scheme.ts';
import type { Pointer } from './source.ts';

/**
 * Why an alternative lets in callers that no alternative let in before, the gravest first. `scope-swapped` and
 * `replaced` may as well be renames: nothing in the two documents says which side is the stronger.
 */
export type AuthLossKind =
  'anonymous' | 'factor-lost' | 'weaker-scheme' | 'scope-lost' | 'alternative-added' | 'scope-swapped' | 'replaced';

/** One alternative of the newer version that contains no whole alternative of the older one. */
export interface AuthLoss {
  readonly why: AuthLossKind;
  /** The alternative that lets more in. */
  readonly after: AuthRequirement;
  /** The one of before that is most like it. */
  readonly before: AuthRequirement;
  /** Keys of the schemes that are no longer needed together with the rest. */
  readonly factors: readonly string[];
  readonly scopesLost: readonly string[];
  readonly scopesGained: readonly string[];
  /** A scheme has the key it had, and another definition: the cause stands at the scheme, not at the operation. */
  readonly redefined: readonly string[];
}

export interface AuthChange {
  /** `different`: neither side is provably the weaker. */
  readonly kind: 'equal' | 'stronger' | 'weaker' | 'different';
  /** Gravest first. Empty where the change is `equal` or `stronger`. */
  readonly losses: readonly AuthLoss[];
}

interface Sides {
  readonly before: ApiModel;
  readonly after: ApiModel;
}

/** A scheme of one alternative, by what it is and not by what the document calls it. */
interface Factor {
  readonly name: string;
  readonly definition: string;
  /** Undefined where the document does not say what the scheme is. */
  readonly strength: number | undefined;
  readonly scopes: ReadonlySet<string>;
}
interface Alternative {
  readonly as: AuthRequirement;
  readonly factors: readonly Factor[];
}

const known = new WeakMap<Operation, { readonly before: Operation; readonly change: AuthChange }>();

/**
 * Compares what the two versions of an operation ask of a caller, never the text: an OR of ANDs over the
 * definitions of the schemes and their scopes. The newer is weaker where one of its alternatives contains no
 * whole alternative of the older. Renamed schemes, other orders and a repeated global requirement are equal.
 */
export function compareAuth(before: Operation, after: Operation, sides: Sides): AuthChange {
  const memo = known.get(after);
  if (memo?.before === before) return memo.change;
  const change = compare(alternativesOf(before, sides.before), alternativesOf(after, sides.after));
  known.set(after, { before, change });
  return change;
}

const lossOrder: readonly AuthLossKind[] = [
  'anonymous',
  'factor-lost',
  'weaker-scheme',
  'scope-lost',
  'alternative-added',
  'scope-swapped',
  'replaced',
];
const unproven: readonly AuthLossKind[] = ['scope-swapped', 'replaced'];

function compare(before: readonly Alternative[], after: readonly Alternative[]): AuthChange {
  const fresh = uncovered(after, before);
  const gone = uncovered(before, after);
  if (fresh.length === 0) return { kind: gone.length === 0 ? 'equal' : 'stronger', losses: [] };
  const losses = fresh
    .map((alternative) => lossOf(alternative, before, after))
    .filter((loss) => loss !== undefined)
    .sort((a, b) => lossOrder.indexOf(a.why) - lossOrder.indexOf(b.why));
  if (losses.length === 0) return { kind: 'stronger', losses };
  return { kind: losses.every(({ why }) => unproven.includes(why)) ? 'different' : 'weaker', losses };
}

/** Every alternative is compared with every other; real documents have fewer than ten, and later ones are not read. */
const alternativesMax = 200;

function alternativesOf(operation: Operation, api: ApiModel): readonly Alternative[] {
  return operation.auth.slice(0, alternativesMax).map((as) => ({
    as,
    factors: as.schemes.map(({ name, scopes }) => {
      const scheme = api.authSchemes.get(name);
      return {
        name,
        definition: scheme === undefined ? `undefined ${name}` : fingerprintOf(scheme),
        strength: scheme === undefined ? undefined : strengthOf(scheme),
        scopes: new Set(scopes),
      };
    }),
  }));
}

/** Alternatives that contain no whole alternative of the other side: they let in callers that it refuses. */
function uncovered(these: readonly Alternative[], others: readonly Alternative[]): readonly Alternative[] {
  return these.filter((alternative) => !others.some((other) => contains(alternative, other)));
}

/** Whoever satisfies `whole` satisfies `part` as well. */
function contains(whole: Alternative, part: Alternative): boolean {
  return part.factors.every((factor) =>
    whole.factors.some(({ definition, scopes }) => definition === factor.definition && includes(scopes, factor.scopes)),
  );
}

function includes(all: ReadonlySet<string>, some: ReadonlySet<string>): boolean {
  return [...some].every((scope) => all.has(scope));
}

function lossOf(
  fresh: Alternative,
  before: readonly Alternative[],
  after: readonly Alternative[],
): AuthLoss | undefined {
  const closest = before
    .map((old) => ({ old, ...likeness(old, fresh) }))
    .reduce((best, next) => (next.score > best.score ? next : best));
  const { old, pairs, dropped } = closest;
  const scopesLost = pairs.flatMap(([a, b]) => [...a.scopes].filter((scope) => !b.scopes.has(scope)));
  const scopesGained = pairs.flatMap(([a, b]) => [...b.scopes].filter((scope) => !a.scopes.has(scope)));
  const redefined = pairs.filter(([a, b]) => a.name === b.name && a.definition !== b.definition).map(([a]) => a.name);
  const stays = after.some((other) => other !== fresh && contains(other, old) && contains(old, other));
  const why = whyOf({ fresh, closest, scopesLost, scopesGained, stays });
  if (why === undefined) return undefined;
  const factors = why === 'factor-lost' ? dropped.map(({ name }) => name) : [];
  return { why, after: fresh.as, before: old.as, factors, scopesLost, scopesGained, redefined };
}

interface Likeness {
  readonly score: number;
  readonly pairs: readonly (readonly [before: Factor, after: Factor])[];
  readonly dropped: readonly Factor[];
  readonly added: readonly Factor[];
}

/** Factors are paired by definition, then by key (redefined in place). */
function likeness(old: Alternative, fresh: Alternative): Likeness {
  const left = new Set(fresh.factors);
  const pairs: (readonly [Factor, Factor])[] = [];
  const dropped: Factor[] = [];
  for (const factor of old.factors) {
    const candidates = [...left];
    const partner =
      candidates.find(({ definition }) => definition === factor.definition) ??
      candidates.find(({ name }) => name === factor.name);
    if (partner === undefined) dropped.push(factor);
    else {
      left.delete(partner);
      pairs.push([factor, partner]);
    }
  }
  const shared = pairs.flatMap(([a, b]) => [...a.scopes].filter((scope) => b.scopes.has(scope))).length;
  return { score: pairs.length * 10 - dropped.length - left.size + shared / 1_000, pairs, dropped, added: [...left] };
}

interface Case {
  readonly fresh: Alternative;
  readonly closest: Likeness & { readonly old: Alternative };
  readonly scopesLost: readonly string[];
  readonly scopesGained: readonly string[];
  /** The closest alternative is still there beside the fresh one. */
  readonly stays: boolean;
}

/** Undefined: the alternative is a stronger one in place of a weaker. */
function whyOf({ fresh, closest, scopesLost, scopesGained, stays }: Case): AuthLossKind | undefined {
  const { old, pairs, dropped, added } = closest;
  if (fresh.factors.length === 0) return 'anonymous';
  const sameDefinitions = pairs.every(([a, b]) => a.definition === b.definition);
  if (added.length === 0 && sameDefinitions) {
    if (dropped.length > 0) return 'factor-lost';
    if (scopesGained.length === 0) return 'scope-lost';
    if (stays) return 'alternative-added';
    const rise = rankOf(scopesGained) - rankOf(scopesLost);
    if (rise > 0) return undefined;
    return rise < 0 ? 'scope-lost' : 'scope-swapped';
  }
  if (stays) return 'alternative-added';
  const [was, is] = [strongest(old), strongest(fresh)];
  if (was === undefined || is === undefined) return 'replaced';
  if (is < was) return 'weaker-scheme';
  if (dropped.length > added.length) return 'factor-lost';
  return is > was ? undefined : 'replaced';
}

/** All factors are needed, so the strongest one is what holds. */
function strongest({ factors }: Alternative): number | undefined {
  const strengths = factors.map(({ strength }) => strength);
  return strengths.includes(undefined) ? undefined : Math.max(...strengths.map((strength) => strength ?? 0));
}

const scopeRanks: readonly (readonly string[])[] = [
  ['read', 'readonly', 'view', 'list', 'get', 'public', 'basic', 'profile', 'openid'],
  ['write', 'edit', 'update', 'create', 'modify', 'delete', 'manage', 'readwrite'],
  ['admin', 'administrator', 'root', 'superuser', 'all', 'full', 'owner'],
];

/** By the words that scopes are commonly named with: `cards:read` in the place of `cards:write`. NaN where one says nothing. */
function rankOf(scopes: readonly string[]): number {
  const ranks = scopes.map(scopeRank);
  return ranks.includes(-1) ? NaN : Math.max(...ranks);
}

/** 0: reads, 1: writes, 2: may do all; -1: the name does not say. */
export function scopeRank(scope: string): number {
  const words = scope.toLowerCase().split(/[^a-z]+/);
  return scopeRanks.findLastIndex((names) => names.some((name) => words.includes(name)));
}

/** Where a changed requirement is to be mended. */
export interface AuthCause {
  readonly at: Pointer;
  /** Where the older version says it. */
  readonly before: Pointer;
  /** It stands at the root, for every operation that inherits it. */
  readonly shared: boolean;
}

/** The one place that changed: the operation's own requirement, the one it gave up, or the root's that it inherits. */
export function authCause(before: Operation, after: Operation, sides: Sides): AuthCause {
  const inherited = before.authFrom !== 'operation' && after.authFrom !== 'operation';
  if (!inherited) {
    const at = after.authFrom === 'operation' ? after.authAt : after.at;
    return { at, before: before.authAt, shared: false };
  }
  return {
    at: after.authFrom === 'global' ? after.authAt : sides.after.at,
    before: before.authFrom === 'global' ? before.authAt : sides.before.at,
    shared: true,
  };
}

/** `oauth(cards:read) and mfa, or anonymous`: for messages and comparisons. */
export function authText(operation: Operation): string {
  return operation.auth.map(requirementText).join(', or ');
}

function requirementText({ schemes }: AuthRequirement): string {
  if (schemes.length === 0) return 'anonymous';
  return schemes
    .map(({ name, scopes }) => (scopes.length === 0 ? name : `${name}(${[...scopes].sort().join(' ')})`))
    .join(' and ');
}
