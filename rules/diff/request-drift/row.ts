import { factRow, type AnyRow, type FactKind, type FactRow, type KeywordFact } from '#rule';

type Given<K extends FactKind> = Pick<
  FactRow<K>,
  'id' | 'title' | 'severity' | 'owasp' | 'cwe' | 'why' | 'fix' | 'on' | 'when' | 'say'
> &
  Partial<Pick<FactRow<K>, 'posture' | 'also' | 'compat'>>;

/** What callers may send: the set of requests that are let through has grown. */
export function row<K extends FactKind>(given: Given<K>): AnyRow {
  return factRow<K>({ controls: ['PCI DSS 6.2.4'], posture: 'widens', compat: 'no', ...given });
}

export function yaml(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\``;
}

export function inRequest({ use }: KeywordFact): boolean {
  return use.direction === 'request';
}

/** `"holder"`, or what stands for a value without a name. */
export function called({ name, place }: Pick<KeywordFact, 'name' | 'place'>): string {
  if (place === 'body' || name === '') return 'The body';
  return place === 'parameter' ? `Parameter "${name}"` : `"${name}"`;
}

/** At which a limit is another one: less is seldom a matter of security. */
export const leap = 10;

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
