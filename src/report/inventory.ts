import type { Answer, InventoryRow } from '../catalog/inventory.ts';
import type { ApiModel } from '../model/api.ts';
import type { DataUse } from '../model/operation-data.ts';
import { forLine, forMarkdown, toJson } from './escape.ts';
import { Veil } from './veil.ts';
import { each, withParts } from './veiled-finding.ts';

export interface Inventory {
  readonly api: ApiModel;
  readonly rows: readonly InventoryRow[];
}

const columns = ['encryption', 'authentication', 'authorisation', 'availability', 'data'] as const;

/** Names as every report shows them; places are veiled where they are written, since files are asked for them. */
function shownInventory({ api, rows }: Inventory): Inventory {
  const veil = new Veil();
  const shown = rows.map((row): InventoryRow => {
    const classes = each(row.data.classes, (use) => withParts(use, { name: veil.name(use.name) }));
    const operation = withParts(row.operation, { id: veil.name(row.operation.id) });
    const said = <T extends Answer>(answer: T): T =>
      answer.why === veil.name(answer.why) ? answer : { ...answer, why: veil.name(answer.why) };
    return {
      ...row,
      operation,
      encryption: said(row.encryption),
      authentication: said(row.authentication),
      authorisation: said(row.authorisation),
      availability: said(row.availability),
      data: said(withParts(row.data, { classes })),
    };
  });
  return { api, rows: shown };
}

/** A block for each operation: five lines of answer, reason and place, and one for each class of data and direction. */
export function inventoryText(inventories: readonly Inventory[]): string {
  return inventories
    .map(shownInventory)
    .map(({ api, rows }) => {
      const blocks = rows.map((row) => {
        const lines = columns.map((name) => `  ${name.padEnd(14)} ${answerText(row[name], api)}`);
        const classes = summedUp(row).map((use) => `    ${classText(use, api)}`);
        return [forLine(row.operation.id), ...lines, ...classes, ''].join('\n');
      });
      return [`${forLine(api.name)}: ${rows.length} operations`, '', ...blocks].join('\n');
    })
    .join('\n');
}

function answerText({ state, why, at }: Answer, api: ApiModel): string {
  const place = at === undefined ? '' : `  ${placeText(at, api)}`;
  return forLine(`${state.padEnd(7)} ${why}${place}`);
}

function placeText(at: NonNullable<Answer['at']>, api: ApiModel): string {
  const source = api.sources.get(at.source);
  return source === undefined ? at.source : `${source.uri}:${source.locate(at.path).startLine}`;
}

/** One class in one direction: the best known of its places, and how many there are. */
interface Sum {
  readonly use: DataUse;
  readonly places: number;
}

const ranks = ['proven', 'firm', 'tentative'];

function summedUp({ data }: InventoryRow): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const use of data.classes) {
    const key = `${use.dataClass.id} ${use.direction}`;
    const known = sums.get(key);
    const isBetter = known === undefined || ranks.indexOf(use.certainty) < ranks.indexOf(known.use.certainty);
    sums.set(key, { use: isBetter ? use : known.use, places: (known?.places ?? 0) + 1 });
  }
  return [...sums.values()];
}

function classText({ use, places }: Sum, api: ApiModel): string {
  const { dataClass, direction, certainty, name, at } = use;
  const more = places > 1 ? ` and ${places - 1} more` : '';
  return forLine(
    `${dataClass.id.padEnd(12)} ${direction.padEnd(8)} ${certainty.padEnd(9)} ${signsOf(use)}: ${name}${more}  ${placeText(at, api)}${regulationOf(use)}`,
  );
}

function signsOf({ evidence }: DataUse): string {
  return evidence.join(' and ');
}

/** Never "compliant": a document shows where a requirement is touched, not that it is met. */
function regulationOf({ dataClass }: DataUse): string {
  return dataClass.controls.length === 0 ? '' : `  evidence towards ${dataClass.controls.join(', ')}`;
}

/** Two tables a document, the second of its data; what a cell holds is text, whatever the document wrote. */
export function inventoryMarkdown(inventories: readonly Inventory[]): string {
  return inventories
    .map(shownInventory)
    .map(({ api, rows }) =>
      [
        `## ${forMarkdown(api.name)}`,
        '',
        table(
          ['operation', ...columns],
          rows.map((row) => [row.operation.id, ...columns.map((name) => `${row[name].state}: ${row[name].why}`)]),
        ),
        ...dataTable(rows, api),
      ].join('\n'),
    )
    .join('\n');
}

function dataTable(rows: readonly InventoryRow[], api: ApiModel): readonly string[] {
  const cells = rows.flatMap((row) =>
    summedUp(row).map(({ use, places }) => [
      row.operation.id,
      use.dataClass.id,
      use.direction,
      `${use.certainty}: ${signsOf(use)}`,
      places > 1 ? `${use.name} and ${places - 1} more` : use.name,
      placeText(use.at, api),
      use.dataClass.controls.join(', '),
    ]),
  );
  if (cells.length === 0) return [];
  const heads = ['operation', 'data class', 'direction', 'certainty', 'name', 'line', 'evidence towards'];
  return [table(heads, cells)];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `| ${heads.join(' | ')} |`,
    `|${' --- |'.repeat(heads.length)}`,
    ...rows.map((cells) => `| ${cells.map(forMarkdown).join(' | ')} |`),
    '',
  ].join('\n');
}

export function inventoryJson(inventories: readonly Inventory[]): string {
  const apis = inventories.map(shownInventory).map(({ api, rows }) => ({
    name: api.name,
    operations: rows.map((row) => ({
      operation: row.operation.id,
      deprecated: row.operation.deprecated,
      ...Object.fromEntries(columns.map((name) => [name, answerJson(row[name], api)])),
      classes: row.data.classes.map(({ dataClass, direction, name, at, evidence, certainty }) => ({
        class: dataClass.id,
        category: dataClass.category,
        direction,
        name,
        evidence,
        certainty,
        controls: dataClass.controls,
        ...placeJson(at, api),
      })),
      ...(row.data.store === undefined ? {} : { store: row.data.store }),
    })),
  }));
  return `${toJson({ schemaVersion: 1, apis }, 2)}\n`;
}

function answerJson({ state, why, at }: Answer, api: ApiModel): unknown {
  return { state, why, ...(at === undefined ? {} : placeJson(at, api)) };
}

function placeJson(
  at: NonNullable<Answer['at']>,
  api: ApiModel,
): { readonly uri: string; readonly line: number; readonly pointer: string } {
  const source = api.sources.get(at.source);
  return {
    uri: source?.uri ?? at.source,
    line: source?.locate(at.path).startLine ?? 1,
    pointer: new Veil().pointer(at.path),
  };
}
