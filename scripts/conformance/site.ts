/** Where findings of either side stand, so that a rule's row need not tell parameters from properties. */
import type { Versions } from '../../src/check/rule.ts';
import type { Finding } from '../../src/finding/finding.ts';
import type { ApiModel } from '../../src/model/api.ts';
import { Flow, requestFlows, responseFlows } from '../../src/model/schema-graph.ts';
import { operationsReaching } from '../../src/model/schema-reach.ts';
import { keysOf, type Pointer } from '../../src/model/source.ts';

/** `request parameter`, `response property` ... */
export type Site = `${'request' | 'response'} ${'parameter' | 'header' | 'body' | 'property'}`;

/** The first that matches; ids that match none name no site. */
const siteOfId: readonly (readonly [RegExp, readonly Site[]])[] = [
  [/^request-parameter-|^new-.*-parameter|^(?:new-required-)?request-header-property/, ['request parameter']],
  [/^request-body-(?:media-type|added|removed|became-(?:required|optional))/, []],
  [/^request-body-/, ['request body']],
  [/^request-.*property|^new-.*request-property/, ['request property']],
  [/^response-header-|-response-header-/, ['response header']],
  [/^response-body-media-type|^response-media-?type-/, []],
  [/^response-body-/, ['response body']],
  [/^response-.*property/, ['response property']],
];

export function sitesOfTheirs(id: string): readonly Site[] {
  return siteOfId.find(([pattern]) => pattern.test(id))?.[1] ?? [];
}

/** All sites that the finding may stand at, in either document; empty: at none of them. */
export function sitesOfOurs({ at, related }: Finding, { before, after }: Versions): ReadonlySet<Site> {
  const places = [at, ...related.map((one) => one.at)];
  return new Set(places.flatMap((place) => sitesAt(place.source === before.at.source ? before : after, place)));
}

function sitesAt(api: ApiModel, { source, path }: Pointer): readonly Site[] {
  const keys = keysOf(path);
  if (keys[0] === 'paths') return sitesBelow(keys.slice(2));
  if (keys[0] !== 'components') return [];
  if (keys[1] !== 'schemas') return sitesBelow(keys.slice(1));
  return sitesOfComponent(api, `${source}#${path.split('/').slice(0, 4).join('/')}`, keys.slice(3));
}

/** Below a path or a table of components: `parameters`, `requestBody`, `responses` ... with what stands in them. */
function sitesBelow(keys: readonly string[]): readonly Site[] {
  if (keys.includes('headers')) return ['response header'];
  const holder = keys.findIndex((key) => ['parameters', 'requestBody', 'requestBodies', 'responses'].includes(key));
  const start = keys.indexOf('schema', holder);
  const inSchema = start === -1 ? [] : keys.slice(start + 1);
  switch (holder === -1 ? '' : keys[holder]) {
    case 'parameters':
      return ['request parameter'];
    case 'requestBody':
    case 'requestBodies':
      return within('request', inSchema);
    case 'responses':
      return within('response', inSchema);
    default:
      return [];
  }
}

/** A property, or the body itself; what stands in the items of a body is called either. */
function within(side: 'request' | 'response', keys: readonly string[]): readonly Site[] {
  if (keys.includes('properties')) return [`${side} property`];
  return keys.includes('items') ? [`${side} body`, `${side} property`] : [`${side} body`];
}

/** A shared schema is whatever reaches it makes of it. */
function sitesOfComponent(api: ApiModel, id: string, keys: readonly string[]): readonly Site[] {
  const reached = (flow: number): boolean => operationsReaching(api, id, flow).length > 0;
  const kinds = keys.includes('properties') ? (['property'] as const) : (['body', 'property'] as const);
  return [
    ...(reached(requestFlows) ? kinds.map((kind): Site => `request ${kind}`) : []),
    ...(reached(Flow.requestParameter) ? (['request parameter'] as const) : []),
    ...(reached(responseFlows) ? kinds.map((kind): Site => `response ${kind}`) : []),
    ...(reached(Flow.responseHeader) ? (['response header'] as const) : []),
  ];
}
