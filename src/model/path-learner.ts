import type { Exchange } from './exchange.ts';
import { isObject, type Json } from './json.ts';
import { ProducedValues } from './path/produced.ts';
import { pathTemplates, type PathTemplate } from './path-template.ts';

/** Addresses that are told apart. */
const pathsMax = 200_000;
/** Names of an answer that are compared. */
const namesMax = 30;

interface Address {
  readonly origin: string;
  readonly path: string;
  readonly order: number;
  answers?: string;
  isPostOnly: boolean;
}

/** Collects from the exchanges of a capture what says which parts of its addresses are parameters. */
export class PathLearner {
  readonly #seen = new Map<string, Address>();
  readonly #values = new ProducedValues();
  #order = 0;

  see(exchange: Exchange): void {
    const { request, response } = exchange;
    const key = `${request.origin}${request.path}`;
    let known = this.#seen.get(key);
    if (known === undefined && this.#seen.size < pathsMax) {
      known = { origin: request.origin, path: request.path, order: this.#order, isPostOnly: true };
      this.#seen.set(key, known);
    }
    if (known !== undefined) {
      known.isPostOnly &&= request.method === 'POST';
      const json = response !== undefined && response.status < 300 ? response.body?.json : undefined;
      if (json !== undefined) known.answers ??= namesOf(json);
    }
    this.#values.see(exchange, this.#order);
    this.#order += 1;
  }

  learn(): (origin: string, path: string) => PathTemplate {
    return pathTemplates(this.#seen.values(), this.#values);
  }
}

/** Of one object: what a list holds is no sign that its address is one of several. */
function namesOf(json: Json): string {
  return isObject(json) ? Object.keys(json).sort().slice(0, namesMax).join(',') : '';
}
