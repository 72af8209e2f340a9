import type { ApiModel, Link, Operation } from '../api.ts';
import type { Edge, Place } from './edge.ts';

/** A link of an answer as one parameter of another operation sees it. */
export interface Linked extends Edge {
  /** Steps in the answer's body to the value; of a header its name. */
  readonly from: { readonly body: readonly string[] } | { readonly header: string };
}

/** What the document's own links say (OpenAPI 3.1 section 4.8.20). */
export function linkedEdges(api: ApiModel): readonly Linked[] {
  const byName = new Map(api.operations.map((operation) => [operation.operationId ?? '', operation]));
  const byPlace = new Map(api.operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  return api.operations.flatMap((producer) =>
    producer.responses
      .filter(({ status }) => status.startsWith('2'))
      .flatMap(({ links = [] }) => links)
      .flatMap((link) => {
        const consumer = link.operationId === undefined ? placed(link, byPlace) : byName.get(link.operationId);
        return consumer === undefined ? [] : edgesOf(link, producer, consumer);
      }),
  );
}

/** `#/paths/~1cards~1{cardId}/get`, of the same document. */
function placed({ operationRef = '' }: Link, byPlace: ReadonlyMap<string, Operation>): Operation | undefined {
  const [, path = '', method = ''] = /^#\/paths\/([^/]{1,500})\/([a-z]{1,20})$/i.exec(operationRef) ?? [];
  const written = path.replace(/%7B/gi, '{').replace(/%7D/gi, '}').replaceAll('~1', '/').replaceAll('~0', '~');
  return byPlace.get(`${method.toUpperCase()} ${written}`);
}

function edgesOf({ parameters }: Link, producer: Operation, consumer: Operation): readonly Linked[] {
  return Object.entries(parameters).flatMap(([key, expression]): Linked[] => {
    const [, place, rest = key] = /^(path|query|header)\.(.+)$/.exec(key) ?? [];
    const declared = consumer.parameters.find(
      ({ name, in: where }) => name === rest && (place === undefined || where === place),
    );
    const where = declared?.in ?? place ?? (consumer.path.includes(`{${rest}}`) ? 'path' : undefined);
    const from = sourceOf(expression);
    if (from === undefined || where === undefined || !isPlace(where)) return [];
    const field = 'header' in from ? from.header : (from.body.at(-1) ?? '$');
    return [{ producer: producer.id, field, consumer: consumer.id, in: where, name: rest, evidence: 'link', from }];
  });
}

function isPlace(text: string): text is Place {
  return text === 'path' || text === 'query' || text === 'header';
}

/** `$response.body#/card/id`, `$response.header.Location` */
function sourceOf(expression: string): Linked['from'] | undefined {
  const text = expression.trim().replace(/^\{(.*)\}$/, '$1');
  const header = /^\$response\.header\.([\w-]{1,100})$/.exec(text)?.[1];
  if (header !== undefined) return { header };
  const pointer = /^\$response\.body#((?:\/[^/]{0,200}){1,20})$/.exec(text)?.[1];
  if (pointer === undefined) return undefined;
  const body = pointer.split('/').slice(1);
  return { body: body.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) };
}
