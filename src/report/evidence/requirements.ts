import type { OwaspCategory, RuleMeta } from '../../finding/rule-meta.ts';

/** What somebody has to show evidence for. */
export interface Requirement {
  readonly framework: string;
  readonly id: string;
  /** In our words, one line; empty where the number has to do. */
  readonly about: string;
}

const owaspName = 'OWASP API Security Top 10 2023';
const pciName = 'PCI DSS 4.0.1';
/** FFIEC IT Examination Handbook, Information Security booklet (2016), by section. */
const ffiecName = 'FFIEC Information Security';

/** In this order; what controls name besides comes behind. */
export const frameworks: readonly string[] = [owaspName, pciName, ffiecName];

/** The categories in our words. */
export const owaspAbout: Readonly<Record<OwaspCategory, string>> = {
  'API1:2023': 'Access to objects of others',
  'API2:2023': 'Broken authentication',
  'API3:2023': 'Access to properties of objects',
  'API4:2023': 'Unrestricted use of resources',
  'API5:2023': 'Access to functions of others',
  'API6:2023': 'Unrestricted access to sensitive business flows',
  'API7:2023': 'Server-side request forgery',
  'API8:2023': 'Security misconfiguration',
  'API9:2023': 'Inventory of versions, hosts and endpoints',
  'API10:2023': 'Trust in the APIs of others',
};

const pci: Readonly<Record<string, string>> = {
  '1.4.5': 'Internal addresses are not shown',
  '2.2.4': 'Only what is needed is enabled',
  '2.2.6': 'Security parameters are set against misuse',
  '3.3.1': 'Sensitive authentication data is not kept',
  '3.4.1': 'Card numbers are masked where they are shown',
  '3.5.1': 'Card numbers cannot be read where they are kept',
  '4.2.1': 'Card numbers travel with strong cryptography',
  '6.2.4': 'Software is made against common attacks',
  '6.3.2': 'An inventory of software and what it is made of',
  '6.5.3': 'Test and production are apart',
  '6.5.5': 'No live card numbers in test systems',
  '7.2.1': 'Access by need',
  '7.2.2': 'Access by function and least privilege',
  '7.3.3': 'Access is denied unless allowed',
  '8.3.1': 'Users are authenticated',
  '8.3.2': 'Credentials cannot be read in transit and in store',
  '8.6.2': 'No passwords of systems in code',
  '10.2.1.1': 'Access to cardholder data is logged',
  '12.5.2': 'The scope is known and documented',
};

const ffiec = {
  inventory: ['II.C.5', 'Inventory and classification of assets'],
  transmission: ['II.C.13(b)', 'Information in electronic transmission'],
  access: ['II.C.15(b)', 'Access to applications'],
  customers: ['II.C.16', 'Remote access of customers to financial services'],
  application: ['II.C.17', 'Security of applications'],
  encryption: ['II.C.19', 'Encryption'],
} as const;

type Section = keyof typeof ffiec;

const sections: Readonly<Record<OwaspCategory, Section>> = {
  'API1:2023': 'access',
  'API2:2023': 'customers',
  'API3:2023': 'access',
  'API4:2023': 'application',
  'API5:2023': 'access',
  'API6:2023': 'application',
  'API7:2023': 'application',
  'API8:2023': 'application',
  'API9:2023': 'inventory',
  'API10:2023': 'application',
};

/** CWEs of clear text and weak cryptography. */
const cryptography = new Set([295, 311, 319, 326, 327, 614]);

/** The requirements that a rule is evidence towards. */
export function requirementsOf(meta: RuleMeta): readonly Requirement[] {
  const found = new Set<Section>(meta.owasp.map((category) => sections[category]));
  if (cryptography.has(meta.cwe)) for (const section of ['encryption', 'transmission'] as const) found.add(section);
  return [
    ...meta.owasp.map((id) => ({ framework: owaspName, id, about: owaspAbout[id] })),
    ...(meta.controls ?? []).map(controlOf),
    ...[...found].map((section) => ({ framework: ffiecName, id: ffiec[section][0], about: ffiec[section][1] })),
  ];
}

/** `PCI DSS 3.3.1` -> its number; `FAPI 2.0 5.3` -> what stands before the last word. */
function controlOf(control: string): Requirement {
  const [, name = control, id = ''] = /^(.*) (\S+)$/.exec(control) ?? [];
  return name === 'PCI DSS' ? { framework: pciName, id, about: pci[id] ?? '' } : { framework: name, id, about: '' };
}
