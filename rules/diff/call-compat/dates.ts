import type { Versions } from '#rule';

export const levels = ['draft', 'alpha', 'beta', 'stable'];

/** A date as the policy knows it (RFC 3339 full-date), read from the start of a longer one. */
export function dateOf(text: string | undefined): string | undefined {
  const date = /^"?(\d{4}-\d{2}-\d{2})(?:[T"].*)?$/.exec(text ?? '')?.[1];
  return date === undefined || Number.isNaN(Date.parse(date)) ? undefined : date;
}

export function isUnreadable(sunset: string | undefined): boolean {
  return sunset !== undefined && dateOf(sunset) === undefined;
}

export function isAhead(sunset: string | undefined, { today }: Versions): boolean {
  const date = dateOf(sunset);
  return date !== undefined && today !== undefined && date > today;
}

/** Drafts and alphas may end any day. */
export function daysAsked(level: string | undefined, { deprecation }: Versions): number {
  if (deprecation === undefined || level === 'draft' || level === 'alpha') return 0;
  return level === 'beta' ? deprecation.beta : deprecation.stable;
}

const dayMs = 86_400_000;

/** Fewer days are left than the team asks for. */
export function isTooSoon(sunset: string | undefined, level: string | undefined, versions: Versions): boolean {
  const [date, days] = [dateOf(sunset), daysAsked(level, versions)];
  if (date === undefined || versions.today === undefined || days === 0) return false;
  return Date.parse(date) - Date.parse(versions.today) < days * dayMs;
}

export const levelKey = 'x-stability-level';

export function textAt(raw: Readonly<Record<string, unknown>> | undefined, key: string): string | undefined {
  const value = raw?.[key];
  return value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

/** `deprecation` of sallyport.yaml says how many days. */
export const soon =
  'deprecated: true\nx-sunset: 2028-06-30   # as many days ahead as deprecation in sallyport.yaml asks for';
export const stable = `${levelKey}: stable`;
