import { AsyncLocalStorage } from 'node:async_hooks';
import { NotTested } from '../check/target.ts';

/** Calls that may leave at the same moment: as many connections of its own a target may be asked to hold. */
const togetherMax = 100;

/** Opens when everybody is there, or gave up. */
class Gate {
  #missing: number;
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;

  constructor(count: number) {
    this.#missing = count;
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  count(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing === 0) this.#open();
    return this.#opened;
  }
}

/** One call's place in the row: its first request takes it. */
interface Place {
  readonly gate: Gate;
  isTaken: boolean;
  isThere: boolean;
}
const places = new AsyncLocalStorage<Place>();

/** Runs the calls; the first request of each waits, connected, until all others are as far. */
export async function together<T>(calls: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  if (calls.length > togetherMax) throw new NotTested(`no more than ${togetherMax} requests are sent at once`);
  const gate = new Gate(calls.length);
  const answers = await Promise.allSettled(
    calls.map(async (call) => {
      const place: Place = { gate, isTaken: false, isThere: false };
      try {
        return await places.run(place, call);
      } finally {
        // The others do not wait for one that could not be sent.
        void arrive(place);
      }
    }),
  );
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}

/** What the request about to be sent waits for once it is connected; undefined where it goes alone. */
export function startOfBurst(): (() => Promise<void>) | undefined {
  const place = places.getStore();
  if (place === undefined || place.isTaken) return undefined;
  place.isTaken = true;
  return () => arrive(place);
}

async function arrive(place: Place): Promise<void> {
  if (place.isThere) return;
  place.isThere = true;
  await place.gate.count();
}
