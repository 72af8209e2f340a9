import { ruleIds } from '../../rules/index.ts';
import { gateLoosened } from './gate-drift/rule.ts';
import { UserError } from './user-error.ts';
import { suggestion } from './nearest.ts';

export const allRuleIds: readonly string[] = [...Object.values(ruleIds).flat(), gateLoosened.id];

/** Throws the user's mistake for an id that no rule has. */
export function checkRuleIds(ids: Iterable<string>): void {
  for (const id of ids) {
    if (!allRuleIds.includes(id))
      throw new UserError('flag', `there is no rule ${id}`, { hint: suggestion(id, allRuleIds) });
  }
}
