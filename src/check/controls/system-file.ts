import type { Exchange } from '../../model/exchange.ts';
import { valuesOf } from './values.ts';

/** The first line of the accounts of a Unix (`root:x:0:0:root:/root:/bin/bash`), and the sections of `win.ini`. */
const grammars: readonly RegExp[] = [
  /root:[^:\s]{0,120}:0:0:[^:\n]{0,80}:[^:\n]{0,80}:/,
  /\[(?:fonts|extensions|mci extensions)\]/i,
];

/**
 * A file that every machine of its kind has, by its grammar, at a place where none of the others has it: help texts and
 * manuals quote such lines, and they do so whatever is asked.
 */
export function holdsSystemFile(exchange: Exchange, others: readonly Exchange[] = []): boolean {
  const known = new Set(others.flatMap(placesOf));
  return placesOf(exchange).some((place) => !known.has(place));
}

/** Where it stands: `$.preview[]`, or `text` of what is no JSON. */
function placesOf(exchange: Exchange): readonly string[] {
  const { json, text = '' } = exchange.response?.body ?? {};
  const values = json === undefined ? [{ path: 'text', text }] : valuesOf(exchange);
  return values.filter((value) => grammars.some((grammar) => grammar.test(value.text))).map(({ path }) => path);
}
