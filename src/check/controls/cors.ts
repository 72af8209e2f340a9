import type { Evidence } from '../../finding/finding.ts';
import type { ApiModel, Operation } from '../../model/api.ts';
import { isUnprotected } from '../../model/auth.ts';
import { header, type Exchange } from '../../model/exchange.ts';
import { isSideEffecting } from '../../model/function-class.ts';
import type { Target } from '../target.ts';
import { compared, shown, unusable } from './answers.ts';
import { servedOnce } from './served.ts';

export interface CorsQuestion {
  /** Origins that nobody should trust; the first two that are trusted are the proof. */
  readonly origins: readonly string[];
  /** One that must be refused, where the question is about a special one. */
  readonly control?: string;
}
export type CorsVerdict =
  | { readonly proven: readonly Evidence[]; readonly tier: 'cookie' | 'header'; readonly origin: string }
  | 'decided'
  | { readonly undecided: string };

/** Reads that only callers get: what others may read of them is worth something. */
export function isGuardedRead(operation: Operation): boolean {
  return operation.method === 'GET' && !isUnprotected(operation) && !isSideEffecting(operation);
}

/**
 * Whether pages of other origins may read answers with the caller's cookies (Fetch standard, section 3.2): the origin itself
 * is named and credentials are allowed. `*` with credentials is refused by browsers, and neither alone gives anything away.
 */
export async function judgeCors(
  target: Target,
  operation: Operation,
  { origins, control }: CorsQuestion,
): Promise<CorsVerdict> {
  const served = await servedOnce(target, operation);
  if ('undecided' in served) return served;
  const { owner, parameters, anyone } = served;
  const ask = (origin: string, fresh = false): Promise<Exchange> =>
    target.call(operation, owner, { parameters, headers: [['Origin', origin]], fresh });
  for (const origin of origins) {
    const first = await ask(origin);
    const failed = unusable(first);
    if (failed !== undefined) return { undecided: failed };
    if (!trusts(first, origin)) continue;
    const evidence: Evidence[] = [
      shown(target, 'Without a credential.', anyone),
      shown(target, `A request of a page of ${origin}.`, first),
    ];
    if (control !== undefined) {
      const refused = await ask(control);
      const unclear = unusable(refused);
      if (unclear !== undefined) return { undecided: unclear };
      // Any origin will do: that is another fault.
      if (trusts(refused, control)) return { undecided: 'any other origin is trusted as well' };
      evidence.push(shown(target, 'An origin that nobody knows is not trusted.', refused));
    }
    const other = control === undefined ? (origins.find((one) => one !== origin) ?? origin) : origin;
    const again = await ask(other, true);
    if (!trusts(again, other)) return { undecided: 'it did not happen again' };
    evidence.push(
      shown(target, `${other === origin ? 'The same' : 'Another'}, on a new connection.`, again),
      compared(
        'Access-Control-Allow-Origin, and -Credentials',
        'an origin of your own, or none',
        'the one that asks, and true',
      ),
    );
    return { proven: evidence, tier: goesByCookie(operation, target.api) ? 'cookie' : 'header', origin };
  }
  return 'decided';
}

function trusts({ response }: Exchange, origin: string): boolean {
  const fields = response?.headers ?? [];
  return (
    header(fields, 'access-control-allow-origin') === origin &&
    header(fields, 'access-control-allow-credentials')?.trim() === 'true'
  );
}

/** Browsers send cookies by themselves; a token in a header is sent by nobody but the page that has it. */
export function goesByCookie(operation: Operation, api: ApiModel): boolean {
  return operation.auth.some(({ schemes }) => schemes.some(({ name }) => api.authSchemes.get(name)?.in === 'cookie'));
}
