import type { Operation } from '../api.ts';
import type { Exchange } from '../exchange.ts';
import { eachLeaf } from '../leaves.ts';
import { pathValues } from '../match.ts';
import { identityOf } from '../path/tokens.ts';
import type { Place } from './edge.ts';

/** Values of one body that are looked at. */
const nodesMax = 2_000;
/** Longest id, in characters. */
const valueCharsMax = 128;

export interface Consumed {
  readonly in: Place;
  readonly name: string;
  readonly value: string;
}

/** The ids that a request carries, by the names of what holds them. */
export function consumedBy({ request }: Exchange, operation: Operation): readonly Consumed[] {
  const found: Consumed[] = [];
  const take = (place: Place, name: string, value: string): void => {
    if (value !== '' && value.length <= valueCharsMax) found.push({ in: place, name, value });
  };
  for (const [name, value] of Object.entries(pathValues(operation, request.path))) take('path', name, value);
  for (const [name, value] of request.query) if (identityOf(name) === 'strong') take('query', name, value);
  const declared = new Set(
    operation.parameters.flatMap(({ in: place, name }) => (place === 'header' ? [name.toLowerCase()] : [])),
  );
  for (const [name, value] of request.headers)
    if (declared.has(name.toLowerCase()) && isIdHeader(name)) take('header', name, value);
  if (request.body?.json !== undefined)
    eachLeaf(request.body.json, { nodesMax }, (leaf, name) => {
      if ((typeof leaf === 'string' || typeof leaf === 'number') && identityOf(name) === 'strong')
        take('body', name, String(leaf));
    });
  return found;
}

/** `X-Account-Id`, and not what numbers the calls themselves. */
function isIdHeader(name: string): boolean {
  return /-(?:id|uuid|number)$/i.test(name) && !/request|correlation|trace|span|idempot|message|session/i.test(name);
}
