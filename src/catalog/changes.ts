import { isObject, own, ownText, type Json } from '../model/json.ts';
import { nameOf, type CatalogueChanges, type CatalogueRow } from './view.ts';

/** Operations of a catalogue of before that are looked at. */
const rowsMax = 100_000;

interface Before {
  readonly statuses: readonly string[];
  readonly credentials: string;
  readonly parameters: readonly string[];
  readonly data: readonly string[];
}

/** What appeared, changed and vanished since a catalogue of before; undefined where that is none. Names of parameters in paths do not count. */
export function changesSince(before: Json, rows: readonly CatalogueRow[]): CatalogueChanges | undefined {
  const list = own(before, 'operations');
  if (own(before, 'schemaVersion') !== 1 || !Array.isArray(list)) return undefined;
  const old = new Map((list as readonly Json[]).slice(0, rowsMax).flatMap((row) => entryOf(row)));
  const now = new Map(rows.map((row) => [keyOf(nameOf(row)), row]));
  const changed = rows.flatMap((row) => {
    const earlier = old.get(keyOf(nameOf(row)))?.before;
    const what = earlier === undefined ? [] : differences(earlier, row);
    return what.length === 0 ? [] : [{ operation: nameOf(row), what }];
  });
  return {
    appeared: rows.filter((row) => !old.has(keyOf(nameOf(row)))).map(nameOf),
    vanished: [...old].filter(([key]) => !now.has(key)).map(([, { name }]) => name),
    changed,
  };
}

function keyOf(name: string): string {
  return name.replace(/\{[^{}]*\}/g, '{}');
}

function entryOf(row: Json): readonly (readonly [string, { readonly name: string; readonly before: Before }])[] {
  const [method, path] = [ownText(row, 'method'), ownText(row, 'path')];
  if (method === undefined || path === undefined) return [];
  const service = ownText(row, 'service') ?? '';
  const name = `${service === '' ? '' : `${service}: `}${method} ${path}`;
  const before = {
    statuses: texts(own(row, 'statuses')),
    credentials: ownText(row, 'credentials') ?? 'unknown',
    parameters: objects(own(row, 'parameters')).flatMap((one) =>
      ownText(one, 'in') === 'query' ? [ownText(one, 'name') ?? ''] : [],
    ),
    data: objects(own(row, 'data')).map((one) => `${ownText(one, 'class') ?? ''} in its ${ownText(one, 'in') ?? ''}`),
  };
  return [[keyOf(name), { name, before }]];
}

function differences(before: Before, row: CatalogueRow): readonly string[] {
  const query = row.parameters.flatMap((each) => (each.in === 'query' ? [each.name] : []));
  const data = [...new Set(row.data.map((each) => `${each.class} in its ${each.in}`))];
  return [
    ...fresh(row.statuses, before.statuses).map((status) => `answers ${status}`),
    ...fresh(before.statuses, row.statuses).map((status) => `no more ${status}`),
    ...(before.credentials === row.credentials ? [] : [`credentials: ${before.credentials}, now ${row.credentials}`]),
    ...fresh(query, before.parameters).map((name) => `takes ${name}`),
    ...fresh(before.parameters, query).map((name) => `no more called with ${name}`),
    ...fresh(data, before.data).map((each) => `carries ${each}`),
    ...fresh(before.data, data).map((each) => `no more carries ${each}`),
  ];
}

function fresh(now: readonly string[], before: readonly string[]): readonly string[] {
  const known = new Set(before);
  return [...new Set(now)].filter((each) => !known.has(each));
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((each) => typeof each === 'string') : [];
}

function objects(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}
