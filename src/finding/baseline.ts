import { own, ownText } from '../model/json.ts';
import type { Known } from './coverage.ts';
import type { Finding } from './finding.ts';
import { claimsOf, compareText } from './standing.ts';

/** A baseline file that cannot be used: the user's mistake, in one line. */
export class BaselineError extends Error {}

export interface BaselineEntry extends Known {
  /** The day it was first seen: `2026-11-24`. */
  readonly firstSeen: string;
}

/** Findings that were there when the gate was set up, by fingerprint. */
export type Baseline = ReadonlyMap<string, BaselineEntry>;

/** Raised when an older sallyport could no longer read the file. */
const version = 1;
const again = 'write a new one with --update-baseline';

/** Throws BaselineError. An entry that cannot be read is an error as well: left out, its finding would fail the gate unexplained. */
export function parseBaseline(text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
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
  return new Map(entries.map((entry: unknown, index) => keyed(entry, index)));
}

function keyed(entry: unknown, index: number): readonly [string, BaselineEntry] {
  const fingerprint = ownText(entry, 'fingerprint') ?? '';
  if (!/^[0-9a-f]{32}$/.test(fingerprint)) {
    throw new BaselineError(`entry ${index + 1} of the baseline has no fingerprint of 32 hex digits; ${again}`);
  }
  const [api, operation, severity] = [ownText(entry, 'api'), ownText(entry, 'operation'), ownText(entry, 'severity')];
  return [
    fingerprint,
    {
      fingerprint,
      rule: ownText(entry, 'rule') ?? '',
      ...(api === undefined ? {} : { api }),
      ...(operation === undefined ? {} : { operation }),
      ...(severity === undefined ? {} : { severity }),
      firstSeen: ownText(entry, 'firstSeen') ?? '',
      ...(own(entry, 'also') === true ? { also: true } : {}),
    },
  ];
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
        const day = known.get(fingerprint)?.firstSeen ?? firstSeen.get(finding.fingerprint) ?? today;
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
