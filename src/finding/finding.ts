import type { OperationId } from '../model/api.ts';
import type { Edit } from '../model/edit.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Pointer } from '../model/source.ts';
import type { Certainty, Compat, Posture, RuleKind, Severity } from './rule-meta.ts';

export interface Related {
  readonly at: Pointer;
  readonly message: string;
}

export type Evidence =
  | { readonly kind: 'exchange'; readonly note: string; readonly exchange: Exchange; readonly curl: string }
  | { readonly kind: 'comparison'; readonly note: string; readonly before: string; readonly after: string };

/** What mends a finding, where there is one right answer. All of its edits belong together. */
export interface Repair {
  /** What it does, as a command: "Use https". */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Whom a finding touches. */
export interface Reach {
  readonly operations: readonly OperationId[];
  /** How many of them answer without credentials, as the document says. */
  readonly anonymous: number;
  /** Ids of the data classes behind them. */
  readonly dataClasses: readonly string[];
}

/** What one rule says of a place: all that the gate and the baseline ask. */
export interface Claim {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly identity?: Where;
}

/** What the fingerprint was made of besides rule and document: tells what it was before a rename. */
export interface Where {
  readonly scope: string;
  readonly subject: string;
}

/** One problem at one place. Plain data, never changed after it is made. */
export interface Finding {
  /** The bare rule id; a tier stands beside it. */
  readonly rule: string;
  readonly kind: RuleKind;
  readonly tier?: string;
  /** 32 hex digits: same problem, same fingerprint on every run. See fingerprint.ts. */
  readonly fingerprint: string;
  readonly identity?: Where;
  /** How bad. */
  readonly severity: Severity;
  /** How sure; never mixed with severity. */
  readonly certainty: Certainty;
  /** What is wrong here, one sentence, stable between runs, no value from the wire. */
  readonly message: string;
  /** Absent where a shared component or the whole API is meant: `reach` then names the operations. */
  readonly operation?: OperationId;
  /** The ONE place to change. */
  readonly at: Pointer;
  readonly related: readonly Related[];
  /** Secrets are masked before it exists. */
  readonly evidence: readonly Evidence[];
  readonly reach: Reach;
  /** Other rules that said the same of the same place: one root cause is one finding. */
  readonly also: readonly Claim[];
  /** Of each of its places, and of what it stands for, where there is one right answer; each is done or left by itself. */
  readonly repairs?: readonly Repair[];
  /** Of diff findings. */
  readonly change?: { readonly posture: Posture; readonly compat: Compat };
}

/** What a probe concluded: CONFIRMED = failed and proven; UNPROVEN and INCONCLUSIVE = undecided; REFUTED = passed; NOT-TESTED = skipped. */
export type Verdict = 'CONFIRMED' | 'UNPROVEN' | 'REFUTED' | 'INCONCLUSIVE' | 'NOT-TESTED';

/** What became of one rule on one subject. JUnit cases are these; silence is never a pass. */
export interface Outcome {
  readonly rule: string;
  readonly kind: RuleKind;
  /** An operation, or `api` where the document as a whole or a shared part of it is meant. */
  readonly subject: OperationId;
  /** Where a rule passed on many operations: all of them, in one outcome in place of a hundred thousand. */
  readonly subjects?: readonly OperationId[];
  readonly result: 'passed' | 'failed' | 'undecided' | 'skipped' | 'crashed';
  readonly reason?: string;
  readonly verdict?: Verdict;
  readonly findings: readonly Finding[];
}

/** All that an outcome is about. */
export function subjectsOf({ subject, subjects }: Outcome): readonly OperationId[] {
  return subjects ?? [subject];
}
