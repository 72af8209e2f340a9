import { skipped } from '../../check/outcome.ts';
import { probe } from '../../check/probe.ts';
import { BudgetSpent, IdentityLost, NotTested, TargetDown } from '../../check/target.ts';
import { watch } from '../../check/traffic.ts';
import type { Known } from '../../finding/coverage.ts';
import { leadsOf } from '../../finding/confirmed.ts';
import type { Outcome } from '../../finding/finding.ts';
import type { Incomplete } from '../../finding/run.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Redactor } from '../../model/redact.ts';
import { realClock } from '../../target/budget.ts';
import { productionServer } from '../../target/production.ts';
import { TargetUrlError } from '../../target/scope.ts';
import { openTarget, type OpenTarget, type TargetOptions } from '../../target/target.ts';
import { counted } from '../../report/counted.ts';
import { profiles } from '../config/sallyport-shape.ts';
import { networkNotes } from '../network.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { requestsMaxDefault, type TargetRequest } from '../target-request.ts';
import { probesOf, type Mine } from '../shard/operations.ts';
import { seededRandom } from '../../target/seeded-random.ts';
import { UserError } from '../user-error.ts';
import { version } from '../version.ts';
import { carriesOf } from './changed.ts';
import { joinOutcomes } from './join-outcomes.ts';
import type { Journal, Subject } from './subject.ts';

export interface Probing {
  readonly subjects: readonly Subject[];
  readonly rules: Rules;
  readonly journal: Journal;
  readonly redactor: Redactor;
  /** What earlier runs found. */
  readonly known: readonly Known[];
}

/** Opens the target for each document, runs the probes, judges what they received, and undoes what they made. */
export async function probeTarget(probing: Probing, target: TargetRequest, request: Request): Promise<void> {
  refuseProduction(probing.subjects, target);
  const { shard } = request;
  const { policy } = target;
  const mine =
    shard === undefined
      ? undefined
      : probesOf({ subjects: probing.subjects, rules: probing.rules.probe, policy }, shard);
  // Parts run at the same time: what the target bears is shared out as well.
  let requestsLeft = Math.ceil((target.requestsMax ?? requestsMaxDefault) / (shard?.total ?? 1));
  for (const subject of probing.subjects) {
    if (request.signal.aborted) break;
    if (mine !== undefined && !asksOf(subject, mine)) continue;
    request.progress.at(`probing ${subject.name}`);
    const spent = await probeSubject(subject, probing, { request, target, requestsLeft, mine });
    requestsLeft -= spent;
  }
  noteUntested(probing, target);
  if (!target.dryRun) probing.journal.notes.push(...networkNotes(target.network, target.url));
}

/** Before anything is sent to anybody. */
function refuseProduction(subjects: readonly Subject[], { url, isAuthorised, dryRun }: TargetRequest): void {
  if (isAuthorised || dryRun) return;
  for (const { name, api } of subjects) {
    const server = productionServer(api, url);
    if (server === undefined) continue;
    throw new UserError('target', `${name}: its servers name the target, and do not say that it is there for tests`, {
      hint: 'give that server a description or x-environment such as staging, or say --i-am-authorised',
    });
  }
}

function asksOf(subject: Subject, mine: Mine): boolean {
  return [undefined, ...subject.api.operations.map(({ id }) => id)].some((id) => mine(subject, id));
}

export interface Setting {
  readonly request: Request;
  readonly target: TargetRequest;
  readonly requestsLeft: number;
  /** Of a part of a run. */
  readonly mine?: Mine | undefined;
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
  // Now that all is sent, what was put back as well.
  if (subject.probed !== undefined)
    subject.probed = { ...subject.probed, requests: open.requests, byProbe: open.requestsBy };
  heard(subject, watching.end({ captured: false }));
  journal.planned.push(...open.planned);
  return open.requests;
}

async function askProbes(
  subject: Subject,
  { rules, journal, known }: Probing,
  { request, target, open, mine }: Setting & { readonly open: OpenTarget },
): Promise<void> {
  const carries = target.changedOnly ? await carriesOf(subject, { known, seed: target.seed, journal }) : undefined;
  const { outcomes, operations, decided, down, lost } = await probe({
    api: subject.api,
    rules: rules.probe,
    target: open,
    profile: target.profile,
    ...(target.replays?.operation === undefined ? {} : { only: target.replays.operation }),
    signal: request.signal,
    leads: leadsOf(subject.outcomes),
    ...(carries === undefined ? {} : { carries }),
    ...(mine === undefined ? {} : { isMine: (operation) => mine(subject, operation) }),
    onProgress: (done, of) => request.progress.at(`probing ${subject.name}`, { done, of, unit: 'questions' }),
  });
  const isLooked = down === undefined && !request.signal.aborted;
  const atTheEnd = isLooked ? await open.lost(lost) : [];
  subject.outcomes = [...subject.outcomes, ...outcomes];
  subject.probed = { operations, decided, requests: open.requests, byProbe: open.requestsBy };
  const tell = (what: Incomplete['what'], message: string): void =>
    void journal.incomplete.push({ what, message: `${subject.name}: ${message}` });
  if (down !== undefined && !request.signal.aborted) tell('target-down', down);
  for (const message of lost) tell('identity', message);
  for (const message of atTheEnd) tell('identity', message);
  if (target.explains) journal.notes.push(...open.origins.map((line) => `Ids of ${subject.name}: ${line}`));
  if (target.replays === undefined && mine === undefined) noteCoverage(subject, journal, target);
  else if (target.replays !== undefined && !outcomes.some(({ result }) => result === 'passed' || result === 'failed'))
    tell('coverage', `not decided: ${outcomes[0]?.reason ?? 'the probe applies to nothing here'}`);
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
  const { operations } = subject.api;
  const asked = operations.filter(({ id }) => setting.mine?.(subject, id) !== false);
  subject.probed = { operations: asked.length, decided: 0, requests: 0, byProbe: new Map() };
  if (setting.request.signal.aborted) return;
  if (what !== undefined) journal.incomplete.push({ what, message: `${subject.name}: ${reason}` });
  else if (setting.mine === undefined) noteCoverage(subject, journal, setting.target);
}

/** A capture may have shown the same: then it is said once. */
function heard(subject: Subject, outcomes: readonly Outcome[]): void {
  const captured = subject.outcomes.filter(({ kind }) => kind === 'traffic');
  const others = subject.outcomes.filter(({ kind }) => kind !== 'traffic');
  subject.outcomes = [...others, ...joinOutcomes(captured, outcomes)];
}

export function optionsOf(
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
    ...(target.requestsPerOperationMax === undefined
      ? {}
      : { requestsPerOperationMax: target.requestsPerOperationMax }),
    ...(target.ratePerSecond === undefined ? {} : { ratePerSecond: target.ratePerSecond }),
    sharedBy: request.shard?.total ?? 1,
    allowHosts: target.allowHosts,
    ...target.network,
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
    const numbers = [...new Set(left.map(({ owasp }) => Number(/\d+/.exec(owasp[0])?.[0])))].sort((a, b) => a - b);
    const categories = numbers.map((number) => `API${number}`).join(', ');
    // What to do stands before the list, which a screen cuts.
    journal.notes.push(
      `Not tested with --profile ${profile}: ${counted(left.length, 'probe')} of ${categories} (use --profile ${needed}): ${left.map(({ id }) => id).join(', ')}`,
    );
  }
}
