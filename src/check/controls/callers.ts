import type { ApiModel, Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { isAdministrative } from '../../model/function-class.ts';
import { literalsOf, wordsOf } from '../../model/words.ts';
import { allowsAnonymous } from '../../model/auth.ts';
import { NotTested, type Identity, type ObjectWish, type OwnedObject, type Target } from '../target.ts';
import { isSuccess } from './answers.ts';
import { valuesOf } from './values.ts';

const privileged = new Set(
  'admin administrator root superuser staff operator operators support auditor backoffice manager supervisor teller service system internal'.split(
    ' ',
  ),
);

/** By the name of its role: it may see the objects of others by design. */
export function isPrivilegedRole({ role }: Identity): boolean {
  return role !== undefined && wordsOf(role).some((word) => privileged.has(word));
}

/** Callers of whom neither may see what is the other's: the same unprivileged role. Other tenants come first. */
function peersOf(target: Target): readonly { readonly owner: Identity; readonly attacker: Identity }[] {
  const ordinary = target.users.filter((user) => user.kind === 'user' && !isPrivilegedRole(user));
  const pairs = ordinary.flatMap((owner) =>
    ordinary
      .filter((attacker) => attacker !== owner && attacker.role === owner.role)
      .map((attacker) => ({ owner, attacker })),
  );
  const apart = ({ owner, attacker }: (typeof pairs)[number]): number => (owner.tenant === attacker.tenant ? 1 : 0);
  return pairs.sort((a, b) => apart(a) - apart(b));
}

/** Two callers of whom neither may see what is the other's. Throws `NotTested` where there are none. */
export function foreignPair(target: Target): { readonly owner: Identity; readonly attacker: Identity } {
  const [pair] = peersOf(target);
  if (pair === undefined) throw new NotTested('two identities of the same ordinary role are needed');
  return pair;
}

/** An object and two callers of whom only one may have it. Throws `NotTested` with what is missing. */
export async function foreignObject(
  target: Target,
  operation: Operation,
  wish?: ObjectWish,
): Promise<{ readonly owner: Identity; readonly attacker: Identity; readonly object: OwnedObject }> {
  const pairs = peersOf(target);
  if (pairs.length === 0) throw new NotTested('two identities of the same ordinary role are needed');
  const asked = new Set<Identity>();
  let why = '';
  for (const { owner, attacker } of pairs) {
    if (asked.has(owner)) continue;
    asked.add(owner);
    const object = await target.object(operation, owner, wish);
    if (object !== undefined) return { owner, attacker, object };
    why ||= target.why();
  }
  throw new NotTested(why);
}

/** Users that are asked before an operation is given up: each costs a request. */
const askedMax = 3;

/** A user whom the operation serves, on an object of its own, and the answer. Throws `NotTested` where no object is to be had. */
export async function servedUser(
  target: Target,
  operation: Operation,
  users: readonly Identity[] = target.users,
): Promise<{ readonly owner: Identity; readonly object: OwnedObject; readonly mine: Exchange }> {
  const privilegedFirst = isAdministrative(operation) ? -1 : 1;
  const rank = (user: Identity): number => (isPrivilegedRole(user) ? privilegedFirst : 0);
  let last: { readonly owner: Identity; readonly object: OwnedObject; readonly mine: Exchange } | undefined;
  let why = '';
  for (const owner of [...users].sort((a, b) => rank(a) - rank(b)).slice(0, askedMax)) {
    const object = await target.object(operation, owner);
    if (object === undefined) {
      why ||= target.why();
      continue;
    }
    const mine = await target.call(operation, owner, { parameters: object.parameters });
    last = { owner, object, mine };
    if (isSuccess(mine)) break;
  }
  if (last === undefined) throw new NotTested(why);
  return last;
}

/** Control C14: what the config says beats what answers let suspect. Throws `NotTested` where anybody may call it. */
export function heedPublic(target: Target, operation: Operation): void {
  if (target.isPublic(operation) && !allowsAnonymous(operation))
    throw new NotTested('policy.public says that anybody may call it');
}

/** Control C14 for questions of ownership: also where others may have the object. */
export function heedShared(target: Target, operation: Operation): void {
  heedPublic(target, operation);
  if (target.isShared(operation)) throw new NotTested('policy.shared says that others may have it');
}

interface Listing {
  readonly caller: Identity;
  readonly object: OwnedObject;
  /** Where the id does not stand in the path. */
  readonly list?: Operation | undefined;
}

/** Control C13: the caller's own list shows the object, so it is shared by design, or the list leaks. */
export async function listShows(
  target: Target,
  operation: Operation,
  { caller, object, list = listFor(operation, target.api) }: Listing,
): Promise<boolean> {
  if (list === undefined) return false;
  const answer = await target.call(list, caller, { parameters: object.parameters });
  const ids = new Set(Object.values(object.parameters));
  return valuesOf(answer).some(({ path, text }) => ids.has(text) && isIdPlace(path));
}

/** The operation that lists what `operation` addresses: GET on the path before its last parameter. */
function listFor(operation: Operation, api: ApiModel): Operation | undefined {
  const before = /^(.*)\/[^/]*\{[^{}]*\}[^{}]*$/.exec(operation.path)?.[1];
  return api.operations.find(
    ({ kind, method, path }) => kind === 'path' && method === 'GET' && path.replace(/\/+$/, '') === before,
  );
}

/** The list of what a value of a query or a body is the id of: `cardId` -> `GET /cards`. */
export function listNamed(api: ApiModel, idName: string): Operation | undefined {
  const noun = wordsOf(idName).slice(0, -1).join(' ');
  const nameOf = (path: string): string => wordsOf(literalsOf(path).at(-1) ?? '').join(' ');
  const isPlural = (name: string): boolean => name === `${noun}s` || name === noun.replace(/y$/, 'ies');
  return api.operations.find(
    ({ kind, method, path }) => kind === 'path' && method === 'GET' && !path.includes('{') && isPlural(nameOf(path)),
  );
}

function isIdPlace(path: string): boolean {
  const last = wordsOf(path.split('.').at(-1) ?? '').at(-1);
  return last !== undefined && /^(ids?|uuid|guid|key|no|number|ref|reference|slug|name|code|href|self|url)$/.test(last);
}
