import type { ApiModel, Operation } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import { redactExchange, type Redactor } from '../model/redact.ts';
import { IdentityError } from './identity-error.ts';
import type { CallConfig, CallerConfig, TokenPlace } from './config.ts';
import { withoutForeign } from './cookies.ts';
import type { LoginOf } from './callers.ts';
import { bodyOf, namedCall, type LoginResult } from './login.ts';
import type { Plan } from './plan.ts';
import type { Refusals } from './refusals.ts';
import type { Scope } from './scope.ts';
import type { Transcript } from './transcript.ts';
import type { Wire } from './wire.ts';

export interface LoginWorld {
  readonly api: ApiModel;
  readonly scope: Scope;
  readonly wire: Wire;
  readonly redactor: Redactor;
  readonly transcript: Transcript;
  /** What every request carries. */
  readonly headers: readonly Field[];
  readonly refusals: Refusals;
}

/** A call of the config, as nobody. Its body and its answer hold secrets: the transcript has neither. */
export async function login(
  what: 'register' | 'login',
  { caller: { name, certificate }, call: config, undo }: LoginOf & { readonly call: CallConfig },
  world: LoginWorld,
): Promise<LoginResult> {
  const { method, url, operation } = addressOf(name, config, world);
  const body = bodyOf(config, operation);
  const type: Field[] = body === undefined ? [] : [['Content-Type', body.mediaType]];
  const headers = [...world.headers, ...type, ...(config.headers ?? [])];
  const sent = { method, url, headers, ...(body && { body: body.text }), ...(certificate && { certificate }) };
  const sending = await world.wire.send(sent, undo);
  const result =
    'answer' in sending ? { response: { status: sending.answer.status, headers: [] } } : { failure: sending.failure };
  const raw = {
    method,
    url: url.origin + url.pathname,
    headers,
    ...result,
    identity: name,
    credentials: 'absent' as const,
    durationMs: sending.durationMs,
    at: operation?.at ?? world.api.at,
  };
  const exchange = redactExchange(raw, world.redactor);
  world.transcript.add({ exchange, why: what, ...(operation && { operation: operation.id }) });
  if ('failure' in sending) return { failure: sending.failure };
  const json = parsed(sending.answer.body?.text);
  const headersOfOwn = ownHeaders(sending.answer.headers, { url, config, scope: world.scope });
  return { status: sending.answer.status, headers: headersOfOwn, ...(json === undefined ? {} : { json }) };
}

interface Answering {
  readonly url: URL;
  readonly config: CallConfig & { readonly token?: TokenPlace };
  readonly scope: Scope;
}

/** What another host sets as cookies is not for the target. */
export function ownHeaders(headers: readonly Field[], { url, config, scope }: Answering): readonly Field[] {
  return url.origin === scope.origin ? headers : withoutForeign(headers, config.token?.cookie);
}

/** GET as nobody, for documents such as key sets: the JSON of a 2xx answer. */
export async function lookUp(
  url: URL,
  { wire, headers, refusals, redactor, transcript, api }: LoginWorld,
): Promise<Json | undefined> {
  if (refusals.at('GET', url) !== undefined) return undefined;
  const sending = await wire.send({ method: 'GET', url, headers, why: 'look' });
  const result = 'answer' in sending ? { response: sending.answer } : { failure: sending.failure };
  const { durationMs } = sending;
  const asked = { method: 'GET', url: url.href, headers, ...result, identity: 'anonymous' };
  const exchange = redactExchange({ ...asked, credentials: 'absent', durationMs, at: api.at }, redactor);
  transcript.add({ exchange, why: 'look' });
  const { status = 0, body } = 'answer' in sending ? sending.answer : {};
  return status >= 200 && status < 300 ? parsed(body?.text) : undefined;
}

/** What a dry run would send for the caller. */
export function planLogins({ name, register, login: call }: CallerConfig, world: LoginWorld, plan: Plan): void {
  for (const [why, config] of Object.entries({ register, login: call })) {
    if (config === undefined) continue;
    const { method, url } = addressOf(name, config, world);
    plan.add({ method, url: url.origin + url.pathname, as: name, why });
  }
}

interface Address {
  readonly method: string;
  readonly url: URL;
  readonly operation?: Operation;
}

/** Throws IdentityError for what no flag allows, and for what the config says never to call. */
export function addressOf(name: string, { call }: CallConfig, { api, scope, refusals }: LoginWorld): Address {
  const { method, where, operation } = namedCall(api, call);
  const url = scope.loginUrl(where, operation ?? api.operations[0]);
  if (url === undefined) {
    const host = URL.canParse(where) ? new URL(where).host : '<host>';
    throw new IdentityError(
      `identity ${name}: its ${method} call leads to another host; allow it with --allow-host ${host}`,
    );
  }
  // A whole URL of the target itself is what it calls.
  const [called] = url.origin === scope.origin ? refusals.spellings(method, url) : [];
  const named = operation ?? (called && refusals.operationOf(called));
  const refused = (named && refusals.of(named)) ?? refusals.at(method, url);
  if (refused !== undefined) throw new IdentityError(`identity ${name}: ${method} ${url.pathname}: ${refused}`);
  return { method, url, ...(named === undefined ? {} : { operation: named }) };
}

export function parsed(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
