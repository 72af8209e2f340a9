import { segmentsOf } from '../model/path/tokens.ts';
import { isVersion } from '../model/shape.ts';
import { wordsOf } from '../model/words.ts';
import type { CatalogueOperation } from './catalogue.ts';
import type { SchemaLearner } from './schema/learner.ts';
import type { ShapeStats } from './schema/shape-stats.ts';
import { writeSchema, type WrittenSchema } from './schema/write.ts';

/** Methods that an OpenAPI 3.1 path item has. */
const methods = new Set('GET PUT POST DELETE OPTIONS HEAD PATCH TRACE'.split(' '));

/** What traffic shows as an OpenAPI 3.1 document, without any value that was seen. */
export function openapiOf(title: string, operations: readonly CatalogueOperation[]): WrittenSchema {
  const base = basePathOf(operations);
  const origins = [...new Set(operations.flatMap(({ origins: own }) => [...own]))];
  const schemes = new Map(
    operations.flatMap((each) => [...each.schemes]).map((scheme) => [scheme, schemeName(scheme)]),
  );
  const paths: WrittenSchema = {};
  const ids = new Set<string>();
  for (const operation of operations.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    if (!methods.has(operation.method)) continue;
    const path = operation.path.slice(base.length) || '/';
    const item = (paths[path] ??= {}) as WrittenSchema;
    item[operation.method.toLowerCase()] = {
      operationId: freeId(operation.method, path, ids),
      ...operationObject(operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '0.0.0', description: 'Learnt from traffic: what was never called is not here.' },
    servers: origins.map((origin) => ({ url: origin + base })),
    paths,
    ...(schemes.size === 0
      ? {}
      : {
          components: {
            securitySchemes: Object.fromEntries([...schemes].map(([scheme, name]) => [name, schemeObject(scheme)])),
          },
        }),
  };
}

/** One operation as OpenAPI 3.1 has it, without its id. */
export function operationObject(operation: CatalogueOperation): WrittenSchema {
  const { calls, data, requests } = operation;
  const bodies = [...requests].filter(([mediaType]) => mediaType.includes('/'));
  const classes = [...new Set([...data.values()].map(({ dataClass }) => dataClass))];
  const parameters = parametersOf(operation);
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(bodies.length === 0
      ? {}
      : {
          requestBody: { content: Object.fromEntries(bodies.map(([type, learner]) => [type, mediaObject(learner)])) },
        }),
    responses: responsesOf(operation),
    ...securityOf(operation),
    'x-observed': { calls },
    ...(classes.length === 0 ? {} : { 'x-data-classes': classes }),
  };
}

function parametersOf({ pathParameters, query, calls }: CatalogueOperation): WrittenSchema[] {
  return [
    ...pathParameters.map(({ name, because, confidence, evidence }) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
      'x-evidence': { because, confidence, evidence },
    })),
    ...[...query].map(([name, field]) => queryParameter(name, field, calls)),
  ];
}

/** A query field as it was seen. */
export function queryParameter(
  name: string,
  { stats, seen }: { readonly stats: ShapeStats; readonly seen: number },
  calls: number,
): WrittenSchema {
  return {
    name,
    in: 'query',
    schema: writeSchema(stats),
    'x-observed': { seen: Math.min(seen, calls), of: calls },
  };
}

/** Responses by status, each with its media types. */
export function responsesOf({ answers, statuses }: CatalogueOperation): WrittenSchema {
  const responses: WrittenSchema = {};
  for (const [status, count] of [...statuses].toSorted(([a], [b]) => a - b)) {
    if (status < 100 || status > 599) continue;
    const own = [...answers].filter(([key]) => key.startsWith(`${status} `) && key.includes('/'));
    const content = Object.fromEntries(own.map(([key, learner]) => [key.slice(4), mediaObject(learner)]));
    responses[String(status)] = {
      description: `Seen ${count} ${count === 1 ? 'time' : 'times'}.`,
      ...(own.length === 0 ? {} : { content }),
    };
  }
  return responses;
}

/** What one media type was seen to hold. */
export function mediaObject(learner: SchemaLearner): WrittenSchema {
  return learner.bodies === 0 ? {} : { schema: writeSchema(learner.root), 'x-observed': { bodies: learner.bodies } };
}

/** Nothing is claimed where the capture cannot tell. */
function securityOf({ credentials, schemes }: CatalogueOperation): { readonly security?: WrittenSchema[] } {
  if (credentials.has('unknown') || credentials.size === 0) return {};
  const open = credentials.has('absent') ? [{}] : [];
  const known = credentials.has('present') ? [...schemes].map((scheme) => ({ [schemeName(scheme)]: [] })) : [];
  if (open.length + known.length === 0) return {};
  return { security: credentials.has('present') ? [...known, ...open] : [] };
}

function schemeName(scheme: string): string {
  return scheme.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 64);
}

function schemeObject(scheme: string): WrittenSchema {
  const [kind = '', name = ''] = scheme.split(/ (.*)/s);
  return name === '' ? { type: 'http', scheme: kind } : { type: 'apiKey', in: kind, name };
}

/** The prefix of generic words that all paths share: `/api/v1`. */
function basePathOf(operations: readonly CatalogueOperation[]): string {
  const [first, ...rest] = operations.map(({ path }) => segmentsOf(path));
  if (first === undefined) return '';
  let length = first.findIndex((segment) => !isVersion(segment) && !/^(?:apis?|rest)$/i.test(segment));
  if (length === -1) length = 0;
  for (const segments of rest)
    while (length > 0 && !first.slice(0, length).every((each, at) => segments[at] === each)) length -= 1;
  return first
    .slice(0, length)
    .map((segment) => `/${segment}`)
    .join('');
}

function freeId(method: string, path: string, taken: Set<string>): string {
  const words = [method.toLowerCase(), ...path.split('/').flatMap((segment) => wordsOf(segment))];
  const name = words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}${number}`;
  taken.add(free);
  return free;
}
