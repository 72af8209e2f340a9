import type { Body, Operation, Parameter, Server } from '../../model/api.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import type { Cursor } from '../documents.ts';
import type { Context } from './context.ts';
import { parameterOf, responsesOf } from './parts.ts';
import { effectiveAuth } from './security.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

/** What the versions write differently. */
export interface Version {
  requestBodies(operation: Cursor, pathItem: Cursor): readonly Body[];
  responseBodies(operation: Cursor, response: Cursor): readonly Body[];
  servers(operation: Cursor, pathItem: Cursor): readonly Server[];
}
/** Where an operation stands and what it is called. */
interface Spot {
  readonly kind: Operation['kind'];
  readonly path: string;
  readonly idPrefix: string;
}

/** Every operation of `paths`, in the order written. */
export function operationsOf(context: Context, version: Version): readonly Operation[] {
  const { documents } = context;
  return documents
    .entries(documents.get(documents.root, 'paths'))
    .filter(([path]) => path.startsWith('/') || path.startsWith('{'))
    .flatMap(([path, written]) =>
      ofPathItem(context, version, { written, spot: { kind: 'path', path, idPrefix: '' } }),
    );
}

/** Webhooks of 3.1 and callbacks of 3.x: calls that the API makes itself. */
export function hooksOf(context: Context, version: Version): readonly Operation[] {
  const { documents } = context;
  const webhooks = documents
    .entries(documents.get(documents.root, 'webhooks'))
    .flatMap(([name, written]) =>
      ofPathItem(context, version, { written, spot: { kind: 'webhook', path: name, idPrefix: 'webhook ' } }),
    );
  return [...webhooks, ...callbacksOf(context, version)];
}

function callbacksOf(context: Context, version: Version): readonly Operation[] {
  const { documents } = context;
  const found: Operation[] = [];
  for (const [path, written] of documents.entries(documents.get(documents.root, 'paths'))) {
    for (const { method, cursor } of methodsOf(context, pathItemOf(context, written))) {
      for (const [, entry] of documents.entries(documents.get(cursor, 'callbacks'))) {
        for (const [expression, item] of documents.entries(documents.follow(entry))) {
          const spot: Spot = { kind: 'callback', path: expression, idPrefix: `callback of ${method} ${path} ` };
          found.push(...ofPathItem(context, version, { written: item, spot }));
        }
      }
    }
  }
  return found;
}

/** A path item behind its `$ref`; keys beside the reference win (3.1 allows them). */
function pathItemOf({ documents }: Context, written: Cursor): readonly Cursor[] {
  if (ownText(written.value, '$ref') === undefined) return [written];
  const target = documents.follow(written);
  return target.value === undefined ? [written] : [written, target];
}

function methodsOf(
  { documents, dialect }: Context,
  items: readonly Cursor[],
): readonly { readonly method: string; readonly cursor: Cursor }[] {
  const found = new Map<string, Cursor>();
  for (const item of items) {
    for (const key of methods) {
      if (key === 'query' && dialect !== '3.2') continue;
      if (key === 'trace' && dialect === '2.0') continue;
      // A reference has no place here in any version, but bundlers follow it and documents of many files are written so.
      const cursor = documents.follow(documents.get(item, key));
      if (cursor.value !== undefined && !found.has(key.toUpperCase())) found.set(key.toUpperCase(), cursor);
    }
    if (dialect !== '3.2') continue;
    for (const [method, cursor] of documents.entries(documents.get(item, 'additionalOperations')))
      if (!found.has(method)) found.set(method, cursor);
  }
  return [...found].flatMap(([method, cursor]) => (documents.object(cursor) === undefined ? [] : [{ method, cursor }]));
}

function ofPathItem(
  context: Context,
  version: Version,
  { written, spot }: { readonly written: Cursor; readonly spot: Spot },
): readonly Operation[] {
  if (context.documents.object(written) === undefined) return [];
  const items = pathItemOf(context, written);
  const item = items.at(-1) ?? written;
  return methodsOf(context, items).map(({ method, cursor }) =>
    operationOf(context, version, { method, cursor, item, spot }),
  );
}

interface Found {
  readonly method: string;
  readonly cursor: Cursor;
  readonly item: Cursor;
  readonly spot: Spot;
}

function operationOf(context: Context, version: Version, { method, cursor, item, spot }: Found): Operation {
  const raw = isObject(cursor.value) ? cursor.value : {};
  const texts = ['operationId', 'summary', 'description'].flatMap((key) => {
    const value = ownText(raw, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const tags = own(raw, 'tags');
  return {
    id: `${spot.idPrefix}${method} ${spot.path}`,
    kind: spot.kind,
    method,
    path: spot.path,
    at: cursor.at,
    ...Object.fromEntries(texts),
    tags: Array.isArray(tags) ? (tags as readonly Json[]).filter((tag): tag is string => typeof tag === 'string') : [],
    parameters: parametersOf(context, cursor, item),
    requestBodies: version.requestBodies(cursor, item),
    responses: responsesOf(context, cursor, (response) => version.responseBodies(cursor, response)),
    ...effectiveAuth(context.documents, cursor),
    servers: version.servers(cursor, item),
    deprecated: own(raw, 'deprecated') === true,
    raw,
  };
}

/**
 * The path's parameters and the operation's own; an own one of the same name and place wins. Of two in one list the first
 * counts: which one does is any reader's choice, and one that is added by mistake then changes nothing else.
 */
function parametersOf(context: Context, operation: Cursor, item: Cursor): readonly Parameter[] {
  const merged = new Map<string, Parameter>();
  for (const holder of [item, operation]) {
    const own = new Set<string>();
    for (const cursor of parametersIn(context, holder)) {
      const parameter = parameterOf(context, cursor);
      const key = `${parameter?.in} ${parameter?.name}`;
      if (parameter === undefined || own.has(key)) continue;
      own.add(key);
      merged.set(key, parameter);
    }
  }
  return [...merged.values()];
}

/** All parameter objects in force, followed: those of the path first. */
export function parameterCursors(context: Context, operation: Cursor, item: Cursor): readonly Cursor[] {
  return [item, operation].flatMap((holder) => parametersIn(context, holder));
}

function parametersIn({ documents }: Context, holder: Cursor): readonly Cursor[] {
  const written = documents.get(holder, 'parameters');
  return written.value === undefined
    ? []
    : documents
        .items(written)
        .map((cursor) => documents.follow(cursor))
        .filter(({ value }) => value !== undefined);
}
