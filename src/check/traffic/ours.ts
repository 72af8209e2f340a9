import type { ApiModel, Operation } from '../../model/api.ts';
import { hasLiteral, type Matched } from '../../model/match.ts';

/**
 * Whose API an origin serves. A document's servers name production, captures come from staging and laptops: an origin is
 * the API's as well when two of its operations answer there, or all it has. A template of parameters alone proves nothing.
 */
export class Origins {
  readonly #documented = new Set<string>();
  readonly #operations = new Map<string, Set<Operation>>();
  readonly #needed: number;

  constructor(api: ApiModel) {
    this.#needed = Math.min(2, api.operations.filter(({ path }) => hasLiteral(path)).length);
  }

  see(origin: string, { host, operation }: Matched, isAnswered: boolean): void {
    if (host !== 'other') this.#documented.add(origin);
    if (operation === undefined || !isAnswered || !hasLiteral(operation.path)) return;
    const known = this.#operations.get(origin);
    if (known === undefined) this.#operations.set(origin, new Set([operation]));
    else known.add(operation);
  }

  isOurs(origin: string): boolean {
    const seen = this.#operations.get(origin)?.size ?? 0;
    return this.#documented.has(origin) || (seen > 0 && seen >= this.#needed);
  }
}
