import type { Follow } from './operator.ts';

/** Consequences that more than one operator has; those of one alone stand beside it. */
export function vanish(rules: readonly string[], because: string): Follow {
  return { rules, change: 'vanished', because };
}
export function appear(rules: readonly string[], because: string): Follow {
  return { rules, change: 'appeared', because };
}

export const unrefused = vanish(
  ['err-401-403-404'],
  'Where nobody is asked for a credential nobody is refused for want of one.',
);
export const guardedApart = appear(
  ['path-ambiguous-security'],
  'A path that fits the same addresses is guarded as before, so that the two now differ.',
);
export const firstOnMoney = appear(
  ['auth-mtls-profile'],
  'With its first operation on money or accounts the document comes under what PSD2 asks of all of its schemes.',
);
export const leftAlone = appear(['inv-unused-component'], 'Nothing else led to the component.');
