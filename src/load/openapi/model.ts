import type { ApiModel } from '../../model/api.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../../model/json.ts';
import type { Documents } from '../documents.ts';
import type { Context } from './context.ts';
import { dialectOf } from './detect.ts';
import { hooksOf, operationsOf } from './operations.ts';
import { SchemaTable } from './schema-table.ts';
import { authSchemesOf } from './security.ts';
import { serversAt, serversOf2 } from './servers.ts';
import { Structure } from './structure.ts';
import { version2 } from './v2.ts';
import { version3 } from './v3.ts';

/** A document of any version as the one model. Throws LoadError for what is no document or of no known version. */
export function modelOf(documents: Documents, name: string, uri: string): ApiModel {
  const { root } = documents;
  const dialect = dialectOf(root.value ?? null, uri);
  const table = new SchemaTable(documents, dialect);
  const context: Context = { documents, table, dialect };
  const version = dialect === '2.0' ? version2(context) : version3(context);
  const operations = operationsOf(context, version);
  const hooks = dialect === '2.0' ? [] : hooksOf(context, version);
  const components =
    dialect === '2.0' ? documents.get(root, 'definitions') : documents.get(root, 'components', 'schemas');
  for (const [, cursor] of documents.entries(components)) table.ensure(cursor);
  table.fill();
  const schemes =
    dialect === '2.0'
      ? documents.get(root, 'securityDefinitions')
      : documents.get(root, 'components', 'securitySchemes');
  const schemaDialect = ownText(root.value, 'jsonSchemaDialect');
  const description = ownText(own(root.value, 'info'), 'description');
  let isJudged = false;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    title: text(own(own(root.value, 'info'), 'title')),
    version: text(own(own(root.value, 'info'), 'version')),
    dialect,
    ...(schemaDialect === undefined ? {} : { schemaDialect }),
    at: root.at,
    operations,
    hooks,
    schemas: table.schemas,
    authSchemes: authSchemesOf(documents, schemes),
    servers: dialect === '2.0' ? serversOf2(documents) : serversAt(documents, root, 'api'),
    sources: documents.sources,
    extensions: extensionsOf(root.value),
    unread: documents.unread,
    /** A third of the reading, and a comparison of two versions asks for none of it. */
    get faults() {
      if (!isJudged) new Structure(documents, dialect).judge(operations.length + hooks.length === 0);
      isJudged = true;
      return documents.faults;
    },
  };
}

function extensionsOf(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => key.startsWith('x-')));
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
