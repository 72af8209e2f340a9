import { Discovery, shadows } from '../catalog/discover.ts';
import { loadApi } from '../load/document.ts';
import { readCapture } from '../load/har/capture.ts';
import { findInputs, repositoryRoot, type Input, type LoadOptions } from '../load/inputs.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import { isAnonymousAlternative } from '../model/auth.ts';
import { createRedactor } from '../model/redact.ts';
import type { Source, SourceId } from '../model/source.ts';
import { forLine } from '../report/escape.ts';
import type { Io } from './io.ts';
import { inJson } from './outputs.ts';
import { UserError } from './user-error.ts';

export interface DiscoverFlags {
  readonly against?: string;
  readonly format: 'text' | 'json';
}

/** Lists what captures show, what a document does not know first. Judges nothing: 0 whatever it finds, 130 if it was interrupted. */
export async function discoverOperations(args: readonly string[], flags: DiscoverFlags, io: Io): Promise<number> {
  const root = await repositoryRoot(io.cwd);
  const options: LoadOptions = { cwd: io.cwd, root, remoteHosts: [], names: new Map(), stdin: io.stdin };
  const document = flags.against === undefined ? undefined : await documentOf(flags.against, options);
  const { api, sources, notes } = await learned(await capturesOf(args, options), io);
  const unknown = new Set(document === undefined ? [] : shadows(api, document));
  const rows = api.operations
    .map((operation) => rowOf(operation, sources, document === undefined ? undefined : unknown.has(operation)))
    .sort((a, b) => Number(b.shadow ?? false) - Number(a.shadow ?? false) || (a.path < b.path ? -1 : 1));
  for (const note of notes) io.stderr.write(`${forLine(note)}\n`);
  if (flags.format === 'json')
    io.stdout.write(inJson(`${JSON.stringify({ schemaVersion: 1, operations: rows }, null, 2)}\n`));
  else io.stdout.write(textOf(rows));
  return io.signal.aborted ? 130 : 0;
}

async function documentOf(name: string, options: LoadOptions): Promise<ApiModel> {
  const [input] = (await findInputs([name], options)).inputs;
  if (input?.kind === 'document') return loadApi(input, options);
  throw new UserError('flag', '--against takes an OpenAPI document', { place: { uri: name } });
}

async function capturesOf(args: readonly string[], options: LoadOptions): Promise<readonly Input[]> {
  const { inputs } = await findInputs(args, options);
  const other = inputs.find(({ kind }) => kind === 'document');
  if (other === undefined) return inputs;
  throw new UserError('input', 'is a document, no capture', {
    place: { uri: other.uri },
    hint: `--against ${other.uri} tells what it does not know`,
  });
}

interface Learned {
  readonly api: ApiModel;
  readonly sources: ReadonlyMap<SourceId, Source>;
  readonly notes: readonly string[];
}

async function learned(captures: readonly Input[], { signal }: Io): Promise<Learned> {
  const discovery = new Discovery();
  const redactor = createRedactor();
  const readers = captures.map((capture) => readCapture(capture, redactor));
  for (const reader of readers) {
    for await (const exchange of reader.exchanges()) {
      if (signal.aborted) break;
      discovery.see(exchange);
    }
  }
  const sources = new Map(readers.map(({ source }) => [source.id, source]));
  const [first] = sources.values();
  if (first === undefined) throw new UserError('input', 'there is no capture here');
  return {
    api: discovery.model({ name: 'captured', source: first }),
    sources,
    notes: readers.flatMap(({ notes }) => notes),
  };
}

interface Row {
  readonly method: string;
  readonly path: string;
  readonly servers: readonly string[];
  readonly statuses: readonly string[];
  readonly credentials: 'always' | 'sometimes' | 'never';
  /** Only where a document was named: it does not have this operation. */
  readonly shadow?: boolean;
  /** Where it was seen first. */
  readonly at: { readonly uri: string; readonly line: number; readonly column: number };
}

function rowOf(operation: Operation, sources: ReadonlyMap<SourceId, Source>, shadow: boolean | undefined): Row {
  const { method, path, servers, responses, auth, at } = operation;
  const open = auth.filter(isAnonymousAlternative).length;
  const source = sources.get(at.source);
  const { startLine, startColumn } = source?.locate(at.path) ?? { startLine: 1, startColumn: 1 };
  return {
    method,
    path,
    servers: servers.map(({ url }) => url),
    statuses: responses.map(({ status }) => status),
    credentials: open === 0 ? 'always' : open === auth.length ? 'never' : 'sometimes',
    ...(shadow === undefined ? {} : { shadow }),
    at: { uri: source?.uri ?? at.source, line: startLine, column: startColumn },
  };
}

function textOf(rows: readonly Row[]): string {
  const width = Math.min(60, Math.max(0, ...rows.map(({ method, path }) => method.length + path.length + 1)));
  const shadowed = rows.filter(({ shadow }) => shadow === true).length;
  const asked = rows.some(({ shadow }) => shadow !== undefined);
  const lines = rows.map(({ method, path, servers, statuses, credentials, shadow, at }) => {
    const mark = asked ? (shadow === true ? 'shadow      ' : 'documented  ') : '';
    const seen = `${at.uri}:${at.line}:${at.column}`;
    return forLine(
      `${mark}${`${method} ${path}`.padEnd(width)}  ${statuses.join(' ')}  credentials: ${credentials}  ${servers.join(' ')}  ${seen}`,
    );
  });
  const sum = `${rows.length} operations${asked ? `, ${shadowed} of them not in the document` : ''}`;
  return `${[...lines, ...(lines.length > 0 ? [''] : []), sum].join('\n')}\n`;
}
