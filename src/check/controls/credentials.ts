import type { Evidence } from '../../finding/finding.ts';
import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import {
  NotTested,
  type CredentialChange,
  type Identity,
  type OwnedObject,
  type ProbeSubject,
  type Target,
} from '../target.ts';
import { compared, isSuccess, shown, unusable } from './answers.ts';
import { canariesOf, carried, holdsObject, isTelling, placesOf } from './canary.ts';
import { heedPublic, servedUser } from './callers.ts';

/** Credentials that must not open an operation, and those that show that the server looks at them. */
export interface ForgedCredential {
  /** Tried in turn; the first that opens is the proof. `says`: in words, `the token without a signature`. */
  readonly attempts: readonly { readonly says: string; readonly change: CredentialChange }[];
  /** What must be refused although it differs little: else the cause is another one. */
  readonly controls: readonly { readonly says: string; readonly change: CredentialChange }[];
  /** What stands for a broken credential; `garbage` unless said otherwise. */
  readonly broken?: CredentialChange;
  /** Callers that have what it takes. */
  holds?(user: Identity): boolean;
  /** What to say where nobody has it. */
  readonly lacking?: string;
}

export type CredentialVerdict =
  { readonly proven: readonly Evidence[]; readonly says: string } | 'decided' | { readonly undecided: string };

/** Callers whose token is a JWT that goes through the subject's scheme. */
export function isJwtHolder({ scheme }: ProbeSubject): (user: Identity) => boolean {
  return (user) => user.jwt !== undefined && (scheme === undefined || (user.scheme ?? scheme.name) === scheme.name);
}

/**
 * Whether a forged credential opens an operation (OWASP API2:2023): the answer with it holds what the valid one gets, and
 * neither anonymous callers, nor a broken credential, nor the controls get that; twice.
 */
export async function judgeCredential(
  target: Target,
  { operation }: { readonly operation: Operation },
  forged: ForgedCredential,
): Promise<CredentialVerdict> {
  heedPublic(target, operation);
  const holders = target.users.filter((user) => forged.holds?.(user) ?? true);
  if (holders.length === 0) throw new NotTested(forged.lacking ?? 'no identity has such a credential');
  const garbage = forged.broken ?? { kind: 'garbage' };
  const names = holders.map(({ name }) => name).join(' ');
  const baseline = await target.once(`credential ${operation.id} ${names} ${JSON.stringify(garbage)}`, () =>
    baselineOf(target, operation, { holders, garbage }),
  );
  if ('undecided' in baseline) return baseline;
  const { owner, parameters, mine, again, anyone, broken } = baseline;
  const call = (as: Identity, credential: CredentialChange, fresh = false): Promise<Exchange> =>
    target.call(operation, as, { parameters, fresh, credential });
  const canaries = canariesOf([mine, again], [anyone, broken]);
  let cannot: NotTested | undefined;
  let isTried = false;
  for (const { says, change } of forged.attempts) {
    // One form of several may not be possible: a key without a certificate, a credential without a prefix.
    const opened = await call(owner, change).catch((error: unknown) => {
      if (!(error instanceof NotTested)) throw error;
      cannot ??= error;
      return undefined;
    });
    if (opened === undefined) continue;
    isTried = true;
    const unclear = unusable(opened);
    if (unclear !== undefined) return { undecided: unclear };
    if (holdsObject(opened, canaries) !== 'whole') continue;
    const evidence: Evidence[] = [
      shown(target, `${owner.name} gets the answer with its own credential.`, mine),
      shown(target, 'Without one it is refused.', anyone),
      shown(target, 'So is a broken one.', broken),
    ];
    for (const control of forged.controls) {
      const refused = await call(owner, control.change);
      const unsettled = unusable(refused);
      if (unsettled !== undefined) return { undecided: unsettled };
      if (holdsObject(refused, canaries) !== 'no') return { undecided: `${control.says} is accepted as well` };
      evidence.push(shown(target, `So is ${control.says}.`, refused));
    }
    const replay = await call(owner, change, true);
    if (holdsObject(replay, canaries) !== 'whole') return { undecided: 'it did not happen again on a new connection' };
    evidence.push(
      shown(target, `But ${says} is accepted.`, opened),
      shown(target, 'Once more, on a new connection.', replay),
      compared('Values in both answers', placesOf(canaries), placesOf(carried(opened, canaries))),
    );
    return { proven: evidence, says };
  }
  if (!isTried && cannot !== undefined) throw cannot;
  return 'decided';
}

interface Baseline extends Pick<OwnedObject, 'owner' | 'parameters'> {
  readonly mine: Exchange;
  readonly again: Exchange;
  readonly anyone: Exchange;
  readonly broken: Exchange;
}

/** What the valid credential gets, and what none and a broken one get: the same for all forged ones. */
async function baselineOf(
  target: Target,
  operation: Operation,
  { holders, garbage }: { readonly holders: readonly Identity[]; readonly garbage: CredentialChange },
): Promise<Baseline | { readonly undecided: string }> {
  const { owner, object, mine } = await servedUser(target, operation, holders);
  const { parameters } = object;
  const again = await target.call(operation, owner, { parameters });
  const anyone = await target.call(operation, target.anonymous, { parameters });
  const broken = await target.call(operation, owner, { parameters, credential: garbage });
  const failed = unusable(mine, again, anyone, broken);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(mine) || !isSuccess(again))
    return { undecided: `${operation.id} gives nobody an answer to compare with` };
  const known = canariesOf([mine, again], []);
  if (!isTelling(known)) return { undecided: `${operation.id} answers too little to know it by` };
  if (holdsObject(anyone, known) !== 'no') return { undecided: 'it answers without a credential as well' };
  if (holdsObject(broken, known) !== 'no') return { undecided: 'a broken credential is accepted as well' };
  return { owner, parameters, mine, again, anyone, broken };
}
