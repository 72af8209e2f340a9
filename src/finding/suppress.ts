import type { ApiModel } from '../model/api.ts';
import { own, ownText, type Json, type JsonObject } from '../model/json.ts';
import { operationById } from '../model/operation.ts';
import { daysBetween, isDay } from './days.ts';
import type { Claim, Finding } from './finding.ts';
import type { Severity } from './rule-meta.ts';
import type { Sla } from './sla.ts';
import { matchesGlob } from '../model/glob.ts';
import type { Suppressed } from './run.ts';
import { claimsOf, compareSeverity } from './standing.ts';

/** One exception that somebody made, with its reason and its last day: one that nobody looks at again is a hole. */
export interface Ignore {
  readonly rule: string;
  /** `GET /cards/{cardId}`, `*` for any text: `GET /rates*`. Absent: everywhere in the document. */
  readonly operation?: string;
  /** The file that the finding stands in, relative to the repository: `legacy/*`. Absent: every file. */
  readonly path?: string;
  /** Who answers for it. */
  readonly owner?: string;
  /** The day it was made. */
  readonly created?: string;
  readonly reason: string;
  /** `2027-01-31`: it counts through that day. */
  readonly expires: string;
}

export interface Suppressing {
  readonly suppressed: readonly Suppressed[];
  /** Exceptions that do not count (any more), each with why. */
  readonly notes: readonly string[];
}

export interface Exceptions {
  readonly ignores: readonly Ignore[];
  /** `2026-11-24`; passed in. */
  readonly today: string;
  /** Days that an exception may run, by the severity of what it takes out. */
  readonly maxAge?: Sla;
  /** Whose `x-sallyport-ignore` counts for a document: its own unless said otherwise; undefined: nobody's. */
  readonly inlineOf?: (api: ApiModel) => ApiModel | undefined;
}

export interface Written extends Omit<Ignore, 'reason' | 'expires'> {
  readonly by: Suppressed['by'];
  readonly reason: string | undefined;
  readonly expires: string | undefined;
}

/** What the config's ignores and the document's `x-sallyport-ignore` take out. */
export function suppress(
  api: ApiModel,
  findings: readonly Finding[],
  { ignores, today, maxAge = {}, inlineOf }: Exceptions,
): Suppressing {
  const fromConfig = ignores.map((ignore): Written => ({ ...ignore, by: 'config' }));
  const inline = inlineOf === undefined ? api : inlineOf(api);
  const suppressed: Suppressed[] = [];
  // Told also where nothing is found any more: such an exception is to be deleted.
  const notes = new Set(endedAmong([...fromConfig, ...allInline(api)], today));
  for (const finding of findings) {
    const written = [...fromConfig, ...(inline === undefined ? [] : inlineIgnores(inline, finding))].filter((one) =>
      liesWithin(api, finding, one),
    );
    const of = ({ rule, severity }: Claim): Written | undefined =>
      written.find((one) => one.rule === rule && counts(one, { today, mostDays: maxAge[severity], severity }, notes));
    const found = of(finding);
    if (found === undefined) continue;
    // Who accepts one thing has not accepted the worse one that another rule says of the same place.
    const worse = finding.also.filter(({ severity }) => compareSeverity(severity, finding.severity) < 0);
    const open = worse.find((claim) => of(claim) === undefined);
    if (open !== undefined) {
      notes.add(`The exception for ${finding.rule} does not cover ${open.rule}, which says worse of the same place.`);
      continue;
    }
    suppressed.push(asSuppressed(finding, found));
  }
  return { suppressed, notes: [...notes] };
}

function asSuppressed(
  { fingerprint, rule, operation }: Finding,
  { by, owner, reason = '', expires = '' }: Written,
): Suppressed {
  return {
    fingerprint,
    rule,
    ...(operation === undefined ? {} : { operation }),
    by,
    ...(owner === undefined ? {} : { owner }),
    reason,
    expires,
  };
}

interface Limits {
  readonly today: string;
  /** Absent: as long as it likes. */
  readonly mostDays: number | undefined;
  readonly severity: Severity;
}

/** An exception needs a reason and a last day that is not over. */
function counts({ rule, reason, expires, created }: Written, limits: Limits, notes: Set<string>): boolean {
  const { today, mostDays, severity } = limits;
  if (reason === undefined || reason.trim() === '') {
    notes.add(`The exception for ${rule} has no reason: it does not count.`);
    return false;
  }
  if (expires === undefined || !isDay(expires)) {
    notes.add(`The exception for ${rule} ends on no day (expires: 2027-01-31): it does not count.`);
    return false;
  }
  if (expires < today) return false;
  const from = created !== undefined && created < today ? created : today;
  if (mostDays === undefined || daysBetween(from, expires) <= mostDays) return true;
  notes.add(
    `The exception for ${rule} runs ${daysBetween(from, expires)} days, and ${mostDays} are the most for ${severity}: it does not count.`,
  );
  return false;
}

function endedAmong(written: readonly Written[], today: string): readonly string[] {
  return written.flatMap(({ rule, operation, path, expires = '' }) => {
    if (!isDay(expires) || expires >= today) return [];
    const where = [operation, path].filter((one) => one !== undefined).join(' in ');
    const what = where === '' ? rule : `${rule} (${where})`;
    return [`The exception for ${what} ended on ${expires}: its findings count again. Renew it or delete it.`];
  });
}

/** Is all that the finding touches meant? One operation outside is enough to keep it. */
function liesWithin(api: ApiModel, { reach, at }: Finding, { operation, path }: Written): boolean {
  if (path !== undefined && !matchesGlob(path, api.sources.get(at.source)?.uri ?? at.source)) return false;
  if (operation === undefined) return true;
  return reach.operations.length > 0 && reach.operations.every((id) => matchesGlob(operation, id));
}

/** The key of exceptions in a document: on an operation, or at the root for all of it. */
export const inlineKey = 'x-sallyport-ignore';

/** `x-sallyport-ignore: [{rule, reason, expires}]` of the finding's operation and of the root, for what the finding says. */
function inlineIgnores(api: ApiModel, finding: Finding): readonly Written[] {
  const operation = finding.operation === undefined ? undefined : operationById(api, finding.operation);
  const rules = new Set(claimsOf(finding).map(({ rule }) => rule));
  return [own(operation?.raw, inlineKey), own(api.extensions, inlineKey)]
    .flatMap((written) => entriesOf(written))
    .filter(({ rule }) => rules.has(rule));
}

function allInline(api: ApiModel): readonly Written[] {
  return [
    ...entriesOf(own(api.extensions, inlineKey)),
    ...[...api.operations, ...api.hooks].flatMap(({ raw, id }) =>
      entriesOf(own(raw, inlineKey)).map((entry) => ({ ...entry, operation: id })),
    ),
  ];
}

/** The exceptions that an operation or the root makes of itself. */
export function inlineIgnoresOf(raw: JsonObject | undefined): readonly Written[] {
  return entriesOf(own(raw, inlineKey));
}

/** A list or a single one; what is no exception is told when the document is read. */
function entriesOf(written: Json | undefined): readonly Written[] {
  if (written === undefined) return [];
  const entries: readonly unknown[] = Array.isArray(written) ? written : [written];
  return entries.flatMap((entry) => {
    const rule = ownText(entry, 'rule');
    if (rule === undefined) return [];
    const [owner, created] = [ownText(entry, 'owner'), ownText(entry, 'created')];
    return [
      {
        rule,
        ...(owner === undefined ? {} : { owner }),
        ...(created === undefined || !isDay(created) ? {} : { created }),
        reason: ownText(entry, 'reason'),
        expires: ownText(entry, 'expires'),
        by: 'document' as const,
      },
    ];
  });
}
