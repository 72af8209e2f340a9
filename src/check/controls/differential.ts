import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Target } from '../target.ts';
import { compared, shown, unusable } from './answers.ts';
import { scalarsOf, sentValues } from './values.ts';

/** Places whose values differ between two answers to the same request: they tell nothing (control C1). */
export function volatilePlaces(a: Exchange, b: Exchange): ReadonlySet<string> {
  const first = textsByPlace(a);
  const second = textsByPlace(b);
  return new Set([...first.keys(), ...second.keys()].filter((path) => first.get(path) !== second.get(path)));
}

function textsByPlace(exchange: Exchange): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { path, text } of scalarsOf(exchange)) texts.set(path, `${texts.get(path) ?? ''}\n${text}`);
  return texts;
}

/** The same answer but for volatile places and for what repeats the request: status, names, values and how many there are. */
export function isSameAnswer(a: Exchange, b: Exchange, isVolatile: ReadonlySet<string> = new Set()): boolean {
  return a.response?.status === b.response?.status && told(a, isVolatile) === told(b, isVolatile);
}

function told(exchange: Exchange, isVolatile: ReadonlySet<string>): string {
  const sent = [...sentValues(exchange)].filter((text) => text.length >= 4);
  return scalarsOf(exchange)
    .filter(({ path }) => !isVolatile.has(path))
    .map(({ path, text }) => `${path}=${sent.some((value) => text.includes(value)) ? '(sent)' : text}`)
    .join('\n');
}

/** Pairs of payloads of which one is true to an interpreter and the other false, and otherwise look alike. */
export interface Differential {
  /** At least two pairs with different constants. */
  readonly pairs: readonly { readonly yes: string; readonly no: string }[];
  send(payload: string, how?: { readonly fresh?: boolean }): Promise<Exchange>;
  /** The harmless value, sent twice by the caller's choice of words: what `yes` should look like, if it should. */
  readonly plain?: { readonly value: string; readonly like: 'yes' | 'neither' };
  /** Same length and characters as a payload, without meaning (control C9): must differ from `yes`. */
  readonly benign?: string;
}

export type DifferentialVerdict =
  | { readonly proven: readonly Evidence[]; readonly yes: Exchange; readonly no: Exchange }
  | 'decided'
  | { readonly undecided: string };

/**
 * Controls C9 and C10: all `yes` payloads are answered alike, all `no` payloads alike, and the two differ; interleaved, then
 * once more on a new connection. The first pair is asked alone: where it makes no difference, nothing else is sent.
 */
export async function judgeDifferential(target: Target, asked: Differential): Promise<DifferentialVerdict> {
  const [first, ...others] = asked.pairs;
  if (first === undefined || others.length === 0) return { undecided: 'two pairs are needed' };
  const yes = await asked.send(first.yes);
  const no = await asked.send(first.no);
  const failed = unusable(yes, no);
  if (failed !== undefined) return { undecided: failed };
  if (isSameAnswer(yes, no)) return 'decided';
  const repeated = await asked.send(first.yes);
  const places = volatilePlaces(yes, repeated);
  if (isSameAnswer(yes, no, places)) return 'decided';
  if (!isSameAnswer(yes, repeated, places)) return 'decided';
  let replay = { positive: repeated, negative: no };
  const rounds = [...others.map((pair) => ({ ...pair, fresh: false })), { ...first, fresh: true }];
  for (const { yes: payload, no: counter, fresh } of rounds) {
    const negative = await asked.send(counter, { fresh });
    const positive = await asked.send(payload, { fresh });
    const unclear = unusable(negative, positive);
    if (unclear !== undefined) return { undecided: unclear };
    if (!isSameAnswer(positive, yes, places) || !isSameAnswer(negative, no, places)) return 'decided';
    replay = { positive, negative };
  }
  if (asked.benign !== undefined) {
    const benign = await asked.send(asked.benign);
    const unclear = unusable(benign);
    if (unclear !== undefined) return { undecided: unclear };
    if (isSameAnswer(benign, yes, places)) return 'decided';
  }
  if (asked.plain?.like === 'yes') {
    const plain = await asked.send(asked.plain.value);
    const unclear = unusable(plain);
    if (unclear !== undefined) return { undecided: unclear };
    if (!isSameAnswer(plain, yes, places))
      return { undecided: 'what is true to it is not answered as the plain value' };
  }
  return { yes, no, proven: evidenceOf(target, { yes, no, ...replay }) };
}

interface Answers {
  readonly yes: Exchange;
  readonly no: Exchange;
  /** Of the last round. */
  readonly positive: Exchange;
  readonly negative: Exchange;
}

function evidenceOf(target: Target, { yes, no, positive, negative }: Answers): readonly Evidence[] {
  return [
    shown(target, 'A condition that is false.', no),
    shown(target, 'One that is true.', yes),
    shown(target, 'The false one once more, on a new connection.', negative),
    shown(target, 'The true one, on a new connection.', positive),
    compared(
      'Answers to conditions, interleaved, with other constants, and on a new connection',
      'true ones: all alike',
      'false ones: all alike, and unlike the true ones',
    ),
  ];
}
