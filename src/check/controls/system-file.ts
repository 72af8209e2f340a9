import type { Exchange } from '../../model/exchange.ts';
import { textIn } from './interpreter.ts';

/** The first line of the accounts of a Unix (`root:x:0:0:root:/root:/bin/bash`), and the sections of `win.ini`. */
const grammars: readonly RegExp[] = [
  /root:[^:\s]{0,120}:0:0:[^:\n]{0,80}:[^:\n]{0,80}:/,
  /\[(?:fonts|extensions|mci extensions)\][\s\S]{0,400}\[(?:fonts|extensions|files|mci extensions)\]/i,
];

/** A file that every machine of its kind has, by its grammar. */
export function holdsSystemFile(exchange: Exchange): boolean {
  const text = textIn(exchange);
  return grammars.some((grammar) => grammar.test(text));
}
