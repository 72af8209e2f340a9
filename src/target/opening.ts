import type { Identity } from '../check/target.ts';
import type { Core } from './core.ts';
import { planLogins } from './logins.ts';
import { anonymous } from './options.ts';
import { preflight, type Witnesses } from './preflight.ts';

/** Logs everybody in and looks whether anybody is at home. A dry run only says that it would. */
export async function open(core: Core): Promise<Witnesses> {
  const { dryRun } = core.options;
  for (const caller of core.callers) {
    if (dryRun) planLogins(caller.config, core.loginWorld, core.plan);
    else await caller.ready();
    await core.credentials.guesses.prepare(caller.secret ?? '');
  }
  return dryRun ? new Map() : look(core, core.users);
}

/** Is it the API of the document, and are these callers let in? Throws TargetDown and IdentityError, each with one line. */
export function look(core: Core, users: readonly Identity[]): Promise<Witnesses> {
  return preflight({
    api: core.options.api,
    scope: core.scope,
    users,
    nobody: anonymous,
    isRefused: (operation) => core.refusals.of(operation) !== undefined,
    call: (operation, as) => core.call({ operation, as, wish: {}, why: 'look' }),
    ask: async (url) => {
      const { wire, headers } = core.loginWorld;
      const sending = await wire.send({ method: 'GET', url, headers, why: 'look' });
      return 'answer' in sending ? sending.answer.status : undefined;
    },
  });
}
