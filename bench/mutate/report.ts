import type { Change, Judgement } from './judge.ts';
import type { Operator } from './operator.ts';

/** One mutation and what came of it. */
export interface Mutation {
  readonly operator: Operator;
  readonly document: string;
  readonly at: string;
  readonly judgement: Judgement;
}

/** Everything that was tried. */
export class Tally {
  readonly mutations: Mutation[] = [];
  readonly #rules: ReadonlySet<string>;

  constructor(rules: ReadonlySet<string>) {
    this.#rules = rules;
  }

  add(mutation: Mutation): void {
    this.mutations.push(mutation);
  }

  of({ id }: Operator): readonly Mutation[] {
    return this.mutations.filter(({ operator }) => operator.id === id);
  }

  /** None of the rules that could say so is there: every mutation is missed. */
  hasNoRule({ rule }: Operator): boolean {
    return !rule.some((id) => this.#rules.has(id));
  }
}

const isGrave = ({ severity }: Operator): boolean => severity === 'critical' || severity === 'high';
const isFound = ({ judgement }: Mutation): boolean => judgement.isFound;
const count = (mutations: readonly Mutation[], of: 'collateral' | 'follows' | 'regraded'): number =>
  mutations.reduce((sum, { judgement }) => sum + judgement[of].length, 0);

function recall(mutations: readonly Mutation[]): string {
  const found = mutations.filter(isFound).length;
  return mutations.length === 0 ? '-' : `${((100 * found) / mutations.length).toFixed(1)} %`;
}

function row(tally: Tally, operator: Operator): string {
  const mutations = tally.of(operator);
  const cells = [
    operator.id,
    operator.rule.join(', '),
    operator.severity,
    mutations.length,
    mutations.filter(isFound).length,
    tally.hasNoRule(operator) ? 'no rule' : recall(mutations),
    count(mutations, 'follows'),
    count(mutations, 'regraded'),
    count(mutations, 'collateral'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function total(name: string, mutations: readonly Mutation[]): string {
  const found = mutations.filter(isFound).length;
  const changed = (['follows', 'regraded', 'collateral'] as const).map((of) => count(mutations, of)).join(' | ');
  return `| ${name} | ${mutations.length} | ${found} | ${recall(mutations)} | ${changed} |`;
}

/** One table by operator, one of totals, and which rules there are none of. */
export function report(tally: Tally, operators: readonly Operator[]): string {
  const { mutations } = tally;
  const lines = [
    '# Mutations',
    '',
    'One fault at a time is put into real documents. Found: a rule that should says so at that place. Findings are',
    'compared by fingerprint, merged as a reader gets them. Made with `npm run mutate`.',
    '',
    '- collateral: any other finding that appeared or vanished.',
    '- follows: one that had to, as the fault makes what it says true or false; each reason is below.',
    '- regraded: the same finding as before, graver or less grave.',
    '',
    `${new Set(mutations.map(({ document }) => document)).size} documents, ${operators.length} operators, ${mutations.length} mutations.`,
    '',
    '| | mutations | found | recall | follows | regraded | collateral |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    total('all', mutations),
    total(
      'critical and high',
      mutations.filter(({ operator }) => isGrave(operator)),
    ),
    total(
      'where there is a rule',
      mutations.filter(({ operator }) => !tally.hasNoRule(operator)),
    ),
    '',
    '| operator | expected rules | severity | mutations | found | recall | follows | regraded | collateral |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...operators.map((operator) => row(tally, operator)),
    '',
    `No rule: ${listed(operators.filter((operator) => tally.hasNoRule(operator)).flatMap(({ rule }) => rule))}`,
    `Nowhere applicable: ${listed(operators.filter((operator) => tally.of(operator).length === 0).map(({ id }) => id))}`,
    '',
    '## What follows, and why',
    '',
    '| rules | change | findings | operators | because |',
    '| --- | --- | ---: | ---: | --- |',
    ...consequences(mutations),
    '',
  ];
  return lines.join('\n');
}

function consequences(mutations: readonly Mutation[]): readonly string[] {
  const all = mutations.flatMap(({ operator, judgement }) =>
    judgement.follows.map((consequence) => ({ operator: operator.id, ...consequence })),
  );
  const groups = new Map<string, (typeof all)[number][]>();
  for (const one of all) {
    const key = `${one.because} ${one.change}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .map((group) => {
      const [{ change, because } = { change: '', because: '' }] = group;
      const rules = new Set(group.map(({ rule }) => rule));
      const told = rules.size > 8 ? `${rules.size} rules` : [...rules].sort().join(', ');
      const cells = [told, change, group.length, new Set(group.map(({ operator }) => operator)).size, because];
      return `| ${cells.join(' | ')} |`;
    });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none.' : `${[...new Set(names)].sort().join(', ')}.`;
}

const told = ({ change, rule, severity, place }: Change): string =>
  `${change} ${rule} (${severity}) at ${place === '' ? '(root)' : place}`;

/** Each miss and each collateral change, for those who write the rules. */
export function tellMisses(tally: Tally): string {
  const lines = tally.mutations.flatMap(({ operator, document, at, judgement }) => {
    const about = `${operator.id} [${operator.rule.join(', ')}] ${document} ${at}`;
    const missed = judgement.isFound
      ? []
      : [`MISS ${about}`, ...judgement.elsewhere.map((change) => `  elsewhere: ${told(change)}`)];
    const others = judgement.collateral.map((change) => `COLLATERAL ${about}\n  ${told(change)}`);
    const follows = judgement.follows.map((change) => `FOLLOWS ${about}\n  ${told(change)}`);
    return [...missed, ...others, ...follows];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}
