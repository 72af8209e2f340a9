import { CatalogueBuilder, type CatalogueOperation } from '../catalog/catalogue.ts';
import { Discovery, shadows, type DiscoverOptions } from '../catalog/discover.ts';
import { loadApi } from '../load/document.ts';
import { readCapture } from '../load/har/capture.ts';
import { findInputs, type Input, type LoadOptions } from '../load/inputs.ts';
import type { ApiModel } from '../model/api.ts';
import { createRedactor } from '../model/redact.ts';
import type { Source, SourceId } from '../model/source.ts';
import type { Io } from './io.ts';
import { counting, type Progress } from './progress.ts';
import { UserError } from './user-error.ts';

export interface KnownDocument {
  readonly input: Input;
  readonly api: ApiModel;
}
/** Captures by service, and the documents that the user named. */
export interface DiscoverInputs {
  readonly services: ReadonlyMap<string, readonly Input[]>;
  readonly documents: readonly KnownDocument[];
}
export interface Discovered {
  readonly operations: readonly CatalogueOperation[];
  /** Operations that no document has; empty where none was named. */
  readonly unknown: ReadonlySet<string>;
  readonly sources: ReadonlyMap<SourceId, Source>;
  readonly notes: readonly string[];
}

export async function documentNamed(name: string, flag: string, options: LoadOptions): Promise<KnownDocument> {
  const [input] = (await findInputs([name], options)).inputs;
  if (input?.kind === 'document') return { input, api: await loadApi(input, options) };
  throw new UserError('flag', `${flag} takes an OpenAPI document`, { place: { uri: name } });
}

/** What the arguments and `--service name=capture` name. */
export async function discoverInputs(
  args: readonly string[],
  services: readonly string[],
  options: LoadOptions,
): Promise<DiscoverInputs> {
  const found = args.length === 0 ? [] : (await findInputs(args, options)).inputs;
  const documents: KnownDocument[] = [];
  for (const input of found)
    if (input.kind === 'document') documents.push({ input, api: await loadApi(input, options) });
  const captures = found.filter(({ kind }) => kind !== 'document');
  const byService = new Map<string, Input[]>(captures.length === 0 ? [] : [['', [...captures]]]);
  for (const text of services) {
    const [, name, file] = /^([\w.-]{1,64})=(.+)$/s.exec(text) ?? [];
    if (name === undefined || file === undefined)
      throw new UserError('flag', '--service takes name=capture.har', { place: { uri: text } });
    const { inputs } = await findInputs([file], options);
    if (inputs.some(({ kind }) => kind === 'document'))
      throw new UserError('flag', '--service takes captures', { place: { uri: file } });
    byService.set(name, [...(byService.get(name) ?? []), ...inputs]);
  }
  if (byService.size === 0)
    throw new UserError('input', 'no capture is named', { hint: 'such as: sallyport discover traffic.har' });
  return { services: byService, documents };
}

/** Reads every capture twice: for the templates, then for what stands behind them. */
export async function discoverServices(
  { services, documents }: DiscoverInputs,
  templates: readonly string[],
  { signal, progress }: Pick<Io, 'signal'> & { readonly progress: Progress },
): Promise<Discovered> {
  const apis = documents.map(({ api }) => api);
  // One for all, so that a value has the same tag wherever it turns up.
  const redactor = createRedactor({
    secretNames: apis.flatMap(({ authSchemes }) =>
      [...authSchemes.values()].flatMap(({ parameterName }) => parameterName ?? []),
    ),
  });
  const operations: CatalogueOperation[] = [];
  const unknown = new Set<string>();
  const sources = new Map<SourceId, Source>();
  const notes: string[] = [];
  for (const [service, captures] of services) {
    const discovery = new Discovery();
    for (const capture of captures) {
      for await (const exchange of counting(
        readCapture(capture, redactor).exchanges(),
        progress,
        `reading ${capture.uri}`,
      )) {
        if (signal.aborted) break;
        discovery.see(exchange);
      }
    }
    const known: Pick<DiscoverOptions, 'templates' | 'documents'> = { templates, documents: apis };
    const builder = new CatalogueBuilder(service, discovery.templates(known));
    for (const capture of captures) {
      const reader = readCapture(capture, redactor);
      for await (const exchange of counting(reader.exchanges(), progress, `sorting ${capture.uri}`)) {
        if (signal.aborted) break;
        builder.see(exchange);
      }
      sources.set(reader.source.id, reader.source);
      notes.push(...reader.notes);
    }
    operations.push(...builder.operations());
    const [source] = sources.values();
    if (source !== undefined) addUnknown(unknown, service, apis, discovery.model({ name: service, source, ...known }));
  }
  return { operations, unknown, sources, notes };
}

/** What every document lacks. */
// oxlint-disable-next-line max-params
function addUnknown(unknown: Set<string>, service: string, documents: readonly ApiModel[], seen: ApiModel): void {
  const lacking = documents.map((document) => new Set(shadows(seen, document).map(({ id }) => id)));
  const [first, ...others] = lacking;
  for (const id of first ?? []) if (others.every((each) => each.has(id))) unknown.add(`${service} ${id}`);
}
