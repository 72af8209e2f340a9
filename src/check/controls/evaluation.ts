import type { Evidence } from '../../finding/finding.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Target } from '../target.ts';
import { compared, isSuccess, shown, unusable } from './answers.ts';
import { factors, product, sendAt, textIn, type Factors, type Screen, type Slot } from './interpreter.ts';

/** One way to write a product so that somebody works it out: `{{a*b}}`. */
export interface Syntax {
  /** In words, for the evidence: `a template`. */
  readonly name: string;
  write(factors: Factors): string;
}

export type EvaluationVerdict = { readonly proven: readonly Evidence[] } | 'decided' | { readonly undecided: string };

/** An exchange holds the product, and not what it was written as: it was worked out and not only repeated. */
export function isWorkedOut(exchange: Exchange, numbers: Factors, written: string): boolean {
  const text = textIn(exchange);
  return new RegExp(`(?<!\\d)${product(numbers)}(?!\\d)`).test(text) && !text.includes(written);
}

/**
 * Products of random numbers of four digits come back worked out, three times with other numbers, the last on a new
 * connection; the same numbers without the syntax do not (control C9).
 */
export async function judgeEvaluation(
  target: Target,
  slot: Slot,
  { screen, syntax }: { readonly screen: Screen; readonly syntax: Syntax },
): Promise<EvaluationVerdict> {
  const send = sendAt(target, slot, screen);
  const ask = async (
    write: Syntax['write'],
    fresh = false,
  ): Promise<{ readonly sent: Exchange; readonly is: boolean }> => {
    const numbers = factors(target);
    const written = write(numbers);
    const sent = await send(`sp${target.random(8)}.${written}`, { fresh });
    if (isWorkedOut(sent, numbers, written)) return { sent, is: true };
    const made = isSuccess(sent) && slot.operation.method === 'POST' ? target.made(slot.operation, sent) : undefined;
    if (made === undefined) return { sent, is: false };
    const read = await target.call(made.reader, screen.owner, { parameters: made.parameters });
    return { sent, is: isWorkedOut(read, numbers, written) };
  };
  const first = await ask((numbers) => syntax.write(numbers));
  if (!first.is) return unusableOr(first.sent);
  const benign = await ask(({ a, b }) => `[${a}*${b}]`);
  if (benign.is) return { undecided: 'it works out numbers without the syntax as well' };
  const second = await ask((numbers) => syntax.write(numbers));
  const third = await ask((numbers) => syntax.write(numbers), true);
  if (!second.is || !third.is) return { undecided: 'it did not happen again with other numbers' };
  return {
    proven: [
      shown(target, 'Two random numbers and a sign between them are a text.', benign.sent),
      shown(target, `Written as in ${syntax.name}, they are multiplied.`, first.sent),
      shown(target, 'So are two others.', second.sent),
      shown(target, 'And two more, on a new connection.', third.sent),
      compared(
        'The product of the two numbers in the answer',
        'as plain text: no',
        `as ${syntax.name}: yes, three times`,
      ),
    ],
  };
}

function unusableOr(exchange: Exchange): EvaluationVerdict {
  const failed = unusable(exchange);
  return failed === undefined ? 'decided' : { undecided: failed };
}
