import type { Operation, OperationId } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Pointer } from '../../model/source.ts';
import type { SeenCalls } from '../rule.ts';
import { slim } from './evidence.ts';

/** Header names of one operation that are kept. */
const headersMax = 200;

interface Calls {
  count: number;
  served: number;
  readonly statuses: Set<number>;
  readonly headers: Set<string>;
  readonly first: Exchange;
  firstServed?: Exchange;
}

/** What was seen of each operation: counts and names, and two exchanges to be shown. */
export class OperationCalls {
  readonly #calls = new Map<OperationId, Calls>();

  see(exchange: Exchange, { id }: Operation): void {
    let calls = this.#calls.get(id);
    if (calls === undefined) {
      calls = { count: 0, served: 0, statuses: new Set(), headers: new Set(), first: slim(exchange) };
      this.#calls.set(id, calls);
    }
    calls.count += 1;
    const { status = 0, headers = [] } = exchange.response ?? {};
    calls.statuses.add(status);
    if (status < 200 || status > 299 || headers.length === 0) return;
    calls.served += 1;
    calls.firstServed ??= slim(exchange);
    for (const [name] of headers) if (calls.headers.size < headersMax) calls.headers.add(name.toLowerCase());
  }

  counts(): ReadonlyMap<OperationId, number> {
    return new Map([...this.#calls].map(([id, { count }]) => [id, count]));
  }

  seen(): ReadonlyMap<OperationId, SeenCalls> {
    return new Map(
      [...this.#calls].map(([id, { first, firstServed, ...rest }]) => [
        id,
        { ...rest, first: first.at, ...(firstServed === undefined ? {} : { firstServed: firstServed.at }) },
      ]),
    );
  }

  /** The exchange behind a place of `seen`. */
  shown(at: Pointer): Exchange | undefined {
    for (const { first, firstServed } of this.#calls.values()) {
      for (const exchange of [first, firstServed])
        if (exchange?.at.path === at.path && exchange.at.source === at.source) return exchange;
    }
    return undefined;
  }
}
