import { factRow, type AnyRow, type FactKind, type FactRow } from '#rule';

type Row<K extends FactKind> = Pick<
  FactRow<K>,
  'id' | 'title' | 'severity' | 'owasp' | 'cwe' | 'why' | 'fix' | 'on' | 'when' | 'say'
> &
  Partial<Pick<FactRow<K>, 'posture' | 'compat' | 'also' | 'controls'>>;

/** What can be called at all, by whom it is meant, and for how long. */
export function row<K extends FactKind>(given: Row<K>): AnyRow {
  return factRow<K>({ controls: ['PCI DSS 6.2.4', 'PCI DSS 6.3.2'], posture: 'widens', compat: 'no', ...given });
}

export const yaml = (text: string): string => `\`\`\`yaml\n${text}\n\`\`\``;
