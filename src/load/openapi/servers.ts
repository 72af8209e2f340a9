import type { Server, ServerVariable } from '../../model/api.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import { child } from '../../model/source.ts';
import type { Cursor, Documents } from '../documents.ts';

/** The servers written at one level of a 3.x document; an absent or empty list is none. */
export function serversAt(documents: Documents, holder: Cursor, level: Server['level']): readonly Server[] {
  const written = documents.get(holder, 'servers');
  if (written.value === undefined) return [];
  return documents.items(written).flatMap((cursor) => {
    const url = ownText(cursor.value, 'url');
    if (url === undefined) return [];
    const variables = variablesOf(documents, cursor);
    const description = ownText(cursor.value, 'description');
    return [
      {
        url,
        resolvedUrl: resolved(url, variables),
        at: cursor.at,
        level,
        ...(description === undefined ? {} : { description }),
        variables,
        ...(isObject(cursor.value) ? { raw: cursor.value } : {}),
      },
    ];
  });
}

function variablesOf(documents: Documents, server: Cursor): readonly ServerVariable[] {
  return documents.entries(documents.get(server, 'variables')).map(([name, cursor]) => {
    const initial = own(cursor.value, 'default');
    const values = own(cursor.value, 'enum');
    return {
      name,
      at: cursor.at,
      ...(typeof initial === 'string' || typeof initial === 'number' ? { default: String(initial) } : {}),
      ...(Array.isArray(values) ? { enum: (values as readonly Json[]).map(String) } : {}),
    };
  });
}

function resolved(url: string, variables: readonly ServerVariable[]): string {
  return url.replace(
    /\{([^{}]+)\}/g,
    (whole, name: string) => variables.find((variable) => variable.name === name)?.default ?? whole,
  );
}

/** Swagger 2.0: one server for each scheme, of the operation or of the root; without schemes the scheme is the reader's. */
export function serversOf2(documents: Documents, operation?: Cursor): readonly Server[] {
  const { root } = documents;
  const written = operation === undefined ? undefined : documents.get(operation, 'schemes');
  const level: Server['level'] = written?.value === undefined ? 'api' : 'operation';
  const schemes = written?.value === undefined ? documents.get(root, 'schemes') : written;
  const host = ownText(root.value, 'host');
  const basePath = ownText(root.value, 'basePath') ?? '';
  const at = host === undefined ? child(root.at, 'basePath') : child(root.at, 'host');
  const server = (url: string, place = at): Server => ({ url, resolvedUrl: url, at: place, level, variables: [] });
  if (host === undefined) return basePath === '' ? [] : [server(basePath)];
  if (schemes.value === undefined) return [server(`//${host}${basePath}`)];
  return documents
    .items(schemes)
    .flatMap(({ value, at: place }) =>
      typeof value === 'string' ? [server(`${value}://${host}${basePath}`, place)] : [],
    );
}
