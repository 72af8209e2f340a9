import { tagPattern } from '../model/redact/tag.ts';
import type { Core } from './core.ts';
import { Objects } from './objects.ts';

/** Longest id that is taken from an answer, in characters. */
const idCharsMax = 1_000;

/** The objects of this target: what is sent for them is set-up. */
export function objectsOf(core: Core): Objects {
  const { api, seeds, profile, random } = core.options;
  return new Objects({
    api,
    seeds,
    ledger: core.ledger,
    configOf: (owner) => core.callerOf(owner)?.config,
    captured: (owner, slot, above) => core.captured.idsFor(owner, slot, above),
    users: () => core.users,
    mayCreate: profile !== 'read-only',
    call: (operation, as, wish) => core.call({ operation, as, wish, why: 'set-up' }),
    isRefused: (operation) => core.refusals.of(operation) !== undefined,
    isUsable: (id) => id !== '' && id.length <= idCharsMax && core.reveal(id).search(tagPattern) === -1,
    marker: () => `sp${random(22)}`,
  });
}
