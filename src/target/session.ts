/** Ending a session and exchanging its tokens, by the config's calls or by those that the document has. */
import { NotTested, type Account, type Identity, type LoggedIn } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import { isUnprotected } from '../model/auth.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import { tagFor } from '../model/vault.ts';
import { wordsOf } from '../model/words.ts';
import type { Caller } from './callers.ts';
import type { CallConfig } from './config.ts';
import { namedCall } from './login.ts';
import { anonymous } from './options.ts';
import type { Wish } from './request.ts';
import { inferredCall, propertyOf } from './session-calls.ts';
import { send, sendForToken, type Using, type What } from './token-call.ts';

/** Undefined where neither the config nor the document has such a call. */
export function endSession(caller: Caller, { core, count, why }: Using): Account['logout'] {
  const what = callFor(caller, 'logout', core.options.api);
  if (what === undefined) return undefined;
  return async (as): Promise<Exchange> => {
    const session = core.callerOf(as) ?? caller;
    const token = session.refreshToken('newest');
    count();
    const { filled, wish } = withTokens(what, session, { core, token });
    return send(filled, caller, { core, as, wish, why });
  };
}

export function exchangeToken(caller: Caller, { core, count, why }: Using): Account['refresh'] {
  const { api } = core.options;
  const what = callFor(caller, 'refresh', api);
  const place = caller.config.refresh?.token ?? caller.config.login?.token;
  if (what === undefined || place === undefined) return undefined;
  return async (identity: Identity, which = 'newest'): Promise<LoggedIn> => {
    const session = core.callerOf(identity) ?? caller;
    const token = session.refreshToken(which);
    if (token === undefined) throw new NotTested(noToken(caller.config.name, which));
    count();
    const operation = 'operation' in what ? what.operation : namedCall(api, what.config.call).operation;
    // What asks for no credential is given none: the token that is exchanged may have ended.
    const as = operation === undefined || isUnprotected(operation) ? anonymous : identity;
    const { filled, wish } = withTokens(what, session, { core, token });
    return sendForToken(filled, session, {
      core,
      why,
      as,
      wish,
      place,
      got(renewed, answer) {
        if (which === 'again') return;
        for (const one of [session, renewed]) one.exchanged(token, answer, place);
      },
    });
  };
}

function noToken(name: string, which: 'newest' | 'again'): string {
  return which === 'again'
    ? 'no refresh token was exchanged before'
    : `the login of ${name} shows no refresh token; add to sallyport.yaml: login: { token: { refresh: $.refresh_token } }`;
}

function callFor(
  caller: Caller,
  what: 'logout' | 'refresh',
  api: Parameters<typeof inferredCall>[0],
): What | undefined {
  const config = caller.config[what];
  if (config !== undefined) return { config };
  const operation = inferredCall(api, what);
  return operation === undefined ? undefined : { operation };
}

/** The session's tokens where the call wants them. */
function withTokens(
  what: What,
  session: Caller,
  { core, token = '' }: Pick<Using, 'core'> & { readonly token: string | undefined },
): { readonly filled: What; readonly wish: Pick<Wish, 'body'> } {
  if ('config' in what) return { filled: { config: configured(what.config, session, token) }, wish: {} };
  const name = refreshProperty(what.operation, core.options.api);
  if (name === undefined || token === '') return { filled: what, wish: {} };
  return { filled: what, wish: { body: { [name]: tagFor(core.options.redactor.vault, 'sec.token', token) } } };
}

function configured(config: CallConfig, session: Caller, refresh: string): CallConfig {
  if (config.body === undefined) return config;
  const fill = (text: string): string =>
    text.replaceAll('${refresh}', () => refresh).replaceAll('${token}', () => session.secret ?? '');
  const filled: Json = JSON.parse(JSON.stringify(config.body), (_key, value: Json) =>
    typeof value === 'string' ? fill(value) : value,
  );
  return { ...config, body: filled };
}

/** `refresh_token`, or a `token` alone. */
function refreshProperty(operation: Operation, api: Parameters<typeof inferredCall>[0]): string | undefined {
  return (
    propertyOf(api, operation, (name) => wordsOf(name).includes('refresh')) ??
    propertyOf(api, operation, (name) => wordsOf(name).join(' ') === 'token')
  );
}
