import type { ApiModel, Operation } from '../api.ts';
import { flatten } from '../flatten.ts';
import { nounOf } from '../noun.ts';
import { canonicalPath } from '../operation.ts';
import { identityOf } from '../path/tokens.ts';
import type { Place } from './edge.ts';

/** An id that a request needs. */
export interface Need {
  readonly in: Place;
  readonly name: string;
  /** What it is the id of: `card`; empty where nothing says so. */
  readonly noun: string;
  /** Of a path: where such objects live, `/accounts/{}/cards`. */
  readonly collection?: string;
}

/** The ids that an operation needs: all of its path, of query, headers and body those that are required and named so. */
export function needsOf(api: ApiModel, operation: Operation): readonly Need[] {
  const { path } = operation;
  const inPath = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']): Need => {
    const collection = path.slice(0, path.indexOf(`{${name}}`)).replace(/\/[^/]*$/, '');
    return { in: 'path', name, noun: nounOf(name, path), collection: canonicalPath(collection) };
  });
  const others = operation.parameters.flatMap(({ in: place, name, required }): Need[] =>
    (place === 'query' || place === 'header') && required && isNamed(name)
      ? [{ in: place, name, noun: nounOf(name.replace(/^x-/i, '')) }]
      : [],
  );
  const schema = operation.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType))?.schema;
  const properties = (schema === undefined ? undefined : flatten(api, schema))?.properties ?? [];
  const inBody = properties.flatMap(({ name, required, readOnly }): Need[] =>
    required && !readOnly && isNamed(name) ? [{ in: 'body', name, noun: nounOf(name) }] : [],
  );
  return [...inPath, ...others, ...inBody];
}

/** `accountId`, `X-Account-Id`: the id of something that is named. */
function isNamed(name: string): boolean {
  return /[a-z](?:Id|ID|Uuid|_id|_uuid|-id|-uuid)$/i.test(name) && identityOf(name.replaceAll('-', '_')) === 'strong'
    ? !/request|correlation|trace|span|idempot|message|session/i.test(name)
    : false;
}
