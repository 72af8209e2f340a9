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

export function textAt(raw: Readonly<Record<string, unknown>> | undefined, key: string): string | undefined {
  const value = raw?.[key];
  return value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

export const stable = 'x-stability-level: stable';
