import { NotTested, TargetDown } from '../check/target.ts';
import type { Core } from './core.ts';
import { IdentityError } from './identity-error.ts';
import type { Witnesses } from './preflight.ts';

/**
 * After the last probe: are the callers still let in? Whoever was locked out in the middle refuted what came after. One
 * line for each that is not, also after a new login; sent whatever the budget says. `told`: lines of those that are known
 * to be lost already.
 */
export async function lostOnTheWay(
  core: Core,
  witnesses: Witnesses,
  told: readonly string[],
): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const user of core.users) {
    const read = witnesses.get(user.name);
    if (read === undefined || told.some((line) => line.startsWith(`identity ${user.name} `))) continue;
    const status = async (fresh: boolean): Promise<number | undefined> =>
      (await core.call({ operation: read, as: user, wish: { undo: true, fresh }, why: 'look' })).response?.status;
    try {
      if ((await status(false)) !== 401 || (await status(true)) !== 401) continue;
      lost.push(`identity ${user.name} was let in before the probes and is not after them: ${read.id} answered 401`);
    } catch (error) {
      if (error instanceof IdentityError) lost.push(error.message);
      else if (!(error instanceof NotTested || error instanceof TargetDown)) throw error;
    }
  }
  return lost;
}
