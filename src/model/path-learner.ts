import type { Exchange } from './exchange.ts';
import { isObject, type Json } from './json.ts';
import { isIdentityKey, pathTemplates, type PathTemplate, type SeenPath } from './path-template.ts';

/** Addresses that are told apart, and values that may come back in one. */
const pathsMax = 50_000;
const valuesMax = 50_000;
const valueCharsMax = 64;
/** Values of one body that are looked at. */
const nodesMax = 5_000;
/** Names of an answer that are compared. */
const namesMax = 30;

/** Collects from the exchanges of a capture what says which parts of its addresses are parameters. */
export class PathLearner {
  readonly #seen = new Map<string, SeenPath>();
  readonly #values = new Set<string>();

  see({ request, response }: Exchange): void {
    const key = `${request.origin}${request.path}`;
    const json = response?.body?.json;
    const known = this.#seen.get(key);
    if (known === undefined ? this.#seen.size < pathsMax : known.answers === undefined && json !== undefined) {
      const isAnswer = response !== undefined && response.status < 300 && json !== undefined;
      this.#seen.set(key, {
        origin: request.origin,
        path: request.path,
        ...(isAnswer ? { answers: namesOf(json) } : {}),
      });
    }
    if (json !== undefined) this.#remember(json);
  }

  learn(): (origin: string, path: string) => PathTemplate {
    return pathTemplates(this.#seen.values(), this.#values);
  }

  #remember(root: Json): void {
    const stack: Json[] = [root];
    for (let nodes = 0; stack.length > 0 && nodes < nodesMax && this.#values.size < valuesMax; nodes += 1) {
      const value = stack.pop() ?? null;
      if (Array.isArray(value)) stack.push(...value.slice(0, nodesMax));
      else if (isObject(value)) {
        for (const key of Object.keys(value).slice(0, nodesMax)) {
          const item = value[key];
          if (typeof item === 'object' && item !== null) stack.push(item);
          else if (typeof item === 'string' && item.length > 1 && item.length <= valueCharsMax && isIdentityKey(key))
            this.#values.add(item.toLowerCase());
        }
      }
    }
  }
}

function namesOf(json: Json): string {
  const object: Json = Array.isArray(json) ? (json[0] ?? null) : json;
  return isObject(object) ? Object.keys(object).sort().slice(0, namesMax).join(',') : '';
}
