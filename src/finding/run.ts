import type { ApiModel, OperationId } from '../model/api.ts';
import type { Edge } from '../model/lineage/edge.ts';
import type { Source, SourceId } from '../model/source.ts';
import type { Drift } from './drift.ts';
import type { Outcome } from './finding.ts';
import type { RuleKind, RuleMeta, Severity } from './rule-meta.ts';

/** One document (or one capture without a document) and what became of every rule on it. */
export interface ApiRun {
  readonly name: string;
  readonly api: ApiModel;
  readonly outcomes: readonly Outcome[];
  /** All sources that a finding may point at: the document's, its base's, the captures'. */
  readonly sources: ReadonlyMap<SourceId, Source>;
  /** Which answers give the ids that other operations need, where somebody asked. */
  readonly edges?: readonly Edge[];
  readonly probed?: { readonly operations: number; readonly decided: number; readonly requests: number };
}

/** A finding that does not count because somebody said so, with a reason. */
export interface Suppressed {
  readonly fingerprint: string;
  readonly rule: string;
  /** Absent where a shared component or the whole API is meant. */
  readonly operation?: OperationId;
  readonly by: 'config' | 'document';
  readonly reason: string;
  /** A day: `2027-01-31`. */
  readonly expires: string;
}

/** The verdict over all documents. */
export interface Gate {
  readonly verdict: 'passed' | 'failed' | 'incomplete';
  /** Findings of this severity and above gate; `none` never does. */
  readonly threshold: Severity | 'none';
  /** Fingerprints of the findings that failed the gate. */
  readonly failing: ReadonlySet<string>;
  /** Fingerprints of findings that were there before: in the baseline or in the base document. They stand, but do not gate. */
  readonly old: ReadonlySet<string>;
  /** Of findings that are not suppressed, old and tentative ones included. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly suppressed: readonly Suppressed[];
  /** The verdict in one sentence: `FAIL: 2 new high (gate: high; 14 old, 3 suppressed); 36 of 39 operations probed`. */
  readonly sentence: string;
}

/** Why a run is incomplete: one line each. */
export interface Incomplete {
  readonly what: 'crashed-rule' | 'target-down' | 'identity' | 'coverage' | 'interrupted' | 'unreadable-part';
  readonly message: string;
}

/** A finished run over one document or many: all that a report may know. */
export interface Run {
  readonly tool: { readonly name: 'sallyport'; readonly version: string };
  readonly apis: readonly ApiRun[];
  readonly gate: Gate;
  readonly complete: boolean;
  readonly incomplete: readonly Incomplete[];
  /** Said to the reader, never gating: skipped entries, categories a profile left untested. */
  readonly notes: readonly string[];
  /** Every rule that ran, by its id. */
  readonly rules: ReadonlyMap<string, RuleMeta & { readonly kind: RuleKind }>;
  /** Rules that did not run, of findings that this run did not look at again. */
  readonly otherRules?: Run['rules'];
  /** ISO 8601, UTC; passed in. */
  readonly startedAt: string;
  /** Where there is an earlier run to compare with. */
  readonly drift?: Drift;
}
