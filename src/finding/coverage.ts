import type { OperationId } from '../model/api.ts';
import { subjectsOf } from './finding.ts';
import type { RuleKind } from './rule-meta.ts';
import type { ApiRun } from './run.ts';

/** One finding of an earlier run, as far as its file says. */
export interface Known {
  readonly fingerprint: string;
  readonly rule: string;
  readonly kind?: RuleKind;
  /** The document's name. */
  readonly api?: string;
  readonly operation?: OperationId;
  readonly severity?: string;
  readonly certainty?: string;
  readonly message?: string;
  readonly tier?: string;
  /** A day. */
  readonly firstSeen?: string;
  /** Another finding stood for it: it was none of its own. */
  readonly also?: true;
}

interface Ran {
  readonly ended: Set<OperationId>;
  readonly open: Set<OperationId>;
  isCut: boolean;
}

/**
 * Whether this run looked again at what an earlier one found: only then may it be gone. What lint and diff judge is the
 * whole document at once; traffic and probes speak of an operation only where they decided on it.
 */
export function coverageOf(apis: readonly ApiRun[]): (known: Known) => boolean {
  const byApi = new Map(apis.map((api) => [api.name, { kinds: new Map<string, RuleKind>(), ran: ranOn(api) }]));
  for (const { name, outcomes } of apis) for (const { rule, kind } of outcomes) byApi.get(name)?.kinds.set(rule, kind);
  return ({ rule, api, operation = 'api' }) => {
    const here = api === undefined ? undefined : byApi.get(api);
    const ran = here?.ran.get(rule);
    const kind = here?.kinds.get(rule);
    if (ran === undefined || ran.ended.size === 0 || ran.open.has(operation)) return false;
    return kind === 'lint' || kind === 'diff' ? !ran.isCut : ran.ended.has(operation);
  };
}

function ranOn({ outcomes }: ApiRun): ReadonlyMap<string, Ran> {
  const rules = new Map<string, Ran>();
  for (const outcome of outcomes) {
    let ran = rules.get(outcome.rule);
    if (ran === undefined) rules.set(outcome.rule, (ran = { ended: new Set(), open: new Set(), isCut: false }));
    const isEnd = outcome.result === 'passed' || outcome.result === 'failed';
    for (const subject of subjectsOf(outcome)) (isEnd ? ran.ended : ran.open).add(subject);
    // A rule that threw, or was not shown all, was silent of more than the one place.
    if (outcome.result === 'crashed' || outcome.result === 'undecided') ran.isCut = true;
  }
  return rules;
}
