import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { isSuccess, unusable } from '../controls/answers.ts';
import { heedPublic, heedShared, isPrivilegedRole } from '../controls/callers.ts';
import { canariesOf, holdsObject } from '../controls/canary.ts';
import { NotTested, type Identity, type OwnedObject, type Target } from '../target.ts';
import type { Known } from './proof.ts';

/**
 * Who sends the changed call. `peer`: another ordinary user of the owner's role. `low-role`: an ordinary user, the owner
 * is a privileged one; `high-role`: the other way round.
 */
export const callerNames = ['owner', 'peer', 'anonymous', 'garbage', 'low-role', 'high-role'] as const;
export type CallerName = (typeof callerNames)[number];

interface Pair {
  readonly owner: Identity;
  readonly caller: Identity;
}
/** Whose object is asked for, by whom, and what the valid call answers. */
export interface Setting extends Pair {
  readonly object: OwnedObject;
  /** Reads the object: the operation itself, or of a write the GET beside it. */
  readonly reader: Operation;
  readonly known: Known;
}
export interface Wanted {
  readonly as: CallerName;
  /** The operation changes the object: only one that this run made will do. */
  readonly isWrite: boolean;
  /** Its state is to change: no other question may be given it. */
  readonly isSpent: boolean;
}

/** Owners that are asked before an operation is given up: each costs a request. */
const ownersMax = 3;

/** Throws `NotTested` where callers or object are not to be had, or the policy says that others may have it. */
export async function settingFor(
  target: Target,
  operation: Operation,
  { as, isWrite, isSpent }: Wanted,
): Promise<Setting | { readonly undecided: string }> {
  if (as === 'peer') heedShared(target, operation);
  else heedPublic(target, operation);
  const reader = isWrite ? target.readerOf(operation) : operation;
  if (reader === undefined) throw new NotTested('no GET reads back what it changes');
  let why: string | undefined;
  let unserved: string | undefined;
  const asked = new Set<Identity>();
  for (const { owner, caller } of pairsOf(target, as)) {
    if (asked.has(owner) || asked.size >= ownersMax) continue;
    asked.add(owner);
    const object = await target.object(operation, owner, { made: isWrite, spent: isSpent });
    if (object === undefined) {
      why ??= target.why();
      continue;
    }
    const { parameters } = object;
    const mine = await target.call(reader, owner, { parameters });
    if (!isSuccess(mine)) {
      unserved ??= unusable(mine) ?? `${owner.name} does not get the object that should be its own`;
      continue;
    }
    const again = await target.call(reader, owner, { parameters });
    const anyone = await target.call(reader, target.anonymous, { parameters });
    return baseline({ owner, caller, object, reader, known: { mine, again, anyone } });
  }
  if (unserved !== undefined) return { undecided: unserved };
  throw new NotTested(why ?? `two identities are needed: an owner, and one that is its ${as}`);
}

/** Control C2: what anybody gets proves nothing about anybody. */
function baseline(setting: Setting): Setting | { readonly undecided: string } {
  const { mine, again, anyone } = setting.known;
  const failed = unusable(mine, again, anyone);
  if (failed !== undefined) return { undecided: failed };
  const values = canariesOf([mine, again], []);
  if (isSuccess(anyone) && (values.length === 0 || holdsObject(anyone, values) !== 'no'))
    return { undecided: 'anybody gets it without a credential' };
  return setting;
}

function pairsOf(target: Target, as: CallerName): readonly Pair[] {
  const users = target.users.filter(({ kind }) => kind === 'user');
  const high = users.filter(isPrivilegedRole);
  const ordinary = users.filter((user) => !isPrivilegedRole(user));
  const crossed = (owners: readonly Identity[], callers: readonly Identity[]): readonly Pair[] =>
    owners.flatMap((owner) => callers.map((caller) => ({ owner, caller })));
  switch (as) {
    case 'peer':
      return crossed(ordinary, ordinary).filter(({ owner, caller }) => owner !== caller && owner.role === caller.role);
    case 'low-role':
      return crossed(high, ordinary);
    case 'high-role':
      return crossed(ordinary, high);
    default:
      return [...ordinary, ...high].map((owner) => ({ owner, caller: as === 'owner' ? owner : target[as] }));
  }
}

/** Control C5: a refusal means something where the caller gets what is its own. Undefined: it has no such object. */
export async function ownAnswer(target: Target, { caller, owner, reader }: Setting): Promise<Exchange | undefined> {
  if (caller.kind !== 'user' || caller === owner) return undefined;
  const object = await target.object(reader, caller);
  return object && target.call(reader, caller, { parameters: object.parameters });
}
