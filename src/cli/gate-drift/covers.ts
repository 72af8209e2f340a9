import type { Ignore } from '../../finding/suppress.ts';
import type { Demand } from '../../model/policy.ts';

/** Does the older exception already take out all that the newer one does? Reasons do not count. */
export function coversIgnore(before: Ignore, after: Ignore): boolean {
  return isSameWidth(before, after) && after.expires <= before.expires;
}

export function isSameWidth(before: Ignore, after: Ignore): boolean {
  return before.rule === after.rule && isWithin(before.operation, after.operation) && isWithin(before.path, after.path);
}

function isWithin(before: string | undefined, after: string | undefined): boolean {
  return before === undefined || before === after;
}

/** Does the newer demand ask at least what the older one did, of at least the same operations? */
export function coversDemand(after: Demand, before: Demand): boolean {
  const flags = ['scopes', 'https', 'limits', 'masking', 'idempotency'] as const;
  return (
    holdsAll(after.audience, before.audience) &&
    holdsAll(after.sensitivity, before.sensitivity) &&
    (before.auth.length === 0 || (after.auth.length > 0 && after.auth.every((kind) => before.auth.includes(kind)))) &&
    flags.every((flag) => after[flag] || !before[flag])
  );
}

/** An empty list means all. */
function holdsAll(wide: readonly string[], narrow: readonly string[]): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((one) => wide.includes(one)));
}
