/** What `npm run diff-properties` found, as a table. */
import { propertyNames, type Property, type Said } from './properties.ts';
import { upgraderErrors, type UpgraderError } from './upgrade.ts';

interface Row {
  documents: number;
  silent: number;
  findings: number;
  widening: number;
  readonly loud: Map<string, Said>;
}
export interface Tally {
  readonly rows: ReadonlyMap<Property, Row>;
  readonly errors: Map<UpgraderError, Map<string, number>>;
  /** Files that are no document for either reader, with why. */
  readonly unread: Map<string, string>;
}

export function newTally(): Tally {
  const row = (): Row => ({ documents: 0, silent: 0, findings: 0, widening: 0, loud: new Map() });
  return { rows: new Map(propertyNames.map((name) => [name, row()])), errors: new Map(), unread: new Map() };
}

export function add(
  { rows }: Tally,
  property: Property,
  { name, said }: { readonly name: string; readonly said: Said },
): void {
  const row = rows.get(property)!;
  row.documents += 1;
  row.findings += said.findings.length;
  row.widening += said.findings.filter(({ change }) => change?.posture === 'widens').length;
  if (said.findings.length + said.crashes.length === 0) row.silent += 1;
  else row.loud.set(name, said);
}

export function addError(
  { errors }: Tally,
  { error, name, count }: { readonly error: UpgraderError; readonly name: string; readonly count: number },
): void {
  const files = errors.get(error) ?? new Map<string, number>();
  errors.set(error, files.set(name, (files.get(name) ?? 0) + count));
}

export function isSilent({ rows }: Tally): boolean {
  return [...rows.values()].every(({ loud }) => loud.size === 0);
}

interface Sizes {
  readonly files: number;
  readonly roots: number;
  /** Findings shown of each document and property. */
  readonly shownMax: number;
}

export function print(tally: Tally, { files, roots, shownMax }: Sizes): string {
  const lines = [`${files} files, ${roots} documents\n`];
  lines.push('| property | documents | silent | findings | that widen |', '| --- | ---: | ---: | ---: | ---: |');
  for (const [name, { documents, silent, findings, widening }] of tally.rows)
    lines.push(`| ${name} | ${documents} | ${silent} | ${findings} | ${widening} |`);
  lines.push('', 'Errors of @scalar/openapi-upgrader, found beside the product and undone:');
  lines.push('| error | places | files |', '| --- | ---: | ---: |');
  for (const [error, why] of Object.entries(upgraderErrors)) {
    const places = [...(tally.errors.get(error as UpgraderError)?.values() ?? [])];
    lines.push(`| ${error}: ${why} | ${places.reduce((sum, count) => sum + count, 0)} | ${places.length} |`);
  }
  for (const [name, reason] of tally.unread) lines.push(`not read: ${name}: ${reason}`);
  for (const [property, { loud }] of tally.rows)
    for (const [name, said] of loud) lines.push(...loudLines(property, name, said, shownMax));
  return `${lines.join('\n')}\n`;
}

// oxlint-disable-next-line max-params
function loudLines(property: Property, name: string, { findings, crashes }: Said, shownMax: number): readonly string[] {
  const rules = new Map<string, number>();
  for (const { rule } of findings) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const counts = [...rules].map(([rule, count]) => `${rule} ${count}`).join(', ');
  return [
    `! ${property} ${name}: ${counts}`,
    ...crashes.map((crash) => `    crashed: ${crash}`),
    ...findings.slice(0, shownMax).map(({ rule, at, message }) => `    ${rule} ${at.source}#${at.path}: ${message}`),
  ];
}
