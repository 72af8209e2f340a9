import { tagPattern } from '../model/redact/tag.ts';
import type { Core } from './core.ts';
import type { ObjectWorld } from './objects.ts';

/** Longest id that is taken from an answer, in characters. */
const idCharsMax = 1_000;

/** What the search for objects may use of the target. */
export function objectWorld(core: Core): ObjectWorld {
  const { options, ledger } = core;
  return {
    api: options.api,
    seeds: options.seeds,
    ledger,
    configOf: (owner) => core.callerOf(owner)?.config,
    captured: (owner) => options.captured?.get(owner.name) ?? {},
    mayCreate: options.profile !== 'read-only',
    call: (operation, as, wish) => core.call({ operation, as, wish, why: 'set-up' }),
    isRefused: (operation) => core.refusal(operation) !== undefined,
    isUsable: (id) => id !== '' && id.length <= idCharsMax && core.reveal(id).search(tagPattern) === -1,
    marker: () => `sp${options.random(22)}`,
  };
}
