import { subjectsOf, type Outcome } from '../finding/finding.ts';
import type { ApiRun, Run } from '../finding/run.ts';
import { counted } from './counted.ts';
import {
  attribute,
  caseOf,
  content,
  earlierCases,
  errorCase,
  joinedCases,
  passedCases,
  type Case,
} from './junit-case.ts';
import { ownersOf } from './owners.ts';

/** Cases of rules that were not decided, over all suites: beyond them a suite joins its own, or readers choke on the file. */
const undecidedCasesMax = 20_000;

/**
 * JUnit in the one dialect that is valid under both schemas in use (Jenkins' junit-10.xsd and windyroad's JUnit.xsd): a suite
 * an operation; a case of its own for each rule that failed, is undecided, was skipped or crashed; passed rules are one
 * case a kind. Why a run is incomplete is a suite of errors.
 */
export function renderJUnit(run: Run): string {
  const undecided = run.apis.reduce((sum, { outcomes }) => sum + outcomes.filter(isUndecided).length, 0);
  const isJoined = undecided > undecidedCasesMax;
  const suites = run.apis.flatMap((api) => {
    const [now, earlier] = [bySubject(api.outcomes), earlierCases(run, api)];
    return inOrder(api, new Set([...now.keys(), ...earlier.keys()])).map((subject): Suite => ({
      package: api.name,
      name: subject === 'api' ? `${api.name} as a whole` : subject,
      className: `${api.name}.${subject}`,
      ...(api.owner === undefined ? {} : { properties: [['owner', api.owner]] as const }),
      cases: [...casesOf(run, api, { outcomes: now.get(subject) ?? [], isJoined }), ...(earlier.get(subject) ?? [])],
    }));
  });
  const parts = [...suites, ...unfinished(run), ...byOwner(run)].map((suite, id) => suiteXml(suite, id, run.startedAt));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${parts.join('')}</testsuites>\n`;
}

/** The document as a whole, its operations as it has them, then what is no more: the same order also of saved results. */
function inOrder({ api }: ApiRun, subjects: ReadonlySet<string>): readonly string[] {
  const own = new Set(['api', ...api.operations.map(({ id }) => id), ...api.hooks.map(({ id }) => id)]);
  return [...[...own].filter((id) => subjects.has(id)), ...[...subjects].filter((id) => !own.has(id)).sort()];
}

function bySubject(outcomes: readonly Outcome[]): ReadonlyMap<string, readonly Outcome[]> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    for (const subject of subjectsOf(outcome)) {
      const group = groups.get(subject);
      if (group === undefined) groups.set(subject, [outcome]);
      else group.push(outcome);
    }
  }
  return groups;
}

type Property = readonly [name: string, value: string];

interface Suite {
  readonly package: string;
  readonly name: string;
  readonly className: string;
  readonly properties?: readonly Property[];
  readonly cases: readonly Case[];
}

function isUndecided({ result }: Outcome): boolean {
  return result === 'skipped' || result === 'undecided';
}

function casesOf(
  run: Run,
  api: ApiRun,
  { outcomes, isJoined }: { readonly outcomes: readonly Outcome[]; readonly isJoined: boolean },
): readonly Case[] {
  const own = outcomes.filter((outcome) => outcome.result !== 'passed' && !(isJoined && isUndecided(outcome)));
  return [
    ...passedCases(outcomes),
    ...own.map((outcome) => caseOf(run, api, outcome)),
    ...(isJoined ? joinedCases(outcomes.filter(isUndecided)) : []),
  ];
}

/** Silence is no pass: a target that was down is an error here as well. Crashed rules have cases of their own. */
function unfinished({ tool, incomplete }: Run): readonly Suite[] {
  const cases = incomplete
    .filter(({ what }) => what !== 'crashed-rule')
    .map(({ what, message }) => errorCase(message, what, message));
  return cases.length === 0
    ? []
    : [{ package: tool.name, name: 'The run is incomplete', className: `${tool.name}.run`, cases }];
}

/** The summary by owner: a suite without cases, since the schemas take properties of a suite alone. */
function byOwner(run: Run): readonly Suite[] {
  const owners = ownersOf(run);
  if (owners.length === 0) return [];
  const properties = owners.map(({ owner, documents, findings, failing }): Property => [
    `owner ${owner}`,
    [
      counted(documents, 'document'),
      counted(findings, 'finding'),
      `${failing} of them ${failing === 1 ? 'fails' : 'fail'} the gate`,
    ].join(', '),
  ]);
  return [
    { package: run.tool.name, name: 'Findings by owner', className: `${run.tool.name}.owners`, properties, cases: [] },
  ];
}

function suiteXml(suite: Suite, id: number, startedAt: string): string {
  const count = (wanted: Case['result']): string =>
    String(suite.cases.filter(({ result }) => result === wanted).length);
  const attributes = [
    ['id', String(id)],
    ['package', suite.package],
    ['name', suite.name],
    // The schemas take no fractions and no zone.
    ['timestamp', startedAt.slice(0, 19)],
    ['hostname', 'localhost'],
    ['tests', String(suite.cases.length)],
    ['failures', count('failure')],
    ['errors', count('error')],
    ['skipped', count('skipped')],
    ['time', '0'],
  ].map(([name = '', value = '']) => `${name}="${attribute(value)}"`);
  const className = attribute(suite.className);
  const cases = suite.cases.map(
    ({ name, inner }) =>
      `    <testcase name="${attribute(name)}" classname="${className}" time="0"${inner === '' ? '/>' : `>${inner}</testcase>`}\n`,
  );
  const listed = (suite.properties ?? []).map(
    ([name, value]) => `<property name="${attribute(name)}" value="${attribute(value)}"/>`,
  );
  const properties = listed.length === 0 ? '<properties/>' : `<properties>${listed.join('')}</properties>`;
  const output = content(suite.cases.flatMap((entry) => entry.output ?? []).join('\n\n'));
  return `  <testsuite ${attributes.join(' ')}>\n    ${properties}\n${cases.join('')}    <system-out>${output}</system-out>\n    <system-err/>\n  </testsuite>\n`;
}
