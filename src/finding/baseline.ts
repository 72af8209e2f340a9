import { own } from '../model/json.ts';
import type { Known } from './coverage.ts';
import { isDay, type Day } from './days.ts';
import type { Claim, Finding } from './finding.ts';
import { severities, type Severity } from './rule-meta.ts';
import { claimsOf, compareSeverity, compareText } from './standing.ts';

/** A baseline file that cannot be used: the user's mistake, in one line. */
export class BaselineError extends Error {}

export interface BaselineEntry extends Known {
  /** As it was taken in: what is graver now was not taken in. */
  readonly severity?: Severity;
  /** The day it was first seen: `2026-11-24`. */
  readonly firstSeen: Day;
}

/** Findings that were there when the gate was set up, by fingerprint. */
export type Baseline = ReadonlyMap<string, BaselineEntry>;

/** Raised when an older sallyport could no longer read the file. */
const version = 1;
const again = 'mend it, or delete it and write a new one';

/**
 * Throws BaselineError. An entry that cannot be read is an error as well: left out, its finding would fail the gate
 * unexplained. Of a finding that is in it twice, as after a merge by hand, the earlier day and the milder severity count.
 */
export function parseBaseline(text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new BaselineError(`the baseline is no JSON; ${again}`);
  }
  const found = own(value, 'version');
  const entries = own(value, 'findings');
  if (typeof found === 'number' && found !== version) {
    throw new BaselineError(`the baseline has version ${found}, and this sallyport reads ${version}; ${again}`);
  }
  if (found !== version || !Array.isArray(entries)) {
    throw new BaselineError(`the baseline has no version and list of findings; ${again}`);
  }
  const baseline = new Map<string, BaselineEntry>();
  for (const [index, written] of entries.entries()) {
    const entry = entryIn(written, `entry ${index + 1} of the baseline`);
    const twin = baseline.get(entry.fingerprint);
    baseline.set(entry.fingerprint, twin === undefined ? entry : stricter(twin, entry));
  }
  return baseline;
}

/** The longest name of a rule, a document or an operation, in UTF-16 units: as in saved results. */
const nameCharsMax = 10_000;

function entryIn(written: unknown, which: string): BaselineEntry {
  const wrong = (what: string): never => {
    throw new BaselineError(`${which} has ${what}; ${again}`);
  };
  const text = (key: string): string | undefined => {
    const value: unknown = own(written, key);
    if (value === undefined || (typeof value === 'string' && value.length <= nameCharsMax)) return value;
    return wrong(`no text of up to ${nameCharsMax} characters as ${key}`);
  };
  const fingerprint = text('fingerprint') ?? '';
  if (!/^[0-9a-f]{32}$/.test(fingerprint)) return wrong('no fingerprint of 32 hex digits');
  const firstSeen = text('firstSeen') ?? '';
  if (!isDay(firstSeen)) return wrong('no day such as 2026-11-24 as firstSeen');
  const [api, operation, graveness] = [text('api'), text('operation'), text('severity')];
  const severity = severities.find((one) => one === graveness);
  if (graveness !== undefined && severity === undefined) return wrong(`none of ${severities.join(', ')} as severity`);
  return {
    fingerprint,
    rule: text('rule') ?? '',
    ...(api === undefined ? {} : { api }),
    ...(operation === undefined ? {} : { operation }),
    ...(severity === undefined ? {} : { severity }),
    firstSeen,
    ...(own(written, 'also') === true ? { also: true } : {}),
  };
}

function stricter(a: BaselineEntry, b: BaselineEntry): BaselineEntry {
  const severity = [a.severity, b.severity].flatMap((one) => one ?? []).sort((x, y) => compareSeverity(y, x))[0];
  const firstSeen = a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen;
  return { ...a, ...(severity === undefined ? {} : { severity }), firstSeen };
}

/** Is a claim in it, as grave as it is now? Whoever took one in has not taken in a graver one. */
export function holds(baseline: Baseline, { fingerprint, severity }: Claim): boolean {
  const entry = baseline.get(fingerprint);
  if (entry === undefined) return false;
  return entry.severity === undefined || compareSeverity(entry.severity, severity) <= 0;
}

/** Would a baseline of it take in something critical that was not in it before? */
export function isCriticalBeyond(baseline: Baseline, finding: Finding): boolean {
  return claimsOf(finding).some((claim) => claim.severity === 'critical' && !holds(baseline, claim));
}

/** What stands in one document. */
export interface Stood {
  readonly api: string;
  readonly findings: readonly Finding[];
}
export interface Renewal {
  readonly known: Baseline;
  /** Known ones that this run did not look at again: they are not forgotten. */
  readonly kept: readonly BaselineEntry[];
  /** Days, by fingerprint, of what was known under another one. */
  readonly firstSeen: ReadonlyMap<string, string>;
  readonly today: string;
}

/**
 * The file for these findings: those known before keep their first day. What other rules say of the same place is in it
 * too, for they speak for themselves in a run without the surest one. Sorted, so that it differs only where they do.
 */
export function renderBaseline(stood: readonly Stood[], { known, kept, firstSeen, today }: Renewal): string {
  const entries = new Map(kept.map((entry) => [entry.fingerprint, entry]));
  for (const { api, findings } of stood) {
    for (const finding of findings) {
      const { operation } = finding;
      for (const { fingerprint, rule, severity } of claimsOf(finding)) {
        const seen = known.get(fingerprint)?.firstSeen ?? firstSeen.get(finding.fingerprint) ?? today;
        // A day that is still to come would be no day of waiting.
        const day = seen < today ? seen : today;
        const where = operation === undefined ? { api } : { api, operation };
        const also = fingerprint === finding.fingerprint ? {} : ({ also: true } as const);
        entries.set(fingerprint, { fingerprint, rule, ...where, severity, firstSeen: day, ...also });
      }
    }
  }
  const sorted = [...entries.values()].sort(
    (a, b) => compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ version, findings: sorted }, null, 2)}\n`;
}
