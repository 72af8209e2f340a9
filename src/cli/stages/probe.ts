import { skipped } from '../../check/outcome.ts';
import { probe } from '../../check/probe.ts';
import { BudgetSpent, IdentityLost, NotTested, TargetDown } from '../../check/target.ts';
import { watch } from '../../check/traffic.ts';
import type { Outcome } from '../../finding/finding.ts';
import type { Incomplete } from '../../finding/run.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Redactor } from '../../model/redact.ts';
import { realClock } from '../../target/budget.ts';
import { TargetUrlError } from '../../target/scope.ts';
import { openTarget, type OpenTarget, type TargetOptions } from '../../target/target.ts';
import { profiles } from '../config/sallyport-shape.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { requestsMaxDefault, type TargetRequest } from '../target-request.ts';
import { seededRandom } from '../../target/seeded-random.ts';
import { UserError } from '../user-error.ts';
import { version } from '../version.ts';
import { joinOutcomes } from './join-outcomes.ts';
import type { Journal, Subject } from './subject.ts';

export interface Probing {
  readonly subjects: readonly Subject[];
  readonly rules: Rules;
  readonly journal: Journal;
  readonly redactor: Redactor;
}

/** Opens the target for each document, runs the probes, judges what they received, and undoes what they made. */
export async function probeTarget(probing: Probing, target: TargetRequest, request: Request): Promise<void> {
  let requestsLeft = target.requestsMax ?? requestsMaxDefault;
  for (const subject of probing.subjects) {
    if (request.signal.aborted) break;
    request.progress.at(`probing ${subject.name}`);
    const spent = await probeSubject(subject, probing, { request, target, requestsLeft });
    requestsLeft -= spent;
  }
  noteUntested(probing, target);
}

interface Setting {
  readonly request: Request;
  readonly target: TargetRequest;
  readonly requestsLeft: number;
}

/** How many requests it took. */
async function probeSubject(subject: Subject, probing: Probing, setting: Setting): Promise<number> {
  const { rules, journal, redactor } = probing;
  const watching = watch(subject.api, rules.traffic);
  const options = { ...optionsOf(subject, setting), redactor, onExchange: (seen: Exchange) => watching.see(seen) };
  const open = await openTarget(options).catch((error: unknown) => notOpened(error, subject, { probing, setting }));
  if (open === undefined) return 0;
  try {
    await askProbes(subject, probing, { ...setting, open });
  } finally {
    for (const { collection, reason } of await open.close()) {
      journal.notes.push(`Left on the target: an object of ${collection} (${reason}).`);
    }
  }
  heard(subject, watching.end({ captured: false }));
  journal.planned.push(...open.planned);
  return open.requests;
}

async function askProbes(
  subject: Subject,
  { rules, journal }: Probing,
  { request, target, open }: Setting & { readonly open: OpenTarget },
): Promise<void> {
  const { outcomes, operations, decided, down, lost } = await probe({
    api: subject.api,
    rules: rules.probe,
    target: open,
    profile: target.profile,
    signal: request.signal,
    onProgress: (done, of) => request.progress.at(`probing ${subject.name}: ${done} of ${of}`),
  });
  subject.outcomes = [...subject.outcomes, ...outcomes];
  subject.probed = { operations, decided, requests: open.requests };
  const tell = (what: Incomplete['what'], message: string): void =>
    void journal.incomplete.push({ what, message: `${subject.name}: ${message}` });
  if (down !== undefined && !request.signal.aborted) tell('target-down', down);
  for (const message of lost) tell('identity', message);
  noteCoverage(subject, journal, target);
}

/** Nothing is probed then, and every probe says why: silence is never a pass. */
function notOpened(
  error: unknown,
  subject: Subject,
  { probing, setting }: { readonly probing: Probing; readonly setting: Setting },
): undefined {
  const { rules, journal } = probing;
  if (error instanceof TargetUrlError) throw new UserError('target', error.message);
  const what = error instanceof TargetDown ? 'target-down' : error instanceof IdentityLost ? 'identity' : undefined;
  const isSpent = error instanceof BudgetSpent || error instanceof NotTested;
  if (what === undefined && !isSpent) throw error;
  const reason = error instanceof Error ? error.message : '';
  const untested = rules.probe.map((rule): Outcome => ({ ...skipped(rule, 'api', reason), verdict: 'NOT-TESTED' }));
  subject.outcomes = [...subject.outcomes, ...untested];
  subject.probed = { operations: subject.api.operations.length, decided: 0, requests: 0 };
  if (setting.request.signal.aborted) return;
  if (what !== undefined) journal.incomplete.push({ what, message: `${subject.name}: ${reason}` });
  else noteCoverage(subject, journal, setting.target);
}

/** A capture may have shown the same: then it is said once. */
function heard(subject: Subject, outcomes: readonly Outcome[]): void {
  const captured = subject.outcomes.filter(({ kind }) => kind === 'traffic');
  const others = subject.outcomes.filter(({ kind }) => kind !== 'traffic');
  subject.outcomes = [...others, ...joinOutcomes(captured, outcomes)];
}

function optionsOf(
  { api, previous, lineage }: Subject,
  { target, requestsLeft, request }: Setting,
): Omit<TargetOptions, 'redactor' | 'onExchange'> {
  return {
    baseUrl: target.url,
    api,
    ...(previous === undefined ? {} : { previous }),
    callers: target.callers,
    seeds: target.seeds,
    ...(lineage === undefined ? {} : { captured: lineage.traffic(api) }),
    flows: target.flows,
    policy: target.policy,
    profile: target.profile,
    requestsMax: requestsLeft,
    ...(target.ratePerSecond === undefined ? {} : { ratePerSecond: target.ratePerSecond }),
    allowHosts: target.allowHosts,
    version,
    ...(target.runId === undefined ? {} : { runId: target.runId }),
    random: seededRandom(target.seed),
    clock: realClock,
    ...(target.listen === undefined ? {} : { listen: target.listen }),
    dryRun: target.dryRun,
    signal: request.signal,
  };
}

function noteCoverage({ name, probed }: Subject, journal: Journal, { coverageMin, dryRun }: TargetRequest): void {
  if (probed === undefined || dryRun || probed.operations === 0) return;
  if (probed.decided / probed.operations >= coverageMin) return;
  journal.incomplete.push({
    what: 'coverage',
    message: `${name}: ${probed.decided} of ${probed.operations} operations were decided, coverage.min is ${coverageMin}`,
  });
}

const profileFor = { read: 'read-only', create: 'standard', write: 'full', load: 'load' } as const;

/** The categories that the profile left out, and the flag that brings them in. */
function noteUntested({ rules, journal }: Probing, { profile }: TargetRequest): void {
  const isLeftOut = (needed: (typeof profiles)[number]): boolean =>
    profiles.indexOf(needed) > profiles.indexOf(profile);
  for (const needed of profiles.filter(isLeftOut)) {
    const left = rules.probe.filter(({ impact }) => profileFor[impact] === needed);
    if (left.length === 0) continue;
    const categories = [...new Set(left.map(({ owasp }) => owasp[0].replace(/:.*/, '')))].sort();
    const ids = left.map(({ id }) => id).join(', ');
    journal.notes.push(
      `Not tested with --profile ${profile}: ${categories.join(', ')} by ${ids}; --profile ${needed} does.`,
    );
  }
}
