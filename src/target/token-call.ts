/** A call whose answer holds a token: it opens a session beside the run's own. */
import { NotTested, type LoggedIn } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import type { Asking } from './asking.ts';
import type { Caller } from './callers.ts';
import { IdentityError } from './identity-error.ts';
import type { Answer } from './client.ts';
import type { CallConfig, TokenPlace } from './config.ts';
import { withoutForeign } from './cookies.ts';
import type { Core } from './core.ts';
import { sendNamed } from './named.ts';
import { bodyOf, type LoginAnswer } from './login.ts';
import { addressOf, parsed } from './logins.ts';
import { tokenIn } from './token.ts';

/** On whose behalf calls are made: for one probe. */
export interface Using {
  readonly core: Core;
  /** Called for each request that a probe asks for: it may throw BudgetSpent. */
  readonly count: () => void;
  readonly why: string;
}

/** What is sent: a call of the config, or an operation of the document. */
export type What = { readonly config: CallConfig } | { readonly operation: Operation };

export async function send(what: What, caller: Caller, asking: Asking & { readonly core: Core }): Promise<Exchange> {
  const { core, ...rest } = asking;
  if ('operation' in what) return core.call({ ...rest, operation: what.operation });
  const { method, url, operation } = reachable(what.config, caller, core);
  const body = bodyOf(what.config, operation);
  const { headers = [] } = what.config;
  return sendNamed(core, { method, url, headers, ...(operation && { operation }), ...(body && { body }) }, rest);
}

function reachable(config: CallConfig, { config: { name } }: Caller, core: Core): ReturnType<typeof addressOf> {
  try {
    return addressOf(name, config, core.loginWorld);
  } catch (error) {
    // A call that a probe wishes for and may not have costs that probe alone.
    if (error instanceof IdentityError) throw new NotTested(error.message);
    throw error;
  }
}

interface TokenAsking extends Pick<Asking, 'as' | 'wish'> {
  readonly place: TokenPlace;
  /** Told what came with the token. */
  readonly got?: (session: Caller, answer: LoginAnswer) => void;
}

export async function sendForToken(
  what: What,
  caller: Caller,
  { core, why, place, got, as, wish }: TokenAsking & Omit<Using, 'count'>,
): Promise<LoggedIn> {
  const opened: Caller[] = [];
  const seen = ({ status, headers, body }: Answer): void => {
    const json = parsed(body?.text);
    const own = isForeign(what, core) ? withoutForeign(headers, place.cookie) : headers;
    const answer: LoginAnswer = { status, headers: own, ...(json === undefined ? {} : { json }) };
    const token = status < 400 ? tokenIn(answer, place) : undefined;
    if (token === undefined) return;
    // The redactor knows the token from here on: before anything is made of the answer.
    const session = caller.session(token, answer, place);
    got?.(session, answer);
    opened.push(session);
  };
  const exchange = await send(what, caller, { core, as, wish, why, seen });
  const [session] = opened;
  if (session === undefined) return { exchange };
  await core.credentials.guesses.prepare(session.secret ?? '');
  return { exchange, session: core.admit(session) };
}

function isForeign(what: What, { scope }: Core): boolean {
  const where = 'config' in what ? (what.config.call.split(/\s+/)[1] ?? '') : '';
  return URL.canParse(where) && new URL(where).origin !== scope.origin;
}

/** Through text and back: JSON walks it, however deep it is, and a value is revealed whole. */
export function revealed<T extends Json>(json: T, core: Core): T {
  return JSON.parse(JSON.stringify(json), (_key, value: Json) =>
    typeof value === 'string' ? core.reveal(value) : value,
  ) as T;
}
