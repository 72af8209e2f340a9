export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];
export type Certainty = 'proven' | 'firm' | 'tentative';
export type RuleKind = 'lint' | 'diff' | 'traffic' | 'probe';
export type OwaspCategory = `API${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}:2023`;
/** Does a change widen what an attacker can reach? */
export type Posture = 'widens' | 'tightens' | 'neutral' | 'unknown';
/** Does a change break a client? */
export type Compat = 'breaking' | 'maybe' | 'no';

/** A severity that depends on use: `auth-http-basic` is worse where it is required over http. */
export interface Tier {
  /** `declared`, `required`, `cleartext`: SARIF's rule id is `<rule>/<tier>`. */
  readonly name: string;
  readonly severity: Severity;
}

/** What every rule says of itself; docs page, SARIF help and `explain` are made from this. */
export interface RuleMeta {
  /** A kebab-case noun of the problem: the folder's name or a row of its family's table; never reused. */
  readonly id: string;
  /** One line without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** Empty: the rule has one severity. */
  readonly tiers?: readonly Tier[];
  /** OWASP API Security Top 10 2023; the first counts. */
  readonly owasp: readonly [OwaspCategory, ...OwaspCategory[]];
  readonly cwe: number;
  /** Controls it is evidence towards: `PCI DSS 3.3.1`. */
  readonly controls?: readonly string[];
  /** What an attacker gains, Markdown. */
  readonly why: string;
  /** What the developer changes, Markdown with a snippet. */
  readonly fix: string;
  /** Where some findings have one right answer: what `lint --fix` writes for which of them, in sentences. */
  readonly mends?: string;
}
