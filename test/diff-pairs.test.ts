/**
 * Walks test/diff-pairs (see the README there). A pair is asserted whole as soon as there are rules for all of its
 * kinds; until then it stands as `todo` with what it waits for. Controls are asserted from the beginning.
 */
import { describe, expect, it } from 'vitest';
import { loadRules, ruleIds } from '../rules/index.ts';
import { diff } from '../src/check/diff.ts';
import type { Finding } from '../src/finding/finding.ts';
import {
  operationsIn,
  placesOf,
  pointsAt,
  readKinds,
  readPairs,
  valueAt,
  type ExpectedChange,
  type Pair,
} from './support/diff-pairs.ts';

const pairs = await readPairs();
const kinds = readKinds();
const rules = await loadRules.diff();
const built: ReadonlySet<string> = new Set(ruleIds.diff);

/** What the engine or a rule still says amiss, by pair. Such a pair must fail: who mends it takes it out of here. */
const amiss: ReadonlyMap<string, string> = new Map();

function findingsOf({ before, after }: Pair): readonly Finding[] {
  const outcomes = diff({ before, after }, rules);
  expect(outcomes.filter(({ result }) => result === 'crashed')).toEqual([]);
  return outcomes.flatMap(({ findings }) => findings);
}

function postureOf({ change }: Finding): string {
  return change?.posture ?? 'none';
}

function shown(finding: Finding): string {
  return `${postureOf(finding)} ${finding.rule} at ${finding.at.source}#${finding.at.path}`;
}

function namesOf({ kind, or = [] }: ExpectedChange): readonly string[] {
  return [kind, ...or];
}

/** The rules that a pair waits for: of each change one name is enough. */
function missingFor({ expected }: Pair): readonly string[] {
  return expected.changes.filter((change) => !namesOf(change).some((name) => built.has(name))).map(({ kind }) => kind);
}

function isSilent(pair: Pair): void {
  const told = findingsOf(pair).filter((finding) => ['widens', 'unknown'].includes(postureOf(finding)));
  expect(told.map(shown)).toEqual([]);
}

function isTold(pair: Pair): void {
  const findings = findingsOf(pair);
  const { changes, tolerated = [] } = pair.expected;
  const matched = new Set<Finding>();
  for (const change of changes) {
    const own = findings.filter(({ rule }) => namesOf(change).includes(rule));
    const here = own.filter((finding) => pointsAt(pair, finding, change));
    expect(here.length, `${change.kind} at ${change.at}; told: ${own.map(shown).join(', ')}`).toBeGreaterThan(0);
    for (const finding of here) {
      expect({ posture: postureOf(finding), severity: finding.severity }, change.kind).toEqual({
        posture: change.posture,
        severity: change.severity,
      });
      matched.add(finding);
    }
    if (change.operations.length > 0) expect(operationsIn(here), change.kind).toEqual([...change.operations].sort());
  }
  const more = findings.filter(
    (finding) => postureOf(finding) === 'widens' && !matched.has(finding) && !tolerated.includes(finding.rule),
  );
  expect(more.map(shown)).toEqual([]);
}

describe('the pairs themselves', () => {
  it.each(pairs)('$name loads as it says, and its places are there', (pair) => {
    const { before, after, expected } = pair;
    for (const { faults } of [before, after])
      expect([...new Set(faults.map(({ kind }) => kind))].sort()).toEqual([...(expected.faults ?? [])].sort());
    expect(expected.version).toBe(
      before.dialect === after.dialect ? after.dialect : `${before.dialect} to ${after.dialect}`,
    );
    expect(expected.silent === true).toBe(expected.changes.length === 0);
    const known = new Set([before, after].flatMap((api) => [...api.operations, ...api.hooks].map(({ id }) => id)));
    for (const change of expected.changes) {
      for (const place of placesOf(pair, change)) expect(valueAt(pair, place), place.path).toBeDefined();
      expect(change.operations.filter((id) => !known.has(id))).toEqual([]);
    }
  });

  it.each(pairs)('$name names known kinds, with the severity and posture of the lists', ({ expected }) => {
    for (const { kind, severity, posture, or = [] } of expected.changes)
      expect({ severity, posture }, [kind, ...or].join()).toEqual(kinds.get(kind));
    const others = expected.changes.flatMap(({ or = [] }) => or).concat(expected.tolerated ?? []);
    expect(others.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it('are enough in every version', () => {
    for (const version of ['2.0', '3.0', '3.1', '3.2'])
      expect(pairs.filter(({ expected }) => expected.version === version).length, version).toBeGreaterThanOrEqual(12);
    expect(pairs.filter(({ expected }) => expected.silent === true).length).toBeGreaterThanOrEqual(20);
  });

  it('that are known to be told amiss are among them', () => {
    expect([...amiss.keys()].filter((name) => !pairs.some((pair) => pair.name === name))).toEqual([]);
  });
});

describe('controls widen nothing', () => {
  for (const pair of pairs.filter(({ expected }) => expected.silent === true)) {
    const why = amiss.get(pair.name);
    if (why === undefined) it(pair.name, () => isSilent(pair));
    else it.fails(`${pair.name} (todo: ${why})`, () => isSilent(pair));
  }
});

describe('changes are told', () => {
  const changed = pairs.filter(({ expected }) => expected.silent !== true);
  for (const pair of changed) {
    const missing = missingFor(pair);
    const why = amiss.get(pair.name);
    if (missing.length > 0) it.todo(`${pair.name}: no rule yet for ${missing.join(', ')}`);
    else if (why === undefined) it(pair.name, () => isTold(pair));
    else it.fails(`${pair.name} (todo: ${why})`, () => isTold(pair));
  }
});
