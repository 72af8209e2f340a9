import type { Core } from './core.ts';
import type { Remainder } from './ledger.ts';

/** Undoes what was made, newest first, until `last` is aborted: also after Ctrl-C. */
export function undoAll(core: Core, last: AbortSignal): Promise<readonly Remainder[]> {
  return core.ledger.undo({
    api: core.options.api,
    send: async (operation, { owner }, parameters) => {
      if (last.aborted) return 'nothing: the time for undoing is over';
      try {
        const wish = { parameters, undo: true };
        const { response, failure } = await core.call({ operation, as: owner, wish, why: 'undo' });
        return response?.status ?? `nothing: ${failure ?? 'the request failed'}`;
      } catch (error) {
        return `nothing: ${error instanceof Error ? error.message : 'it could not be sent'}`;
      }
    },
  });
}
