import { own, ownText } from '../model/json.ts';
import type { Finding } from './finding.ts';
import { claimsOf, compareText } from './standing.ts';

/** A baseline file that cannot be used: the user's mistake, in one line. */
export class BaselineError extends Error {}

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
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
  return [
    fingerprint,
    { fingerprint, rule: ownText(entry, 'rule') ?? '', firstSeen: ownText(entry, 'firstSeen') ?? '' },
  ];
}

/**
 * The file for these findings: those known before keep their first day. What other rules say of the same place is in it
 * too, for they speak for themselves in a run without the surest one. Sorted, so that it differs only where they do.
 */
export function renderBaseline(findings: readonly Finding[], known: Baseline, today: string): string {
  const entries = new Map(
    findings
      .flatMap(claimsOf)
      .map(({ fingerprint, rule }) => [
        fingerprint,
        { fingerprint, rule, firstSeen: known.get(fingerprint)?.firstSeen ?? today },
      ]),
  );
  const sorted = [...entries.values()].sort(
    (a, b) => compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ version, findings: sorted }, null, 2)}\n`;
}
