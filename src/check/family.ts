import type { RuleMeta } from '../finding/rule-meta.ts';
import type { Fact, FactKind } from './fact.ts';
import type { Both, DiffRule, Problem, Versions } from './rule.ts';

/** The facts of these kinds, with what belongs to them. */
export type FactOf<K extends FactKind> = Fact extends infer F
  ? F extends Fact
    ? [Extract<F['kind'], K>] extends [never]
      ? never
      : F
    : never
  : never;

/** A diff rule that is a row of a table: which facts it speaks of, and what it says. */
export interface FactRow<K extends FactKind> extends RuleMeta, Pick<DiffRule, 'posture' | 'compat'> {
  readonly on: readonly K[];
  readonly when?: (fact: FactOf<K>, versions: Versions) => boolean;
  /** What changed here, one sentence. */
  readonly say: (fact: FactOf<K>, versions: Versions) => string;
  /** What differs from the row: certainty, posture, tier. */
  readonly also?: (fact: FactOf<K>, versions: Versions) => Partial<Problem>;
}
/** A row whose kinds are known to itself alone. */
export interface AnyRow extends RuleMeta, Pick<DiffRule, 'posture' | 'compat'> {
  readonly on: readonly FactKind[];
  readonly when: (fact: Fact, versions: Versions) => boolean;
  readonly problem: (fact: Fact, versions: Versions) => Problem;
}

export function factRow<K extends FactKind>({ when, say, also, ...row }: FactRow<K>): AnyRow {
  // A row is asked about the kinds of its `on` alone.
  const known = (fact: Fact): FactOf<K> => fact as unknown as FactOf<K>;
  return {
    ...row,
    when: (fact, versions) => when?.(known(fact), versions) ?? true,
    problem: (fact, versions) => ({
      at: fact.at,
      subject: fact.path,
      message: say(known(fact), versions),
      related: [{ at: fact.beforeAt, message: 'before' }],
      ...comparison(fact),
      ...also?.(known(fact), versions),
    }),
  };
}

/** Longest value shown in a comparison, in characters. */
const shownMax = 200;

/** Both values, where the fact is about one. */
function comparison(fact: Fact): Pick<Problem, 'evidence'> {
  if (!('growth' in fact) || (fact.before === undefined && fact.after === undefined)) return {};
  const text = (value: unknown): string =>
    value === undefined ? 'absent' : (JSON.stringify(value) ?? '').slice(0, shownMax);
  const note = fact.kind.slice(0, fact.kind.indexOf('/'));
  return { evidence: [{ kind: 'comparison', note, before: text(fact.before), after: text(fact.after) }] };
}

/**
 * Rules over one list of facts. Of the rows that could speak of a fact the first one does, whether it is switched on or
 * not: so the special cases stand above the general one, and one change is one finding.
 */
export function family(rows: readonly AnyRow[]): readonly DiffRule[] {
  const byKind = new Map<FactKind, AnyRow[]>();
  for (const row of rows) {
    for (const kind of row.on) {
      const list = byKind.get(kind);
      if (list === undefined) byKind.set(kind, [row]);
      else list.push(row);
    }
  }
  return rows.map((row) => {
    const { on, when: _, problem, ...meta } = row;
    return {
      ...meta,
      kind: 'diff',
      facts: on,
      fact: (fact, versions) =>
        byKind.get(fact.kind)?.find((each) => each.when(fact, versions)) === row ? problem(fact, versions) : undefined,
    };
  });
}

/** Both sides of what is in both versions; undefined where it was added or removed. */
export function both<T>({ before, after }: { readonly before?: T; readonly after?: T }): Both<T> | undefined {
  return before === undefined || after === undefined ? undefined : { before, after };
}
