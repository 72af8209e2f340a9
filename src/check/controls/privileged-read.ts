import type { Evidence } from '../../finding/finding.ts';
import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { markerField } from '../../model/marker.ts';
import { NotTested, type Identity, type OwnedObject, type Target } from '../target.ts';
import { compared, isSuccess, shown, unusable } from './answers.ts';
import { isPrivilegedRole } from './callers.ts';
import { canariesOf, carried, holdsObject, isTelling, placesOf, type Canary } from './canary.ts';

/** What a privileged user reads, and what nobody and an ordinary user get in its place. */
export interface PrivilegedRead {
  readonly high: Identity;
  readonly low: Identity;
  /** Further ordinary users: what all of them see is nobody's own. */
  readonly others: readonly Identity[];
  readonly parameters: OwnedObject['parameters'];
  readonly mine: Exchange;
  readonly anyone: Exchange;
  /** The ordinary user's plain request. */
  readonly plain: Exchange;
  /** Values that stand in the privileged answer, twice, and in that of nobody. */
  readonly canaries: readonly Canary[];
}

/** Nothing can be told of an answer that is empty: where the probe may, something is made for it to show. */
export async function plantedRead(
  target: Target,
  operation: Operation,
): Promise<PrivilegedRead | { readonly undecided: string }> {
  const read = await privilegedRead(target, operation);
  const maker = target.api.operations.find(
    ({ kind, method, path }) => kind === 'path' && method === 'POST' && path === operation.path,
  );
  if (!('undecided' in read) || maker === undefined || target.refusal?.(maker) !== undefined) return read;
  return target.once(`planted read ${operation.id}`, async () => {
    const schema = maker.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType))?.schema;
    const field = schema === undefined ? undefined : markerField(target.api, schema);
    const body = field === undefined ? {} : { [field]: `sp${target.random(22)}` };
    const made = await target.call(maker, ranks(target).high, { body });
    return isSuccess(made) ? baselineOf(target, operation) : read;
  });
}

/** Asked once a run. Throws `NotTested` where no role is privileged or no object is to be had. */
export function privilegedRead(
  target: Target,
  operation: Operation,
): Promise<PrivilegedRead | { readonly undecided: string }> {
  return target.once(`privileged read ${operation.id}`, () => baselineOf(target, operation));
}

async function baselineOf(
  target: Target,
  operation: Operation,
): Promise<PrivilegedRead | { readonly undecided: string }> {
  const { high, low, others } = ranks(target);
  const object = await target.object(operation, high);
  if (object === undefined) throw new NotTested(target.why());
  const { parameters } = object;
  const ask = (as: Identity): Promise<Exchange> => target.call(operation, as, { parameters });
  const [mine, again] = [await ask(high), await ask(high)];
  const [anyone, broken, plain] = [await ask(target.anonymous), await ask(target.garbage), await ask(low)];
  const failed = unusable(mine, again, anyone, broken, plain);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(mine) || !isSuccess(again)) return { undecided: `${operation.id} does not serve ${high.name} either` };
  const known = canariesOf([mine, again], []);
  if (holdsObject(anyone, known) !== 'no') return { undecided: 'anybody gets it: no question of roles' };
  if (holdsObject(broken, known) !== 'no') return { undecided: 'a broken credential gets it as well' };
  const canaries = canariesOf([mine, again], [anyone, broken]);
  if (!isTelling(canaries)) return { undecided: `${operation.id} answers too little to know it by` };
  return { high, low, others, parameters, mine, anyone, plain, canaries };
}

/** A privileged user and the ordinary ones. Throws `NotTested` where one is missing. */
export function ranks(target: Target): Pick<PrivilegedRead, 'high' | 'low' | 'others'> {
  const high = target.users.find(isPrivilegedRole);
  const [low, ...others] = target.users.filter((user) => user.role !== undefined && !isPrivilegedRole(user));
  if (high === undefined || low === undefined)
    throw new NotTested(
      'a privileged and an ordinary user are needed; add to sallyport.yaml: identities: { <name>: { role: admin, ... } }',
    );
  return { high, low, others };
}

/** A way in that an ordinary user tries where the plain one is closed. */
export interface WayIn {
  /** For the evidence: `with X-Forwarded-For`. */
  readonly says: string;
  /** A request that lets nobody in if the way is what opens: the same with a value that means nothing. */
  control(): Promise<Exchange>;
  readonly controlSays: string;
  attempt(fresh: boolean): Promise<Exchange>;
}

export type WayVerdict = { readonly proven: readonly Evidence[] } | 'closed' | { readonly undecided: string };

/** Whether the way opens: the privileged answer comes whole, twice, and not for the control. */
export async function judgeWayIn(target: Target, read: PrivilegedRead, way: WayIn): Promise<WayVerdict> {
  const { high, low, mine, plain, canaries } = read;
  const first = await way.attempt(false);
  const failed = unusable(first);
  if (failed !== undefined) return { undecided: failed };
  if (holdsObject(first, canaries) !== 'whole') return 'closed';
  const control = await way.control();
  const replay = await way.attempt(true);
  const unclear = unusable(control, replay);
  if (unclear !== undefined) return { undecided: unclear };
  if (holdsObject(control, canaries) !== 'no') return { undecided: `${way.controlSays} it comes as well` };
  if (holdsObject(replay, canaries) !== 'whole') return { undecided: 'it did not happen again on a new connection' };
  return {
    proven: [
      shown(target, `${high.name} reads what is for its role.`, mine),
      shown(target, `${low.name}'s plain request does not get it.`, plain),
      shown(target, `Nor does it ${way.controlSays}.`, control),
      shown(target, `But it does ${way.says}.`, first),
      shown(target, 'The same on a new connection.', replay),
      compared(
        'Values in both answers',
        `${high.name}: ${placesOf(canaries)}`,
        `${low.name}: ${placesOf(carried(first, canaries))}`,
      ),
    ],
  };
}

/** The plain request is refused to the ordinary user: else there is nothing to get around. */
export function isClosed({ plain, canaries }: PrivilegedRead): boolean {
  return holdsObject(plain, canaries) === 'no';
}
