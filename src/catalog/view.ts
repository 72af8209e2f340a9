import type { Region, Source, SourceId } from '../model/source.ts';
import type { CatalogueOperation } from './catalogue.ts';
import type { Coverage } from './coverage.ts';

/** One operation as reports and the next run read it. */
export interface CatalogueRow {
  /** Empty: the captures are of one. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly servers: readonly string[];
  readonly statuses: readonly string[];
  readonly calls: number;
  readonly credentials: 'always' | 'sometimes' | 'never' | 'unknown';
  /** Distinct credentials it was called with. */
  readonly identities: number;
  readonly parameters: readonly RowParameter[];
  readonly data: readonly { readonly class: string; readonly in: 'request' | 'response'; readonly name: string }[];
  /** Only where a document was named: it does not have this operation. */
  readonly shadow?: boolean;
  /** Where it was seen first. */
  readonly at: { readonly uri: string; readonly line: number; readonly column: number };
}
export interface RowParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  /** Of path parameters: why it is one, how sure that is from 0 to 1, and what speaks for it. */
  readonly because?: string;
  readonly confidence?: number;
  readonly evidence?: string;
  /** Of query fields: calls that had it. */
  readonly seen?: number;
}

export interface CatalogueView {
  readonly schemaVersion: 1;
  readonly operations: readonly CatalogueRow[];
  readonly coverage: Coverage;
  readonly changes?: CatalogueChanges;
}

/** What is different from the catalogue before; ids are methods and paths, with the service before them where there are several. */
export interface CatalogueChanges {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  readonly changed: readonly { readonly operation: string; readonly what: readonly string[] }[];
}

const start: Region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

export function rowOf(
  operation: CatalogueOperation,
  sources: ReadonlyMap<SourceId, Source>,
  shadow: boolean | undefined,
): CatalogueRow {
  const { first, origins, statuses, data, query, pathParameters } = operation;
  const source = sources.get(first.source);
  const { startLine, startColumn } = source?.locate(first.path) ?? start;
  return {
    service: operation.service,
    method: operation.method,
    path: operation.path,
    servers: [...origins],
    statuses: [...statuses.keys()].toSorted((a, b) => a - b).map(String),
    calls: operation.calls,
    credentials: credentialsOf(operation),
    identities: operation.identities.size,
    parameters: [
      ...pathParameters.map((parameter) => ({ ...parameter, in: 'path' as const })),
      ...[...query].map(([name, { seen }]) => ({ name, in: 'query' as const, seen })),
    ],
    data: [...data.values()].map(({ dataClass, in: side, name }) => ({ class: dataClass, in: side, name })),
    ...(shadow === undefined ? {} : { shadow }),
    at: { uri: source?.uri ?? first.source, line: startLine, column: startColumn },
  };
}

/** Of those that were let in; where nobody was, nobody knows. */
function credentialsOf({ credentials }: CatalogueOperation): CatalogueRow['credentials'] {
  if (credentials.size === 0) return 'unknown';
  if (credentials.has('unknown'))
    return credentials.has('present') && !credentials.has('absent') ? 'always' : 'unknown';
  if (credentials.size === 2) return 'sometimes';
  return credentials.has('present') ? 'always' : 'never';
}

export function nameOf({ service, method, path }: CatalogueRow): string {
  return `${service === '' ? '' : `${service}: `}${method} ${path}`;
}
