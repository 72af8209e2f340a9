import type { ApiModel, Operation, Property } from '../../model/api.ts';
import { flatten } from '../../model/flatten.ts';
import { isUnprotected } from '../../model/auth.ts';
import { isSideEffecting } from '../../model/function-class.ts';
import { literalsOf, wordsOf } from '../../model/words.ts';
import type { Exchange } from '../../model/exchange.ts';
import { NotTested, type Account, type Identity, type OwnedObject, type Target } from '../target.ts';
import { isAlike, isSuccess, unusable } from './answers.ts';
import { jsonRequest } from './bodies.ts';
import { canariesOf, holdsObject, isTelling, type Canary } from './canary.ts';

/** What a call does to an account or a session of its caller. */
export type AccountStep =
  'login' | 'logout' | 'refresh' | 'register' | 'reset-request' | 'reset-complete' | 'change-secret' | 'verify-code';

const secretName = /(^| )(password|passwort|passcode|passphrase|pin|secret|pwd)( |$)/;
const userName = /(^| )(user|username|login|email|mail|phone|mobile|customer|account|handle)( |$)/;
const codeName = /(^| )(otp|code|totp|pin|mfa|passcode|one time)( |$)/;

/** By the path's words and by what the body asks for: `POST /sessions` with a password is a login. */
export function accountStepOf(operation: Operation, api: ApiModel): AccountStep | undefined {
  if (operation.method === 'GET' || operation.kind !== 'path') return undefined;
  const text = [...literalsOf(operation.path).slice(-2).flatMap(wordsOf), ...wordsOf(operation.operationId ?? '')].join(
    ' ',
  );
  const says = (pattern: RegExp): boolean => pattern.test(text);
  const properties = jsonRequest(operation, api)?.properties ?? formProperties(operation, api);
  const fields = properties.map(({ name }) => wordsOf(name).join(' '));
  const asks = (pattern: RegExp): boolean => fields.some((name) => pattern.test(name));
  const asksSecret = properties.some((property) => isSecret(property, api));
  if (says(/\b(logout|signout|log out|sign out)\b/)) return 'logout';
  if (operation.method === 'DELETE')
    return says(/\bsessions?\b/) && !operation.path.includes('{') ? 'logout' : undefined;
  if (says(/\brefresh\b/) && !asksSecret) return 'refresh';
  if (says(/\b(forgot|forgotten|reset|recover|recovery)\b/)) {
    if (asksSecret && asks(/(^| )(token|code|key)( |$)/)) return 'reset-complete';
    return asks(userName) && !asksSecret ? 'reset-request' : undefined;
  }
  if (says(/\b(otp|mfa|2fa|totp|verify code|pin|one time|challenges?)\b/) && asks(codeName) && !asks(userName))
    return 'verify-code';
  if (!asksSecret) return undefined;
  if (says(/\b(passwords?|passcode|pin|credentials?|secret)\b/) && !isUnprotected(operation)) return 'change-secret';
  if (!asks(userName)) return undefined;
  if (says(/\b(login|signin|sign in|log in)\b/)) return 'login';
  if (says(/\b(register|registration|signup|sign up|enrol|enroll)\b/)) return 'register';
  if (says(/\b(tokens?|sessions?|auth|authenticate)\b/)) return 'login';
  return says(/\b(users|customers|accounts|members)\b/) ? 'register' : undefined;
}

/** By its name, or by what the document says of its form. */
export function isSecret({ name, schema }: Pick<Property, 'name' | 'schema'>, api: ApiModel): boolean {
  return secretName.test(wordsOf(name).join(' ')) || flatten(api, schema)?.format === 'password';
}

function formProperties(operation: Operation, api: ApiModel): readonly Property[] {
  const form = operation.requestBodies.find(({ mediaType }) => mediaType === 'application/x-www-form-urlencoded');
  return (form?.schema === undefined ? undefined : flatten(api, form.schema))?.properties ?? [];
}

export function stepsOf(api: ApiModel, step: AccountStep): readonly Operation[] {
  return api.operations.filter((operation) => accountStepOf(operation, api) === step);
}

/** A new user and its account: what may lock it out harms nobody. Throws `NotTested` where nothing says how to make one. */
export async function throwAwayAccount(
  target: Target,
): Promise<{ readonly user: Identity; readonly account: Account }> {
  const [first] = target.users.filter((user) => hasAccount(target, user));
  if (first === undefined)
    throw new NotTested(
      'no identity logs in; add to sallyport.yaml: identities: { <name>: { login: { call: ..., body: ... } } }',
    );
  const user = await target.throwAway(first);
  return { user, account: target.account(user) };
}

function hasAccount(target: Target, user: Identity): boolean {
  try {
    target.account(user);
    return true;
  } catch (error) {
    if (error instanceof NotTested) return false;
    throw error;
  }
}

/** Users whose login the config knows. */
export function accountHolders(target: Target): readonly Identity[] {
  return target.users.filter((user) => hasAccount(target, user));
}

/** Reads that are tried before the question is given up. */
const witnessesMax = 6;

/** A read that shows whether a session lives: it serves the caller and refuses the anonymous. */
export interface Witness {
  readonly operation: Operation;
  readonly parameters: OwnedObject['parameters'];
  readonly canaries: readonly Canary[];
  ask(as: Identity, fresh?: boolean): Promise<Exchange>;
  /** The answer is what a live session of this caller gets. */
  isAlive(answer: Exchange): boolean;
}

/** Throws `NotTested` where no GET without an object tells anybody from the caller. */
export async function witnessFor(target: Target, user: Identity): Promise<Witness> {
  const ids = ({ path }: Operation): number => path.split('{').length;
  const reads = target.api.operations
    .filter(({ kind, method }) => kind === 'path' && method === 'GET')
    .filter((operation) => !isUnprotected(operation) && !isSideEffecting(operation))
    .sort((a, b) => ids(a) - ids(b));
  for (const operation of reads.slice(0, witnessesMax)) {
    const object = await target.object(operation, user);
    if (object === undefined) continue;
    const { parameters } = object;
    const ask = (as: Identity, fresh = false): Promise<Exchange> => target.call(operation, as, { parameters, fresh });
    const [mine, again, anyone] = [await ask(user), await ask(user), await ask(target.anonymous)];
    if (unusable(mine, again, anyone) !== undefined || !isSuccess(mine)) continue;
    const canaries = canariesOf([mine, again], [anyone]);
    if (isTelling(canaries)) {
      return { operation, parameters, canaries, ask, isAlive: (answer) => holdsObject(answer, canaries) === 'whole' };
    }
    // Too little to know it by, but it is served, and nobody else is: the refusal is what tells.
    if (!isSuccess(anyone))
      return { operation, parameters, canaries, ask, isAlive: (answer) => isSuccess(answer) && isAlike(answer, mine) };
  }
  throw new NotTested('no GET tells a live session from none');
}
