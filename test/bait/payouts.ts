/** A flow whose steps the server itself keeps. */
import type { Json } from '../../src/model/json.ts';
import { reply, type Route } from '#twin';
import type { Room } from './bank.ts';
import { only, type Bait } from './parts.ts';

export function payouts(bait: Bait): Room['routes'] {
  const steps = new Map<string, string>();
  const paid = new Map<string, number>();
  const step = (name: string, after: string | undefined, next: string): Json | undefined => {
    if (after !== undefined && steps.get(name) !== after) return undefined;
    steps.set(name, next);
    return { step: next };
  };
  const customer = (after: string | undefined, next: string): Route =>
    only(bait, 'customer', {
      act: (_, { name }) => {
        const done = step(name, after, next);
        if (done === undefined) return reply(422, { error: 'a step is missing' });
        if (next === 'paid') paid.set(name, (paid.get(name) ?? 0) + 100);
        return reply(200, done);
      },
    });
  return {
    'POST /payouts/quote': customer(undefined, 'quoted'),
    'POST /payouts/confirm': customer('quoted', 'confirmed'),
    'POST /payouts/execute': customer('confirmed', 'paid'),
    'GET /payouts': only(bait, 'customer', { act: (_, { name }) => reply(200, { paidCents: paid.get(name) ?? 0 }) }),
  };
}
