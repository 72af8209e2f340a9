/** Parts of the contract that the target does not have yet. */
import { NotTested, type Target } from '../check/target.ts';
import type { Core } from './core.ts';

const later = (what: string) => (): never => {
  throw new NotTested(`${what}: not to be had from this target`);
};

const asked = new WeakMap<Core, Map<string, Promise<unknown>>>();

export function pending(
  core: Core,
): Pick<Target, 'once' | 'body' | 'together' | 'listen' | 'epochMs' | 'sleep' | 'tls' | 'captured'> {
  const { clock, signal } = core.options;
  const known = asked.get(core) ?? new Map<string, Promise<unknown>>();
  asked.set(core, known);
  return {
    once: <T>(key: string, ask: () => Promise<T>): Promise<T> => {
      const before = known.get(key) as Promise<T> | undefined;
      const answer = before ?? ask();
      known.set(key, answer);
      return answer;
    },
    body: later('a body'),
    together: (calls) => Promise.all(calls.map((call) => call())),
    listen: later('a server that the target can call'),
    epochMs: () => clock.epochMs(),
    sleep: (ms) => clock.sleep(ms, signal),
    tls: () => Promise.resolve(undefined),
    captured: [],
  };
}
