import { subjectsOf, type Outcome } from '../../finding/finding.ts';
import type { RuleMeta, RuleKind } from '../../finding/rule-meta.ts';
import type { Run } from '../../finding/run.ts';
import { claimsOf, compareText, findingsOf } from '../../finding/standing.ts';
import { frameworks, requirementsOf, type Requirement } from './requirements.ts';

export type Check = RuleMeta & { readonly kind: RuleKind };

/** What became of one check over all documents. */
export interface Tally {
  readonly check: Check;
  readonly ran: boolean;
  /** Operations, and documents as a whole, that it decided on: by document and name. */
  readonly decided: ReadonlySet<string>;
  /** Fingerprints of findings that stand, of those that fail the gate, and of those that an exception takes out. */
  readonly standing: ReadonlySet<string>;
  readonly failing: ReadonlySet<string>;
  readonly suppressed: ReadonlySet<string>;
  /** Why something was not decided, with how often. */
  readonly untested: ReadonlyMap<string, number>;
}

export interface Evidence extends Requirement {
  readonly tallies: readonly Tally[];
}

type Growing = { -readonly [K in keyof Tally]: Tally[K] extends ReadonlySet<string> ? Set<string> : Tally[K] };

/** Every requirement that a check of ours is evidence towards, whether it ran or not; `known` are all checks there are. */
export function evidenceOf(run: Run, known: readonly Check[]): readonly Evidence[] {
  const checks = new Map([...known, ...run.rules.values()].map((check) => [check.id, check]));
  const tallies = talliesOf(run, checks);
  const byRequirement = new Map<string, { readonly requirement: Requirement; readonly tallies: Tally[] }>();
  for (const tally of tallies.values()) {
    for (const requirement of requirementsOf(tally.check)) {
      const key = `${requirement.framework}\n${requirement.id}`;
      const group = byRequirement.get(key) ?? { requirement, tallies: [] };
      byRequirement.set(key, group);
      group.tallies.push(tally);
    }
  }
  return [...byRequirement.values()]
    .map(({ requirement, tallies: list }) => ({ ...requirement, tallies: list }))
    .sort((a, b) => rankOf(a) - rankOf(b) || compareText(a.framework, b.framework) || compareIds(a.id, b.id));
}

function rankOf({ framework }: Requirement): number {
  const rank = frameworks.indexOf(framework);
  return rank < 0 ? frameworks.length : rank;
}

/** `6.2.4` before `10.2.1`. */
function compareIds(a: string, b: string): number {
  const pad = (id: string): string => id.replace(/\d+/g, (digits) => digits.padStart(5, '0'));
  return compareText(pad(a), pad(b));
}

function talliesOf(run: Run, checks: ReadonlyMap<string, Check>): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Growing>(
    [...checks].map(([id, check]) => [
      id,
      {
        check,
        ran: false,
        decided: new Set(),
        standing: new Set(),
        failing: new Set(),
        suppressed: new Set(),
        untested: new Map(),
      },
    ]),
  );
  const out = new Set(run.gate.suppressed.map(({ fingerprint }) => fingerprint));
  for (const api of run.apis) {
    for (const outcome of api.outcomes) note(tallies.get(outcome.rule), outcome, api.name);
    for (const finding of findingsOf(api)) {
      for (const { rule } of claimsOf(finding)) {
        const tally = tallies.get(rule);
        const { fingerprint } = finding;
        (out.has(fingerprint) ? tally?.suppressed : tally?.standing)?.add(fingerprint);
        if (run.gate.failing.has(fingerprint)) tally?.failing.add(fingerprint);
      }
    }
  }
  return tallies;
}

function note(tally: Growing | undefined, outcome: Outcome, api: string): void {
  if (tally === undefined) return;
  const isEnd = outcome.result === 'passed' || outcome.result === 'failed';
  if (isEnd) {
    tally.ran = true;
    for (const subject of subjectsOf(outcome)) tally.decided.add(`${api}: ${subject}`);
    return;
  }
  const reason = `${outcome.result}: ${outcome.reason ?? 'no reason given'}`;
  tally.untested = new Map(tally.untested).set(reason, (tally.untested.get(reason) ?? 0) + 1);
}

/** Over all checks of a requirement. */
export function unionOf(tallies: readonly Tally[], of: (tally: Tally) => ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const tally of tallies) for (const one of of(tally)) all.add(one);
  return all;
}

/** Checks that decided nothing at all, by kind. */
export function idleKinds(tallies: readonly Tally[]): ReadonlyMap<RuleKind, number> {
  const kinds = new Map<RuleKind, number>();
  for (const { check, ran } of tallies) if (!ran) kinds.set(check.kind, (kinds.get(check.kind) ?? 0) + 1);
  return kinds;
}
