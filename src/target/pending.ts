/** Parts of the contract that the target does not have yet. */
import { NotTested, type Target } from '../check/target.ts';

const later = (what: string) => (): never => {
  throw new NotTested(`${what}: not to be had from this target`);
};

export function pending(): Pick<Target, 'account' | 'throwAway' | 'made' | 'keep' | 'flow'> {
  return {
    account: later('an account'),
    keep: later('a credential that was kept'),
    made: () => undefined,
    throwAway: later('a throw-away user'),
    flow: () => undefined,
  };
}
