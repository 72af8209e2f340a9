import type { Answer, InventoryRow } from '../catalog/inventory.ts';
import type { ApiModel } from '../model/api.ts';
import { forLine, forMarkdown, toJson } from './escape.ts';

export interface Inventory {
  readonly api: ApiModel;
  readonly rows: readonly InventoryRow[];
}

const columns = ['encryption', 'authentication', 'authorisation', 'availability', 'data'] as const;

/** A block for each operation: five lines of answer, reason and place. */
export function inventoryText(inventories: readonly Inventory[]): string {
  return inventories
    .map(({ api, rows }) => {
      const blocks = rows.map((row) => {
        const lines = columns.map((name) => `  ${name.padEnd(14)} ${answerText(row[name], api)}`);
        return [forLine(row.operation.id), ...lines, ''].join('\n');
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

/** One table a document; what a cell holds is text, whatever the document wrote. */
export function inventoryMarkdown(inventories: readonly Inventory[]): string {
  return inventories
    .map(({ api, rows }) =>
      [
        `## ${forMarkdown(api.name)}`,
        '',
        `| operation | ${columns.join(' | ')} |`,
        `| --- | ${columns.map(() => '---').join(' | ')} |`,
        ...rows.map(
          (row) =>
            `| ${forMarkdown(row.operation.id)} | ${columns.map((name) => forMarkdown(`${row[name].state}: ${row[name].why}`)).join(' | ')} |`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n');
}

export function inventoryJson(inventories: readonly Inventory[]): string {
  const apis = inventories.map(({ api, rows }) => ({
    name: api.name,
    operations: rows.map((row) => ({
      operation: row.operation.id,
      deprecated: row.operation.deprecated,
      ...Object.fromEntries(columns.map((name) => [name, answerJson(row[name], api)])),
      classes: row.data.classes.map(({ dataClass, direction, name, at }) => ({
        class: dataClass.id,
        category: dataClass.category,
        direction,
        name,
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
  return { uri: source?.uri ?? at.source, line: source?.locate(at.path).startLine ?? 1, pointer: at.path };
}
