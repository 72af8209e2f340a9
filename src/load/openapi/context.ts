import type { Dialect } from '../../model/api.ts';
import type { Documents } from '../documents.ts';
import type { SchemaTable } from './schema-table.ts';

/** What the adapters of all versions share while one document is read. */
export interface Context {
  readonly documents: Documents;
  readonly table: SchemaTable;
  readonly dialect: Exclude<Dialect, 'capture' | 'config'>;
}
