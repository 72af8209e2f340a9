import { factRow, type AnyRow, type Compat, type FactKind, type FactRow, type Severity } from '#rule';

const severities: Readonly<Record<Compat, Severity>> = { breaking: 'medium', maybe: 'low', no: 'info' };

export type Row<K extends FactKind> = Pick<FactRow<K>, 'id' | 'title' | 'compat' | 'on' | 'when' | 'say'> & {
  readonly snippet?: string;
};

/** What clients see of calls: the verdict for them is the severity, as what breaks them is no hole. */
export function row<K extends FactKind>({ snippet, ...rest }: Row<K>): AnyRow {
  const { compat } = rest;
  return factRow<K>({
    ...rest,
    // An operation at an early stage promises nothing to clients.
    also: (fact) => ((fact as { readonly isDraft?: boolean }).isDraft === true ? { compat: 'no' } : {}),
    severity: severities[compat],
    owasp: ['API9:2023'],
    cwe: 1059,
    posture: 'neutral',
    why: whys[compat],
    fix: `${fixes[compat]}\n\n\`\`\`yaml\n${snippet ?? 'deprecated: true\nx-sunset: 2027-06-30   # before it goes'}\n\`\`\``,
  });
}

const whys: Readonly<Record<Compat, string>> = {
  breaking:
    'Clients in the field fail on it until somebody changes their code: calls that worked are refused, or answers lack what was promised.',
  maybe: 'Some clients fail on it and others do not: the document does not say who uses what has changed.',
  no: 'No client breaks by it. The change is told because reviewers of the contract want to see all of it.',
};
const fixes: Readonly<Record<Compat, string>> = {
  breaking:
    'Keep the old contract until its sunset and offer the new one beside it, under a new path, version or name:',
  maybe: 'Announce it first, and keep the old form until nobody uses it any more:',
  no: 'Nothing, if it is meant. What is to go later is announced first:',
};
