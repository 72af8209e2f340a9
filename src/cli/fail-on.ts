import type { Severity } from '../finding/rule-meta.ts';
import { thresholds } from './config/sallyport-shape.ts';
import { oneOf } from './flag-values.ts';

/** What the gate fails at: a severity, and what breaks clients. */
export interface FailOn {
  readonly threshold?: Severity | 'none';
  readonly breaking?: boolean;
  readonly overdue?: boolean;
}

export const failOns = [...thresholds, 'breaking', 'overdue'] as const;

/** One value of the flag more; throws UserError for another word. */
export function failOn(value: string, before: FailOn | undefined): FailOn {
  const asked = oneOf(failOns, '--fail-on')(value);
  if (asked === 'breaking' || asked === 'overdue') return { ...before, [asked]: true };
  return { ...before, threshold: asked };
}
