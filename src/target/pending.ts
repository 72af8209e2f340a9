/** Parts of the contract that the target does not have yet. */
import { NotTested, type Target } from '../check/target.ts';
import type { Core } from './core.ts';

const later = (what: string) => (): never => {
  throw new NotTested(`${what}: not to be had from this target`);
};

const asked = new WeakMap<Core, Map<string, Promise<unknown>>>();

export function pending(
  core: Core,
): Pick<
  Target,
  | 'isSensitive'
  | 'once'
  | 'body'
  | 'together'
  | 'listen'
  | 'epochMs'
  | 'sleep'
  | 'account'
  | 'throwAway'
  | 'made'
  | 'keep'
  | 'flow'
  | 'tls'
  | 'captured'
> {
  const { clock, signal } = core.options;
  const known = asked.get(core) ?? new Map<string, Promise<unknown>>();
  asked.set(core, known);
  return {
    isSensitive: () => false,
    once: <T>(key: string, ask: () => Promise<T>): Promise<T> => {
      const before = known.get(key) as Promise<T> | undefined;
      if (before !== undefined) return before;
      const answer = ask();
      known.set(key, answer);
      // A budget that ended in the middle is the asker's own: the next one asks again.
      answer.catch(() => known.delete(key));
      return answer;
    },
    body: later('a body'),
    together: (calls) => Promise.all(calls.map((call) => call())),
    listen: later('a server that the target can call'),
    epochMs: () => clock.epochMs(),
    sleep: (ms) => clock.sleep(ms, signal),
    account: later('an account'),
    keep: later('a credential that was kept'),
    made: () => undefined,
    throwAway: later('a throw-away user'),
    flow: () => undefined,
    tls: () => Promise.resolve(undefined),
    captured: [],
  };
}
