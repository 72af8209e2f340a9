import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Json } from '../../model/json.ts';
import type { Target } from '../target.ts';
import { compared, isSuccess, shown, unusable } from './answers.ts';
import { isSameJson } from './bodies.ts';

/** A property that the server alone should set, and two other values for it. */
export interface Sticking {
  /** For the evidence: `creditLimit`, `$.card.owner`. */
  readonly name: string;
  readonly values: readonly [Json, Json];
  /** Sends an ordinary request that holds the value besides; undefined: the ordinary request alone. */
  send(value: Json | undefined, how?: { readonly fresh?: boolean }): Promise<Exchange>;
  /** A read of its own after what was sent; the answer that shows the object. */
  read(sent: Exchange): Promise<Exchange>;
  /** The value in such an answer. */
  valueIn(answer: Exchange): Json | undefined;
  /** The value as it was sent, redacted as answers are. */
  sentIn(sent: Exchange): Json | undefined;
}

export type StickVerdict = { readonly proven: readonly Evidence[] } | 'decided' | { readonly undecided: string };

/**
 * Mass assignment (OWASP API3:2023, CWE-915): without the property the server sets a value of its own; two different values
 * each show in a read of its own, and the first once more on a new connection. One of two is chance or a default.
 */
export async function judgeSticking(target: Target, sticking: Sticking): Promise<StickVerdict> {
  const { name, values } = sticking;
  const plain = await sticking.send(undefined);
  const baseline = await sticking.read(plain);
  const failed = unusable(plain, baseline);
  if (failed !== undefined) return { undecided: failed };
  if (!isSuccess(plain)) return { undecided: 'the ordinary request is refused' };
  const before = sticking.valueIn(baseline);
  const answers: { readonly sent: Exchange; readonly shown: Exchange }[] = [];
  for (const [index, value] of [...values, values[0]].entries()) {
    // The second may be what the server sets: of a flag there are only two, and the answers still follow the requests.
    if (isSameJson(before, value) && index === 0) return { undecided: 'the server itself sets one of the values' };
    const sent = await sticking.send(value, { fresh: index === 2 });
    const after = await sticking.read(sent);
    const unclear = unusable(sent, after);
    if (unclear !== undefined) return { undecided: unclear };
    const sticks = isSuccess(after) && isSameJson(sticking.valueIn(after), sticking.sentIn(sent));
    if (!sticks && index === 0) return 'decided';
    if (!sticks)
      return {
        undecided: index === 1 ? 'only one of two values stuck' : 'it did not happen again on a new connection',
      };
    answers.push({ sent, shown: after });
  }
  const [first, second, third] = answers;
  if (first === undefined || second === undefined || third === undefined) return { undecided: 'no answers' };
  return {
    proven: [
      shown(target, `An ordinary request leaves ${name} to the server.`, baseline),
      shown(target, `The same request with ${name} in it.`, first.sent),
      shown(target, 'A read of its own shows the value that was sent.', first.shown),
      shown(target, 'Another value, sent the same way, sticks as well.', second.shown),
      shown(target, 'The first value once more, on a new connection.', third.shown),
      compared(`${name} in reads of their own`, 'as the server gives it', 'as the requests said, three times'),
    ],
  };
}
