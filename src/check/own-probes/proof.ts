import type { Exchange } from '../../model/exchange.ts';
import { matchesGlob } from '../../model/glob.ts';
import { isAlike, isServed, isSuccess } from '../controls/answers.ts';
import { canariesOf, holdsObject, isTelling, type Canary } from '../controls/canary.ts';
import { isSameState, stateOf } from '../controls/effect.ts';

/** What is to be seen of an answer: all that are given together. */
export interface Proof {
  /**
   * `served`: a success that is not what anonymous callers get. `refused`: just what they get. `same-as-owner`: the
   * owner's own answer, but for what differs between two of them anyway.
   */
  readonly answer?: 'served' | 'refused' | 'same-as-owner';
  /** The answer holds values that are the owner's alone (control C7). */
  readonly holds?: 'owner-values';
  /** The owner reads another state than before (control C8): anywhere, or at this place (`$.limitCents`). */
  readonly state?: { readonly at?: string };
  readonly status?: '2xx' | '3xx' | '4xx' | '5xx';
  readonly header?: { readonly name: string; readonly exists?: boolean; readonly like?: string };
}

/** What came of one attempt, and what the owner read before and after it. */
export interface Attempt {
  readonly answer: Exchange;
  readonly before?: Exchange;
  readonly after?: Exchange;
}

/** The owner's answer, twice, and what comes without a credential: all to the valid call. */
export interface Known {
  readonly mine: Exchange;
  readonly again: Exchange;
  readonly anyone: Exchange;
  /** The owner's values that no control holds; undefined: all of them. */
  readonly canaries?: readonly Canary[];
}

export function shows(proof: Proof, attempt: Attempt, known: Known): boolean {
  return (
    showsAnswer(proof, attempt.answer, known) &&
    (proof.holds === undefined || holdsValues(attempt.answer, known)) &&
    (proof.state === undefined || isChanged(proof.state, attempt, known)) &&
    showsFrame(proof, attempt.answer)
  );
}

function showsAnswer({ answer: wanted }: Proof, answer: Exchange, known: Known): boolean {
  const { mine, again, anyone } = known;
  if (wanted === 'served') return isServed(answer, anyone);
  if (wanted === 'refused') return isAlike(answer, anyone) && !isSuccess(answer);
  if (wanted !== 'same-as-owner') return true;
  return isSuccess(answer) && isTelling(valuesKnown(known)) && isSameState(answer, mine, [mine, again]);
}

function holdsValues(answer: Exchange, known: Known): boolean {
  return holdsObject(answer, valuesKnown(known), true) !== 'no';
}

function valuesKnown({ mine, again, canaries }: Known): readonly Canary[] {
  return canaries ?? canariesOf([mine, again], []);
}

/** A state that is gone is another one too: the answer says so by its status. */
function isChanged({ at }: { readonly at?: string }, { before, after }: Attempt, { mine, again }: Known): boolean {
  if (before === undefined || after?.response === undefined || after.response.status >= 500) return false;
  if (!isSuccess(before)) return false;
  if (at === undefined) return !isSameState(after, before, [mine, again]);
  const [was, is, one, other] = [before, after, mine, again].map(stateOf);
  const isStable = one?.get(at) === other?.get(at);
  return isSuccess(after) && isStable && is?.has(at) === true && is.get(at) !== was?.get(at);
}

function showsFrame({ status, header }: Proof, { response }: Exchange): boolean {
  if (response === undefined) return false;
  if (status !== undefined && Math.floor(response.status / 100) !== Number(status[0])) return false;
  if (header === undefined) return true;
  const values = response.headers.filter(([name]) => name.toLowerCase() === header.name.toLowerCase());
  if (header.exists === false) return values.length === 0;
  const { like } = header;
  return values.some(([, value]) => like === undefined || matchesGlob(like, value));
}
