import type { Identity, Target } from '../check/target.ts';
import { Core } from './core.ts';
import type { LedgerEntry, Remainder } from './ledger.ts';
import { lostOnTheWay } from './liveness.ts';
import { open } from './opening.ts';
import type { TargetOptions } from './options.ts';
import type { Witnesses } from './preflight.ts';
import type { Transcript } from './transcript.ts';
import { viewOf } from './view.ts';

export type { TargetOptions } from './options.ts';

export interface OpenTarget {
  /** Live callers; there may be none. */
  readonly users: readonly Identity[];
  /** Without a budget but the run's own. */
  readonly target: Target;
  /** A view with a budget of its own for one probe: what is sent behind it throws BudgetSpent. `why`: the rule's id, for transcript and dry run. */
  within(requestsMax: number, why?: string): Target;
  /** At the end of the run: why the target counts as gone, where its last requests got no answer. */
  silence(): Promise<string | undefined>;
  /** Sent so far, logins and clean-up included. */
  readonly requests: number;
  /** The same by what they were sent for: a rule's id, `login`, `look`, `set-up`, `undo`. */
  readonly requestsBy: ReadonlyMap<string, number>;
  /** What the run made on the target, and what became of it. */
  readonly ledger: readonly LedgerEntry[];
  /** Where the ids of each operation came from, one line each. */
  readonly origins: readonly string[];
  readonly transcript: Pick<Transcript, 'entries' | 'leftOut'>;
  /** Of a dry run: what would have been sent. */
  readonly planned: readonly string[];
  /** After the last probe: a line for each caller that was let in before and is not any more. `told`: the lines of those that are known. */
  lost(told?: readonly string[]): Promise<readonly string[]>;
  /** Undoes the ledger, newest first, within bounded time, also after Ctrl-C. What could not be undone comes back. */
  close(): Promise<readonly Remainder[]>;
}

/** Logs the callers in and looks whether anybody is at home. Throws TargetDown, IdentityError or TargetUrlError: one line each. */
export async function openTarget(options: TargetOptions): Promise<OpenTarget> {
  const core = new Core(options);
  let witnesses: Witnesses;
  try {
    witnesses = await open(core);
  } catch (error) {
    await core.close();
    throw error;
  }
  return {
    get users() {
      return core.users;
    },
    get target() {
      return viewOf(core, { requestsMax: Infinity, why: '' });
    },
    within: (requestsMax, why = '') => viewOf(core, { requestsMax, why }),
    silence: () => core.silence(),
    get requests() {
      return core.budget.spent;
    },
    get requestsBy() {
      return new Map(core.budget.spentBy);
    },
    get ledger() {
      return core.ledger.entries;
    },
    get origins() {
      return core.objects.origins;
    },
    transcript: core.transcript,
    get planned() {
      return core.plan.lines;
    },
    lost: (told = []) => lostOnTheWay(core, witnesses, told),
    close: () => core.close(),
  };
}
