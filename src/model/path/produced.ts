import { header, type Exchange } from '../exchange.ts';
import { isObject, type Json } from '../json.ts';
import { identityOf } from './tokens.ts';

/** Values that answers named, which may come back in an address. */
const valuesMax = 200_000;
/** Longest such value, in characters. */
const valueCharsMax = 128;
/** Values of one answer that are looked at. */
const nodesMax = 5_000;

const nothing: ReadonlySet<string> = new Set();

export interface Produced {
  readonly key: string;
  readonly isStrong: boolean;
  /** Position of the answer in the capture. */
  readonly order: number;
}

/** Which values answers named under which keys: an id in an address was in some answer before. Tags stand for what was redacted. */
export class ProducedValues {
  readonly #values = new Map<string, Produced>();
  #echoed = nothing;

  /** `echoed`: values in lower case that the request itself named, so that its answer is not where they come from. */
  see({ response }: Exchange, order: number, echoed: ReadonlySet<string> = nothing): void {
    if (response === undefined) return;
    this.#echoed = echoed;
    if (response.status === 201) this.#location(header(response.headers, 'location'), order);
    const json = response.body?.json;
    if (json !== undefined) this.#body(json, order);
    this.#echoed = nothing;
  }

  /** Compared without case: hosts of ids differ in it. */
  get(value: string): Produced | undefined {
    return this.#values.get(value.toLowerCase());
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  add(value: string, produced: Produced): void {
    if (value.length < 2 || value.length > valueCharsMax) return;
    const text = value.toLowerCase();
    if (this.#echoed.has(text)) return;
    const known = this.#values.get(text);
    if (known === undefined ? this.#values.size < valuesMax : produced.isStrong && !known.isStrong)
      this.#values.set(text, produced);
  }

  /** Where the new object stands: the last segment is its id. */
  #location(location: string | undefined, order: number): void {
    const path = location?.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
    const segments = path?.split('/').filter((segment) => segment !== '') ?? [];
    if (segments.length > 1) this.add(segments.at(-1) ?? '', { key: 'Location', isStrong: true, order });
  }

  #body(root: Json, order: number): void {
    const stack: Json[] = [root];
    for (let nodes = 0; stack.length > 0 && nodes < nodesMax; nodes += 1) {
      const value = stack.pop() ?? null;
      if (Array.isArray(value)) stack.push(...(value as readonly Json[]).slice(0, nodesMax));
      else if (isObject(value)) {
        for (const key of Object.keys(value).slice(0, nodesMax)) {
          const item = value[key];
          if (typeof item === 'object' && item !== null) stack.push(item);
          else if (typeof item === 'string' || typeof item === 'number') this.#scalar(key, String(item), order);
        }
      }
    }
  }

  #scalar(key: string, value: string, order: number): void {
    const identity = identityOf(key);
    if (identity === undefined) return;
    this.add(value, { key, isStrong: identity === 'strong', order });
  }
}
