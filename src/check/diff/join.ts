import type { Claim, Finding } from '../../finding/finding.ts';
import type { Compat, Posture } from '../../finding/rule-meta.ts';
import { severities } from '../../finding/rule-meta.ts';
import type { Fact } from '../fact.ts';
import type { Told } from './result.ts';

const postures: readonly Posture[] = ['widens', 'unknown', 'tightens', 'neutral'];
const compats: readonly Compat[] = ['breaking', 'maybe', 'no'];

/**
 * A fact that several rules speak of is one finding with all their verdicts: said by the rule whose posture is the
 * gravest, the others in its `also`. The map holds what became of those that differ: a fuller finding, or who says it.
 */
export function sayOnce(all: readonly Told[]): ReadonlyMap<Finding, Finding | string> {
  const said = new Map<object, Told[]>();
  for (const told of all) {
    for (const change of told.facts.map(changeOf)) {
      const list = said.get(change);
      if (list === undefined) said.set(change, [told]);
      else if (!list.includes(told)) list.push(told);
    }
  }
  const first = new Map<object, Told>();
  for (const [change, list] of said)
    if (list.length > 1)
      first.set(
        change,
        list.reduce((a, b) => (isGraver(b.finding, a.finding) ? b : a)),
      );
  const claims = new Map<Finding, Finding[]>();
  const left = new Map<Finding, Finding | string>();
  for (const told of all) {
    const speakers = new Set(told.facts.map((fact) => first.get(changeOf(fact))));
    const [speaker] = speakers;
    // What says even one fact alone has to be said.
    if (speaker === undefined || speakers.has(undefined) || speakers.has(told)) continue;
    left.set(told.finding, speaker.finding.rule);
    for (const each of speakers) {
      if (each === undefined) continue;
      const list = claims.get(each.finding);
      if (list === undefined) claims.set(each.finding, [told.finding]);
      else list.push(told.finding);
    }
  }
  for (const [finding, others] of claims) if (!left.has(finding)) left.set(finding, joined(finding, others));
  return left;
}

function changeOf(fact: Fact): object {
  return fact.partOf ?? fact;
}

function isGraver(a: Finding, b: Finding): boolean {
  const order = postures.indexOf(postureOf(a)) - postures.indexOf(postureOf(b));
  return order !== 0 ? order < 0 : severities.indexOf(a.severity) < severities.indexOf(b.severity);
}

function postureOf({ change }: Finding): Posture {
  return change?.posture ?? 'unknown';
}

function joined(finding: Finding, others: readonly Finding[]): Finding {
  const all = [finding, ...others].map(({ change }) => change?.compat ?? 'no');
  const compat = compats.find((each) => all.includes(each)) ?? 'no';
  const also = others.map(({ rule, kind, fingerprint, severity, certainty }): Claim => ({
    rule,
    kind,
    fingerprint,
    severity,
    certainty,
  }));
  return { ...finding, also: [...finding.also, ...also], change: { posture: postureOf(finding), compat } };
}
