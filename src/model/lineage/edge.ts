import type { OperationId } from '../api.ts';

/** Where a value stands in the request that needs it. */
export type Place = 'path' | 'query' | 'header' | 'body';

/** Why an answer is taken for the source of a value, the strongest first. */
export const evidences = ['link', 'capture', 'name', 'noun'] as const;
export type Evidence = (typeof evidences)[number];

/** One operation's answer holds what another one's request needs. Names only: no value. */
export interface Edge {
  readonly producer: OperationId;
  /** Name of the field in the answer, or `Location`. */
  readonly field: string;
  readonly consumer: OperationId;
  readonly in: Place;
  /** Of the parameter, or of the field in the body. */
  readonly name: string;
  readonly evidence: Evidence;
  /** Calls of captures that show it. */
  readonly seen?: number;
}

/** One edge each, with its best evidence, in an order that does not depend on how they were found. */
export function joined(edges: Iterable<Edge>): readonly Edge[] {
  const best = new Map<string, Edge>();
  for (const edge of edges) {
    const key = keyOf(edge);
    const known = best.get(key);
    const seen = (known?.seen ?? 0) + (edge.seen ?? 0);
    const better = known === undefined || rankOf(edge) < rankOf(known) ? edge : known;
    best.set(key, seen === 0 ? better : { ...better, seen });
  }
  return [...best].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, edge]) => edge);
}

function keyOf({ consumer, in: place, name, producer, field }: Edge): string {
  return JSON.stringify([consumer, place, name, producer, field]);
}

function rankOf({ evidence }: Edge): number {
  return evidences.indexOf(evidence);
}
