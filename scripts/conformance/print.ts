/** What the terminal shows: fractions, and lists by id on request. */
import { levels, type Case } from './cases.ts';
import { disagreements } from './disagreements.ts';
import type { Judged } from './judge.ts';
import { rows } from './oasdiff-map.ts';
import { matchesPattern } from './pattern.ts';
import type { Compared, Fraction, Score } from './score.ts';

export function summary(score: Score): string {
  const { findings, deliberate } = score;
  return [
    `${score.cases} cases`,
    line(
      'verdict ERR recall',
      score.errRecall,
      `oasdiff says ERR, we say breaking; ${score.errDeliberate} of those missed on purpose`,
    ),
    line(
      'false rate',
      score.falseRate,
      `oasdiff says no ERR, we say breaking; ${score.falseDeliberate} of them on purpose`,
    ),
    ...levels.flatMap((level) => [
      line(`finding recall ${level}`, findings[level], `${deliberate[level]} of those missed on purpose`),
    ]),
    line(
      'negatives silent',
      score.silent,
      `oasdiff says nothing, and we tell no change that breaks or may break clients; ${score.silentDeliberate} of the others on purpose`,
    ),
    '',
    ...toldTable(score.compared),
    ...score.crashes.map((crash) => `crashed: ${crash}`),
  ].join('\n');
}

function line(name: string, { hit, of }: Fraction, note: string): string {
  const share = of === 0 ? '-' : `${((100 * hit) / of).toFixed(1)} %`;
  return `${name.padEnd(20)} ${`${hit}/${of}`.padStart(8)} ${share.padStart(8)}   ${note}`;
}

/** How what they call ERR, WARN and INFO is judged by us. */
function toldTable(compared: readonly Compared[]): readonly string[] {
  const columns = ['breaking', 'maybe', 'no', 'missed'] as const;
  const count = (level: string, told: string): string =>
    String(compared.filter((one) => one.theirs.level === level && one.told === told).length).padStart(9);
  return [
    `told as ${columns.map((column) => column.padStart(9)).join('')}`,
    ...levels.map((level) => `  ${level.padEnd(6)}${columns.map((column) => count(level, column)).join('')}`),
  ];
}

/** What was missed, the most frequent id first, with the cases. */
export function misses({ compared, missedCases }: Score): string {
  const missed = compared.filter(({ told }) => told === 'missed');
  const ids = grouped(missed, ({ theirs }) => `${theirs.level} ${theirs.id}`);
  const findings = ids.flatMap(([id, ones]) => [
    `${id}: ${ones.length} of ${compared.filter(({ theirs }) => `${theirs.level} ${theirs.id}` === id).length} missed` +
      (ones[0]?.deliberate === true
        ? ' (on purpose)'
        : isInMap(ones[0]?.theirs.id ?? '')
          ? ''
          : ' (no row in the map)'),
    ...ones.map(
      ({ case: { name }, theirs }) => `    ${name}  ${theirs.operation ?? ''} ${theirs.path ?? ''}  ${theirs.text}`,
    ),
  ]);
  return [
    'Findings missed',
    ...findings,
    '',
    'Cases with ERR that we do not call breaking',
    ...missedCases.map(caseLine),
  ].join('\n');
}

function caseLine({ case: { name, oracle } }: Judged): string {
  return `    ${name}  ${errIds(oracle).join(', ')}`;
}

function errIds(oracle: Case['oracle']): readonly string[] {
  return [...new Set(oracle.filter(({ level }) => level === 'ERR').map(({ id }) => id))];
}

/** Cases where we alone say breaking. */
export function falseVerdicts({ falseCases }: Score): string {
  return [
    'Cases without ERR that we call breaking',
    ...falseCases.flatMap(({ case: { name, oracle }, findings }) => [
      `    ${name}  (${[...new Set(oracle.map(({ id }) => id))].join(', ') || 'oasdiff says nothing'})`,
      ...findings
        .filter(({ change }) => change?.compat === 'breaking')
        .map(({ rule, message }) => `        ${rule}: ${message}`),
    ]),
  ].join('\n');
}

/** What the map lacks: rules of ours that said something, and ids of theirs. */
export function unmapped(judged: readonly Judged[]): string {
  const known = new Set(rows.flatMap(({ ours }) => ours));
  const ours = grouped(
    judged.flatMap(({ findings }) => findings.filter(({ rule }) => !known.has(rule))),
    ({ rule }) => rule,
  );
  const theirs = grouped(
    judged.flatMap(({ case: { oracle } }) => oracle.filter(({ id }) => !isInMap(id))),
    ({ id, level }) => `${level} ${id}`,
  );
  return [
    'Rules of ours without a row',
    ...ours.map(([rule, ones]) => `    ${rule}: ${ones.length}`),
    'Ids of theirs without a row',
    ...theirs.map(([id, ones]) => `    ${id}: ${ones.length}`),
  ].join('\n');
}

export function deliberateList(): string {
  return [
    'Where we differ on purpose',
    ...disagreements.map(
      ({ theirs, level, ours, why }) => `    ${theirs.join(', ') || 'nothing'} (${level}): ${ours}. ${why}`,
    ),
  ].join('\n');
}

function isInMap(id: string): boolean {
  return rows.some(({ theirs }) => theirs.some((pattern) => matchesPattern(pattern, id)));
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
}
