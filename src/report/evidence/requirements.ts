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

/**
 * PCI DSS 4.0.1 (June 2024), in our words: only the requirements that a check of ours has something to say of. Each number
 * was looked up in the standard's text; none says more than the standard does.
 */
const pci: Readonly<Record<string, string>> = {
  '1.4.1': 'Trusted and untrusted networks are kept apart',
  '1.4.5': 'Internal addresses are not shown',
  '2.2.4': 'Only what is needed is enabled',
  '2.2.6': 'Security parameters are set against misuse',
  '3.3.1': 'Sensitive authentication data is not kept after authorisation',
  '3.3.1.1': 'Full track data is not kept after authorisation',
  '3.3.1.2': 'Card verification codes are not kept after authorisation',
  '3.3.1.3': 'PINs and PIN blocks are not kept after authorisation',
  '3.4.1': 'Card numbers are masked where they are shown',
  '3.5.1': 'Card numbers cannot be read where they are kept',
  '4.2.1': 'Card numbers travel with strong cryptography over public networks',
  '6.2.4': 'Software is made against common attacks',
  '6.3.2': 'An inventory of own software and of the components in it',
  '6.5.3': 'Pre-production and production are apart',
  '6.5.5': 'No live card numbers in pre-production',
  '7.2.1': 'Access follows a model of need and least privilege',
  '7.2.2': 'Access is given by function and least privilege',
  '7.3.3': 'Access is denied unless allowed',
  '8.3.1': 'Access of users and administrators is authenticated',
  '8.3.2': 'Authentication factors cannot be read in transit and in store',
  '8.3.3': 'Identity is verified before an authentication factor is changed',
  '8.3.4': 'Failed attempts to authenticate are limited',
  '8.5.1': 'Multi-factor authentication cannot be replayed or passed by',
  '8.6.2': 'No passwords of application and system accounts in code',
};

/** What rules name besides, with its number. */
const others: Readonly<Record<string, string>> = {
  'FAPI 2.0 5.3': 'Security profile: requirements for servers and clients',
  'FAPI 2.0 5.4': 'Security profile: cryptography and secrets',
  'GDPR 5(1)(c)': 'Data minimisation',
  'GDPR 30': 'Records of processing activities',
  'GDPR 32': 'Security of processing',
  'PSD2 RTS 4': 'Authentication code',
  'PSD2 RTS 5': 'Dynamic linking',
  'PSD2 RTS 34': 'Certificates',
  'RFC 6750 5.3': 'Recommendations for bearer tokens',
};

/** What has to be known to read a framework's table. */
export const caveats: Readonly<Record<string, string>> = {
  [pciName]:
    'Requirement 8 is about the accounts of users and administrators, not about those of cardholders: checks cannot tell whose account an API serves. Whether an API is in scope is for whoever assesses it.',
  [ffiecName]:
    'The booklet (September 2016) guides examiners and sets no requirements; which of its sections a category of OWASP belongs to is our reading.',
};

/** The booklet's own titles; its lettered parts are not told apart. */
const ffiec = {
  inventory: ['II.C.5', 'Inventory and Classification of Assets'],
  information: ['II.C.13', 'Control of Information'],
  access: ['II.C.15', 'Logical Security'],
  customers: ['II.C.16', 'Customer Remote Access to Financial Services'],
  application: ['II.C.17', 'Application Security'],
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
  if (cryptography.has(meta.cwe)) for (const section of ['encryption', 'information'] as const) found.add(section);
  return [
    ...meta.owasp.map((id) => ({ framework: owaspName, id, about: owaspAbout[id] })),
    ...(meta.controls ?? []).map(controlOf),
    ...[...found].map((section) => ({ framework: ffiecName, id: ffiec[section][0], about: ffiec[section][1] })),
  ];
}

/** `PCI DSS 3.3.1` -> its number; `FAPI 2.0 5.3` -> what stands before the last word. */
function controlOf(control: string): Requirement {
  const [, name = control, id = ''] = /^(.*) (\S+)$/.exec(control) ?? [];
  if (name === 'PCI DSS') return { framework: pciName, id, about: pci[id] ?? '' };
  return { framework: name, id, about: others[control] ?? '' };
}
