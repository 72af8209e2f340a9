import type { Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Identity, OwnedObject, Target } from '../target.ts';
import { isSuccess, unusable } from './answers.ts';
import { servedUser } from './callers.ts';

/** What an operation answers to a caller that it serves, and to nobody: the same for all that ask by other requests. */
export interface Served {
  readonly owner: Identity;
  readonly parameters: OwnedObject['parameters'];
  readonly mine: Exchange;
  readonly again: Exchange;
  readonly anyone: Exchange;
}

/** Asked once a run and operation. Throws `NotTested` where no object is to be had. */
export function servedOnce(target: Target, operation: Operation): Promise<Served | { readonly undecided: string }> {
  return target.once(`served ${operation.id}`, async () => {
    const { owner, object, mine } = await servedUser(target, operation);
    const { parameters } = object;
    const again = await target.call(operation, owner, { parameters });
    const anyone = await target.call(operation, target.anonymous, { parameters });
    const failed = unusable(mine, again, anyone);
    if (failed !== undefined) return { undecided: failed };
    if (!isSuccess(mine) || !isSuccess(again)) return { undecided: `${operation.id} serves nobody` };
    return { owner, parameters, mine, again, anyone };
  });
}
