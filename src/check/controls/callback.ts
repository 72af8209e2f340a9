import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Hit, Listener, ListenerForm, Target } from '../target.ts';
import { compared, shown, unusable } from './answers.ts';

/** How long a target may take to call, in milliseconds: most call before they answer. */
export const hitMsMax = 2_000;

export interface Callback {
  /** Sends a valid request with the address in it. */
  send(url: string, how?: { readonly fresh?: boolean }): Promise<Exchange>;
  readonly form?: ListenerForm;
  /** What brings the call about, where the request itself does not. */
  trigger?(): Promise<Exchange>;
}

export type CallbackVerdict =
  | {
      readonly proven: readonly Evidence[];
      readonly hits: readonly Hit[];
      /** The first answer, and the question that it was asked with. */
      readonly answer: Exchange;
      readonly question: string;
      readonly listener: Listener;
    }
  | 'decided'
  | { readonly undecided: string };

/**
 * Control C11 (OWASP API7:2023): the target calls an address of ours that nobody can guess, and no other of ours; twice,
 * with different addresses. An address that was never sent stays silent.
 */
export async function judgeCallback(target: Target, asked: Callback): Promise<CallbackVerdict> {
  const { form } = asked;
  const listener = await target.listen();
  const question = target.random(24);
  const answer = await asked.send(listener.url(question, form));
  const triggered = await asked.trigger?.();
  const failed = unusable(answer, ...(triggered ? [triggered] : []));
  const hits = await listener.hits(question, hitMsMax);
  if (hits.length === 0) return failed === undefined ? 'decided' : { undecided: failed };
  const second = target.random(24);
  const again = await asked.send(listener.url(second, form), { fresh: true });
  await asked.trigger?.();
  const repeated = await listener.hits(second, hitMsMax);
  if (repeated.length === 0) return { undecided: 'it did not happen again with another address' };
  // A scanner on the network that tries paths would find this one as well.
  const stray = await listener.hits(target.random(24), 0);
  if (stray.length > 0) return { undecided: 'addresses that were not sent are called as well' };
  return {
    hits: repeated,
    answer,
    question,
    listener,
    proven: [
      shown(target, 'A request with an address of ours.', answer),
      shown(target, 'Another address of ours, on a new connection.', again),
      compared(
        'Requests that came to our server',
        'for an address that was not sent: none',
        'for each that was sent: one or more',
      ),
    ],
  };
}
