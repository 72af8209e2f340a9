import { candidates } from './candidates.ts';
import type { Finding, Outcome } from './finding.ts';
import { joined, surestFirst, withReplaced } from './joined.ts';

/**
 * What lint suspected and a probe has proven is said once, by the probe: the suspicion is named in its `also`. A suspicion
 * of a shared part goes with the surest proof of one of the operations that it reaches.
 */
export function withConfirmed(outcomes: readonly Outcome[]): readonly Outcome[] {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const proofs = findings.filter(({ kind, certainty }) => kind === 'probe' && certainty === 'proven');
  if (proofs.length === 0) return outcomes;
  const byRule = new Map<string, Finding[]>();
  for (const proof of proofs.toSorted(surestFirst)) {
    const known = byRule.get(proof.rule);
    if (known === undefined) byRule.set(proof.rule, [proof]);
    else known.push(proof);
  }
  const taken = new Map<Finding, Finding[]>();
  for (const suspicion of findings) {
    const proof = suspicion.kind === 'lint' ? proofOf(suspicion, byRule) : undefined;
    if (proof === undefined) continue;
    taken.set(proof, [...(taken.get(proof) ?? []), suspicion]);
  }
  const replaced = new Map<Finding, Finding | string>();
  for (const [proof, suspicions] of taken) {
    replaced.set(proof, joined(proof, suspicions));
    for (const suspicion of suspicions) replaced.set(suspicion, proof.rule);
  }
  return replaced.size === 0 ? outcomes : outcomes.map((outcome) => withReplaced(outcome, replaced));
}

function proofOf(suspicion: Finding, byRule: ReadonlyMap<string, readonly Finding[]>): Finding | undefined {
  const candidate = Object.hasOwn(candidates, suspicion.rule) ? candidates[suspicion.rule] : undefined;
  if (candidate === undefined) return undefined;
  const meant = new Set(suspicion.reach.operations);
  for (const id of candidate.probes) {
    const proof = byRule
      .get(id)
      ?.find(
        ({ operation, identity }) =>
          operation !== undefined &&
          meant.has(operation) &&
          (candidate.by === 'operation' || isSameName(identity?.subject, suspicion.identity?.subject)),
      );
    if (proof !== undefined) return proof;
  }
  return undefined;
}

function isSameName(a: string | undefined, b: string | undefined): boolean {
  const name = lastName(a);
  return name !== undefined && name === lastName(b);
}

/** `request/json/$.card.url` and `query/url`: what the value is called in the end; items of a list by the list's name. */
function lastName(subject: string | undefined): string | undefined {
  return subject
    ?.replaceAll(/\[\d*\]/g, '')
    .split(/[./ ]/)
    .findLast((part) => part !== '' && part !== '$');
}

/** Probes that have a suspicion to look into, by operation. */
export function leadsOf(outcomes: readonly Outcome[]): ReadonlyMap<string, ReadonlySet<string>> {
  const leads = new Map<string, Set<string>>();
  for (const { rule, reach } of outcomes.flatMap(({ kind, findings }) => (kind === 'lint' ? findings : []))) {
    const probes = Object.hasOwn(candidates, rule) ? (candidates[rule]?.probes ?? []) : [];
    for (const operation of probes.length === 0 ? [] : reach.operations) {
      const known = leads.get(operation);
      if (known === undefined) leads.set(operation, new Set(probes));
      else for (const id of probes) known.add(id);
    }
  }
  return leads;
}
