import { watch, type Watch } from '../../check/traffic.ts';
import { Discovery } from '../../catalog/discover.ts';
import { readCapture } from '../../load/har/capture.ts';
import type { Input } from '../../load/inputs.ts';
import type { Exchange } from '../../model/exchange.ts';
import { CaptureLineage } from '../../model/lineage/capture-lineage.ts';
import { matcher, type Matcher } from '../../model/match.ts';
import type { Redactor } from '../../model/redact.ts';
import { counting } from '../progress.ts';
import type { Request } from '../request.ts';
import type { Rules } from '../rule-selection.ts';
import { userErrorsOf } from '../user-error.ts';
import { noteUnreadable } from './load.ts';
import { subjectOf, type Journal, type Subject } from './subject.ts';

export interface Traffic {
  readonly subjects: readonly Subject[];
  readonly captures: readonly Input[];
  readonly rules: Rules;
  readonly journal: Journal;
  readonly redactor: Redactor;
}

/** Exchanges that are looked at to find the document of a capture, once one has fitted. */
const sampledMax = 2_000;

interface Listening {
  readonly subject: Subject;
  readonly match: Matcher;
  readonly watch: Watch;
}

/** Judges captures against the documents that they fit. A capture that fits none is an API of its own: those are returned. */
export async function watchCaptures(traffic: Traffic, request: Request): Promise<readonly Subject[]> {
  const { subjects, captures, rules, journal } = traffic;
  if (captures.length === 0 || (rules.traffic.length === 0 && !isLearning(request))) return [];
  const listening = subjects.map((subject): Listening => ({
    subject,
    match: matcher(subject.api),
    watch: watch(subject.api, rules.traffic),
  }));
  const heard = new Set<Listening>();
  const alone: Subject[] = [];
  for (const capture of captures) {
    if (request.signal.aborted) break;
    request.progress.at(`reading ${capture.uri}`);
    try {
      const home = await homeOf(capture, listening, traffic);
      if (home === undefined) alone.push(await judgeAlone(capture, traffic, request));
      else for (const each of await hear(capture, { home, listening }, { traffic, request })) heard.add(each);
    } catch (error) {
      const errors = userErrorsOf(error);
      if (errors === undefined) throw error;
      noteUnreadable(errors, journal);
    }
  }
  for (const { subject, watch: watching } of heard) {
    subject.outcomes = [...subject.outcomes, ...watching.end({ captured: true })];
    const all = subject.api.operations.length;
    journal.notes.push(
      `${subject.name}: ${watching.called()} of ${all} documented operations were called; of the others traffic says nothing.`,
    );
  }
  return alone;
}

/** How well an exchange fits a document: its operation on its host, its operation elsewhere (staging), not at all. */
function fitOf({ match }: Listening, { request }: Exchange): 0 | 1 | 2 {
  const { operation, host } = match(request.method, request.origin, request.path);
  if (operation === undefined) return 0;
  return host === 'documented' ? 2 : 1;
}

/** The document that most of the capture's exchanges are operations of. */
async function homeOf(
  capture: Input,
  listening: readonly Listening[],
  { redactor }: Traffic,
): Promise<Listening | undefined> {
  if (listening.length === 0) return undefined;
  const fits = new Map<Listening, number>();
  let sampled = 0;
  for await (const exchange of readCapture(capture, redactor).exchanges()) {
    for (const each of listening) {
      const fit = fitOf(each, exchange);
      if (fit > 0) fits.set(each, (fits.get(each) ?? 0) + fit);
    }
    sampled += 1;
    if (sampled >= sampledMax && fits.size > 0) break;
  }
  return [...fits].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Every exchange goes to the document that it fits best, and what fits none to the capture's home. */
async function hear(
  capture: Input,
  { home, listening }: { readonly home: Listening; readonly listening: readonly Listening[] },
  { traffic, request }: { readonly traffic: Traffic; readonly request: Request },
): Promise<ReadonlySet<Listening>> {
  const reader = readCapture(capture, traffic.redactor);
  const heard = new Set([home]);
  const others = listening.filter((each) => each !== home);
  for await (const exchange of counting(reader.exchanges(), request.progress, `judging ${capture.uri}`)) {
    if (request.signal.aborted) break;
    let owner = home;
    let best = fitOf(home, exchange);
    for (const each of best === 2 ? [] : others) {
      const fit = fitOf(each, exchange);
      if (fit > best) [owner, best] = [each, fit];
    }
    heard.add(owner);
    owner.watch.see(exchange);
    if (isLearning(request)) learn(owner, exchange);
  }
  for (const { subject } of heard) subject.sources.set(reader.source.id, reader.source);
  traffic.journal.notes.push(...reader.notes);
  return heard;
}

function isLearning({ target, explain }: Request): boolean {
  return target !== undefined || explain;
}

/** For probes: which answer gave the value that another request needed. */
function learn({ subject, match }: Pick<Listening, 'subject' | 'match'>, exchange: Exchange): void {
  const { method, origin, path } = exchange.request;
  subject.lineage ??= new CaptureLineage();
  subject.lineage.see(exchange, match(method, origin, path).operation);
}

/** A capture without a document: what it shows is the API. Read twice, so that no exchange need be kept. */
async function judgeAlone(capture: Input, { rules, journal, redactor }: Traffic, request: Request): Promise<Subject> {
  const discovery = new Discovery();
  for await (const exchange of readCapture(capture, redactor).exchanges()) {
    if (request.signal.aborted) break;
    discovery.see(exchange);
  }
  const reader = readCapture(capture, redactor);
  // With its extension: a document of the same name may stand beside it.
  const subject = subjectOf(
    discovery.model({ name: capture.uri, source: reader.source, templates: request.load.templates }),
  );
  const watching = watch(subject.api, rules.traffic);
  const match = matcher(subject.api);
  for await (const exchange of reader.exchanges()) {
    if (request.signal.aborted) break;
    watching.see(exchange);
    if (isLearning(request)) learn({ subject, match }, exchange);
  }
  journal.notes.push(...reader.notes);
  subject.outcomes = watching.end({ captured: true });
  return subject;
}
