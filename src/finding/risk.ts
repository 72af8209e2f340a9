import type { Operation, OperationId } from '../model/api.ts';
import { allowsAnonymous } from '../model/auth.ts';
import { dataClasses, type DataClass } from '../model/data-class/classify.ts';
import { isWrite } from '../model/operation.ts';
import type { DataDirection } from '../model/operation-data.ts';
import { dataFlowsOf, type DataFlow } from './data-flows.ts';
import type { Finding } from './finding.ts';
import { severities, type Certainty, type Severity } from './rule-meta.ts';
import type { ApiRun, Run } from './run.ts';
import { compareText, standing } from './standing.ts';

/** How much an operation should worry whoever answers for it. It orders work and never gates. */
export interface Risk {
  readonly operation: OperationId;
  /** From 0 to 100. */
  readonly score: number;
  /** In words, what weighs most first. */
  readonly reasons: readonly string[];
}

/** What makes an attack likely, or grave: a share from 0 to 1, and why. */
interface Factor {
  readonly weight: number;
  readonly reason?: string;
}

/** How likely a finding makes an attack: what is proven nearly surely, what one sign speaks for hardly. */
const likelihoods: Readonly<Record<Severity, Readonly<Record<Certainty, number>>>> = {
  critical: { proven: 0.9, firm: 0.6, tentative: 0.15 },
  high: { proven: 0.8, firm: 0.45, tentative: 0.1 },
  medium: { proven: 0.4, firm: 0.2, tentative: 0.05 },
  low: { proven: 0.1, firm: 0.05, tentative: 0.02 },
  info: { proven: 0, firm: 0, tentative: 0 },
};
const openLikelihood = 0.5;
/** What the worst of an operation's own findings says of the damage; what is shared does as much as the operation has to give. */
const damages: Readonly<Record<Severity, number>> = { critical: 0.8, high: 0.6, medium: 0.3, low: 0.1, info: 0 };
const writeDamage = 0.3;
/** Whatever an operation does, it was not made for strangers. */
const anyDamage = 0.1;

/** What it costs when data of a category get into wrong hands. */
const categoryDamages: Readonly<Partial<Record<DataClass['category'], number>>> = {
  'pci-sad': 0.95,
  pci: 0.9,
  secret: 0.8,
  special: 0.8,
  health: 0.8,
  'national-id': 0.7,
  financial: 0.55,
  personal: 0.35,
  ledger: 0.2,
  indirect: 0.15,
};
/** Rules, and classes of data, that a reason names. */
const namedMax = 3;

/**
 * Every operation with a score above 0, the riskiest first: the root of likelihood times damage, each the chance that one
 * of its factors holds (1 minus the product of what each leaves), so that more findings never make it smaller.
 */
export function risksOf(run: Run, api: ApiRun): readonly Risk[] {
  const findings = findingsByOperation(standing(run, api));
  const data = dataByOperation(api);
  return api.api.operations
    .map((operation) => riskOf(operation, findings.get(operation.id) ?? [], data.get(operation.id) ?? []))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compareText(a.operation, b.operation));
}

function findingsByOperation(findings: readonly Finding[]): ReadonlyMap<OperationId, readonly Finding[]> {
  const byOperation = new Map<OperationId, Finding[]>();
  for (const finding of findings) {
    for (const id of finding.operation === undefined ? finding.reach.operations : [finding.operation]) {
      const known = byOperation.get(id);
      if (known === undefined) byOperation.set(id, [finding]);
      else known.push(finding);
    }
  }
  return byOperation;
}

interface Carried extends Pick<DataFlow, 'direction' | 'certainty'> {
  readonly dataClass: DataClass;
}

function dataByOperation(api: ApiRun): ReadonlyMap<OperationId, readonly Carried[]> {
  const byOperation = new Map<OperationId, Carried[]>();
  for (const { dataClass: id, direction, certainty, operations } of dataFlowsOf(api)) {
    const dataClass = dataClasses.get(id);
    if (dataClass === undefined) continue;
    for (const operation of operations) {
      const known = byOperation.get(operation);
      if (known === undefined) byOperation.set(operation, [{ dataClass, direction, certainty }]);
      else known.push({ dataClass, direction, certainty });
    }
  }
  return byOperation;
}

function riskOf(operation: Operation, findings: readonly Finding[], carried: readonly Carried[]): Risk {
  const likely: Factor[] = findingFactors(findings);
  if (allowsAnonymous(operation))
    likely.push({ weight: openLikelihood, reason: 'callable without a credential, as the document says' });
  const grave: Factor[] = [
    { weight: Math.max(anyDamage, ...ownOf(operation, findings).map(({ severity }) => damages[severity])) },
    ...dataFactors(carried),
    ...(isWrite(operation) ? [{ weight: writeDamage, reason: 'it changes something' }] : []),
  ];
  const score = Math.round(100 * Math.sqrt(someOf(likely) * someOf(grave)));
  const reasons = [...likely, ...grave].sort((a, b) => b.weight - a.weight).flatMap(({ reason }) => reason ?? []);
  return { operation: operation.id, score, reasons };
}

function ownOf({ id }: Operation, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ operation }) => operation === id);
}

function someOf(factors: readonly Factor[]): number {
  return 1 - factors.reduce((left, { weight }) => left * (1 - weight), 1);
}

const surely: Readonly<Record<Certainty, string>> = { proven: ', proven', firm: '', tentative: ', suspected' };

/** One a severity and certainty. A rule counts once: thirty lists without a maximum are one way in. */
function findingFactors(findings: readonly Finding[]): Factor[] {
  return severities.flatMap((severity) =>
    (['proven', 'firm', 'tentative'] as const).flatMap((certainty): readonly Factor[] => {
      const here = findings.filter((one) => one.severity === severity && one.certainty === certainty);
      const rules = new Set(here.map(({ rule }) => rule));
      const share = likelihoods[severity][certainty];
      if (rules.size === 0 || share === 0) return [];
      const found = `${here.length} ${severity} ${here.length === 1 ? 'finding' : 'findings'}`;
      return [{ weight: 1 - (1 - share) ** rules.size, reason: `${found}${surely[certainty]}: ${named([...rules])}` }];
    }),
  );
}

const verbs: Readonly<Record<DataDirection, string>> = {
  request: 'takes',
  url: 'takes in its URL',
  response: 'answers with',
  error: 'answers errors with',
};

/** What a name alone speaks for weighs less. */
const nameAlone = 0.6;
/** Who sends data has them already: what a request takes weighs less than what an answer gives. */
const taken = 0.6;

/** The worst class of each direction counts, the others are named; errors count for what the answers do not hold. */
function dataFactors(carried: readonly Carried[]): readonly Factor[] {
  const answered = new Set(carried.flatMap((one) => (one.direction === 'response' ? [one.dataClass.id] : [])));
  return (Object.keys(verbs) as DataDirection[]).flatMap((direction) => {
    const ranked = carried
      .filter((one) => one.direction === direction && !(direction === 'error' && answered.has(one.dataClass.id)))
      .map(({ dataClass: { title, category }, certainty }) => ({
        title,
        weight: (categoryDamages[category] ?? 0) * (certainty === 'tentative' ? nameAlone : 1),
      }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight || compareText(a.title, b.title));
    const [worst] = ranked;
    if (worst === undefined) return [];
    const weight = direction === 'request' ? worst.weight * taken : worst.weight;
    return [{ weight, reason: `it ${verbs[direction]} ${named(ranked.map(({ title }) => title))}` }];
  });
}

function named(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const more = distinct.length - namedMax;
  return distinct.slice(0, namedMax).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
