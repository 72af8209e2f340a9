import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { changesSince } from '../catalog/changes.ts';
import { coverageOf } from '../catalog/coverage.ts';
import { openapiOf } from '../catalog/openapi.ts';
import { rowOf, type CatalogueRow, type CatalogueView } from '../catalog/view.ts';
import { repositoryRoot, type LoadOptions } from '../load/inputs.ts';
import type { Json } from '../model/json.ts';
import { catalogueHtml, catalogueJson, catalogueMarkdown, catalogueText } from '../report/catalogue.ts';
import { forLine, forTerminal, toJson } from '../report/escape.ts';
import { readConfig } from './config/read-config.ts';
import { discoverInputs, discoverServices, documentNamed, type Discovered } from './discover-inputs.ts';
import { mergeInto } from './discover-merge.ts';
import type { Io } from './io.ts';
import { write } from './outputs.ts';
import { progressOn } from './progress.ts';
import { UserError } from './user-error.ts';

export interface DiscoverFlags {
  readonly config?: string | boolean;
  readonly against?: string;
  readonly service: readonly string[];
  readonly output?: string;
  readonly catalogue?: string;
  readonly merge?: string;
  readonly previous?: string;
  readonly quiet?: boolean;
  readonly format: 'text' | 'json' | 'markdown' | 'html';
}

const renderers: Readonly<Record<DiscoverFlags['format'], (view: CatalogueView) => string>> = {
  text: catalogueText,
  json: catalogueJson,
  markdown: catalogueMarkdown,
  html: catalogueHtml,
};

/** Largest catalogue of before that is read, in bytes. */
const previousBytesMax = 64 * 1024 * 1024;

/** Lists what captures show, what a document does not know first. Judges nothing: 0 whatever it finds, 130 if it was interrupted. */
export async function discoverOperations(args: readonly string[], flags: DiscoverFlags, io: Io): Promise<number> {
  const root = await repositoryRoot(io.cwd);
  const options: LoadOptions = { cwd: io.cwd, root, remoteHosts: [], names: new Map(), stdin: io.stdin };
  checkOutput(flags.output);
  const file = flags.config === false ? false : typeof flags.config === 'string' ? flags.config : undefined;
  const { inputs } = await readConfig({ cwd: io.cwd, root, file });
  const found = await discoverInputs(args, flags.service, options);
  const named = flags.against === undefined ? [] : [await documentNamed(flags.against, '--against', options)];
  const merged = flags.merge === undefined ? undefined : await documentNamed(flags.merge, '--merge', options);
  const before = flags.previous === undefined ? undefined : await previousOf(flags.previous, io);
  const documents = [...found.documents, ...named, ...(merged === undefined ? [] : [merged])];

  const progress = progressOn(io, flags.quiet === true);
  const discovered = await discoverServices({ ...found, documents }, inputs.templates, {
    signal: io.signal,
    progress,
  }).finally(() => progress.end());
  const rows = rowsOf(discovered, documents.length > 0);
  const changes = before === undefined ? undefined : changesOf(before, rows, flags.previous ?? '');
  const view: CatalogueView = {
    schemaVersion: 1,
    operations: rows,
    coverage: coverageOf(
      discovered.operations,
      documents.map(({ api }) => api),
    ),
    ...(changes === undefined ? {} : { changes }),
  };
  for (const note of discovered.notes) io.stderr.write(`${forLine(note)}\n`);
  if (flags.catalogue !== undefined)
    await write(path.resolve(io.cwd, flags.catalogue), catalogueJson(view), flags.catalogue);
  if (flags.output !== undefined) await writeOpenApi(discovered, flags.output, io);
  if (merged !== undefined) io.stderr.write(`${forLine(await mergeInto(merged, discovered.operations, options))}\n`);
  io.stdout.write(renderers[flags.format](view));
  return io.signal.aborted ? 130 : 0;
}

function rowsOf({ operations, unknown, sources }: Discovered, isAsked: boolean): readonly CatalogueRow[] {
  return operations
    .map((operation) =>
      rowOf(operation, sources, isAsked ? unknown.has(`${operation.service} ${operation.id}`) : undefined),
    )
    .toSorted(
      (a, b) =>
        Number(b.shadow ?? false) - Number(a.shadow ?? false) ||
        (a.service < b.service ? -1 : a.service > b.service ? 1 : 0) ||
        (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
    );
}

/** Before anything is read: nobody waits to hear of a typo. */
function checkOutput(output: string | undefined): void {
  if (output !== undefined && !/\.(?:ya?ml|json)$/i.test(output))
    throw new UserError('flag', '--output takes an OpenAPI document: .yaml or .json', { place: { uri: output } });
}

async function previousOf(file: string, { cwd }: Io): Promise<Json> {
  const bytes = await readFile(path.resolve(cwd, file)).catch(() => undefined);
  if (bytes === undefined) throw new UserError('input', 'there is no such file', { place: { uri: file } });
  if (bytes.length > previousBytesMax)
    throw new UserError('input', `larger than ${previousBytesMax / 1024 / 1024} MB`, { place: { uri: file } });
  try {
    const value: Json = JSON.parse(bytes.toString('utf8'));
    return value;
  } catch {
    throw new UserError('input', 'is no JSON', { place: { uri: file } });
  }
}

function changesOf(before: Json, rows: readonly CatalogueRow[], file: string): NonNullable<CatalogueView['changes']> {
  const changes = changesSince(before, rows);
  if (changes !== undefined) return changes;
  throw new UserError('input', 'is no catalogue', {
    place: { uri: file },
    hint: 'one is made by discover --catalogue',
  });
}

async function writeOpenApi({ operations }: Discovered, output: string, { cwd }: Io): Promise<void> {
  const services = [...new Set(operations.map(({ service }) => service))].filter((service) => service !== '');
  const document = openapiOf(services.length === 0 ? 'Captured' : services.join(', '), operations);
  const isJson = /\.json$/i.test(output);
  const text = isJson
    ? `${toJson(document, 2)}\n`
    : forTerminal(stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }));
  await write(path.resolve(cwd, output), text, output);
}
