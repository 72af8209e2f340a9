import type { ApiModel, Operation } from '../api.ts';
import { canonicalPath } from '../operation.ts';
import { joined, type Edge } from './edge.ts';
import { giftsOf } from './gives.ts';
import { linkedEdges } from './linked.ts';
import { needsOf, type Need } from './needs.ts';

/** Producers that are named of one need: the likeliest. */
const producersMax = 8;

interface Giver {
  readonly operation: Operation;
  readonly field: string;
}

/** Which answers give the ids that other operations need: by links, by names and nouns of the document, by captures. */
export function lineageOf(api: ApiModel, captured: readonly Edge[] = []): readonly Edge[] {
  const paths = api.operations.filter(({ kind, method }) => kind === 'path' && method !== 'DELETE');
  const givers = new Givers();
  for (const operation of paths) givers.add(api, operation);
  const documented = api.operations.flatMap((consumer) =>
    needsOf(api, consumer).flatMap((need) => givers.edgesFor(consumer, need)),
  );
  const linked = linkedEdges(api).map(({ from: _from, ...edge }): Edge => edge);
  return joined([...linked, ...captured, ...documented]);
}

class Givers {
  readonly #byName = new Map<string, Giver[]>();
  readonly #byNoun = new Map<string, Giver[]>();
  /** Calls on a collection that do not say what they answer. */
  readonly #silent = new Map<string, Giver[]>();
  readonly #needs = new Map<Operation, readonly Need[]>();

  add(api: ApiModel, operation: Operation): void {
    this.#needs.set(operation, needsOf(api, operation));
    const gifts = giftsOf(api, operation);
    for (const { field, noun } of gifts) {
      push(this.#byName, field, { operation, field });
      if (noun !== '') push(this.#byNoun, noun, { operation, field });
    }
    const isSilent = gifts.length === 0 && (operation.method === 'POST' || operation.method === 'GET');
    const field = operation.method === 'POST' ? 'Location' : 'id';
    if (isSilent) push(this.#silent, canonicalPath(operation.path), { operation, field });
  }

  edgesFor(consumer: Operation, need: Need): readonly Edge[] {
    const { noun, name, in: place, collection } = need;
    const edge = ({ operation, field }: Giver, evidence: Edge['evidence']): Edge => ({
      producer: operation.id,
      field,
      consumer: consumer.id,
      in: place,
      name,
      evidence,
    });
    const fits = ({ operation }: Giver): boolean => operation !== consumer && !this.#needsIt(operation, need);
    const pick = (found: readonly Giver[] | undefined): readonly Giver[] =>
      (found ?? []).filter(fits).toSorted(byMethod).slice(0, producersMax);
    const named = noun === '' || name === 'id' ? [] : pick(this.#byName.get(name));
    const nouns = noun === '' ? [] : pick(this.#byNoun.get(noun));
    const silent = collection === undefined ? [] : pick(this.#silent.get(collection));
    return [...named.map((one) => edge(one, 'name')), ...[...nouns, ...silent].map((one) => edge(one, 'noun'))];
  }

  /** What needs the same itself gives nothing new. */
  #needsIt(operation: Operation, { noun, name }: Need): boolean {
    return (this.#needs.get(operation) ?? []).some(
      (own) => (own.name === name && name !== 'id') || (own.noun === noun && noun !== ''),
    );
  }
}

function push(map: Map<string, Giver[]>, key: string, giver: Giver): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [giver]);
  else known.push(giver);
}

const order = ['POST', 'PUT', 'GET'];

/** What makes an object comes before what lists some. */
function byMethod(a: Giver, b: Giver): number {
  const rank = ({ operation }: Giver): number =>
    order.indexOf(operation.method) + (order.includes(operation.method) ? 0 : 9);
  return rank(a) - rank(b);
}
