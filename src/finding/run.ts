import type { ApiModel, OperationId } from '../model/api.ts';
import type { Edge } from '../model/lineage/edge.ts';
import type { Source, SourceId } from '../model/source.ts';
import type { DataFlow } from './data-flows.ts';
import type { Drift } from './drift.ts';
import type { Outcome } from './finding.ts';
import type { RuleKind, RuleMeta, Severity } from './rule-meta.ts';
import type { Sla } from './sla.ts';
import type { Shard } from './shard.ts';

/** What a target was asked, and how much of it was decided. */
export interface Probed {
  readonly operations: number;
  readonly decided: number;
  readonly requests: number;
  /** Requests by what they were sent for: a probe's id, `login`, `look`, `set-up`, `undo`. */
  readonly byProbe?: ReadonlyMap<string, number>;
}

/** One document (or one capture without a document) and what became of every rule on it. */
export interface ApiRun {
  readonly name: string;
  /** Who answers for the document. */
  readonly owner?: string;
  readonly api: ApiModel;
  readonly outcomes: readonly Outcome[];
  /** All sources that a finding may point at: the document's, its base's, the captures'. */
  readonly sources: ReadonlyMap<SourceId, Source>;
  /** Which answers give the ids that other operations need, where somebody asked. */
  readonly edges?: readonly Edge[];
  readonly probed?: Probed;
  /** Of saved results, and of documents that were let go: their model holds no schemas. */
  readonly data?: readonly DataFlow[];
}

/** A finding that does not count because somebody said so, with a reason. */
export interface Suppressed {
  readonly fingerprint: string;
  readonly rule: string;
  /** Absent where a shared component or the whole API is meant. */
  readonly operation?: OperationId;
  readonly by: 'config' | 'document';
  /** Who answers for the exception. */
  readonly owner?: string;
  readonly reason: string;
  /** A day: `2027-01-31`. */
  readonly expires: string;
}

/** What the gate was asked: enough to ask it again of saved results. */
export interface GateTerms {
  /** Findings of this severity and above gate; `none` never does. */
  readonly threshold: Severity | 'none';
  /** Another one for what is new. */
  readonly thresholdNew?: Severity | 'none';
  /** What is less sure never gates; what is tentative does not anyway. */
  readonly minCertainty: 'proven' | 'firm';
  /** What breaks clients fails as well, whatever its severity. */
  readonly breaking: boolean;
  /** `new`: what was there before does not gate. */
  readonly mode: 'new' | 'all';
  /** Is there a base or a baseline, so that findings can be new? */
  readonly isCompared: boolean;
  /** Days to mend findings of a severity, from the day they were first seen. */
  readonly sla: Sla;
  /** What is overdue fails as well, old or not. */
  readonly overdueFails: boolean;
}

/** The verdict over all documents. */
export interface Gate extends GateTerms {
  readonly verdict: 'passed' | 'failed' | 'incomplete';
  /** Fingerprints of the findings that failed the gate. */
  readonly failing: ReadonlySet<string>;
  /** Fingerprints of findings that were there before: in the baseline or in the base document. They stand, but do not gate. */
  readonly old: ReadonlySet<string>;
  /** The same of each claim: a merged finding is old only where all of its claims are. */
  readonly known: ReadonlySet<string>;
  /** Fingerprints of findings that should be mended by now. */
  readonly overdue: ReadonlySet<string>;
  /** Of findings that are not suppressed, old and tentative ones included. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly suppressed: readonly Suppressed[];
  /** The verdict in one sentence: `FAIL: 2 new high (gate: high; baseline 14, suppressed 3); 36 of 39 operations probed`. */
  readonly sentence: string;
}

/** Why a run is incomplete: one line each. */
export interface Incomplete {
  readonly what:
    | 'crashed-rule'
    | 'target-down'
    | 'identity'
    | 'coverage'
    | 'interrupted'
    | 'unreadable-part'
    /** A part of the run that nobody brought to `sallyport merge`. */
    | 'missing-shard';
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
  /** What was checked out, where that is known. */
  readonly commit?: string;
  /** ISO 8601, UTC; passed in. */
  readonly startedAt: string;
  /** Of a part of a run. */
  readonly shard?: Shard;
  /** Where there is an earlier run to compare with. */
  readonly drift?: Drift;
}
