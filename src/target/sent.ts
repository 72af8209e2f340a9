import type { Identity } from '../check/target.ts';
import type { ApiModel } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import type { RawExchange } from '../model/redact.ts';
import type { Pointer } from '../model/source.ts';
import type { Sending, Sent } from './client.ts';
import { withCredential, type Credential } from './credential.ts';
import type { TargetOptions } from './options.ts';
import type { Built, Wish } from './request.ts';

interface Dressing {
  readonly api: ApiModel;
  /** The path of the request in the scope, without its query. */
  readonly url: URL;
  /** What every request carries. */
  readonly headers: readonly Field[];
  readonly credential: Credential | undefined;
  readonly wish: Wish;
}

/** What every request carries: who asks, and of which run. */
export function commonHeaders({ version, runId }: Pick<TargetOptions, 'version' | 'runId'>): readonly Field[] {
  const run: Field[] = runId === undefined ? [] : [['X-Sallyport-Run', runId]];
  return [['User-Agent', `sallyport/${version}`], ['Accept', 'application/json, */*;q=0.1'], ...run];
}

/** The built request as it goes over the wire. What a probe wants in a header stands there, whatever else would. */
export function sentOf(built: Built, { api, url, headers, credential, wish }: Dressing): Sent {
  for (const [name, value] of built.query) if (!isCredential(api, name)) url.searchParams.append(name, value);
  for (const [name, value] of built.ownQuery ?? []) url.searchParams.append(name, value);
  const declared = built.headers.filter(([name]) => !isCredential(api, name));
  const { body } = built;
  const type: Field[] = body === undefined ? [] : [['Content-Type', body.mediaType]];
  const own = new Set(built.ownHeaders.map(([name]) => name.toLowerCase()));
  const before = url.searchParams.size;
  const others = withCredential(credential, [...headers, ...declared, ...type], url);
  return {
    method: built.method,
    url,
    headers: [...others.filter(([name]) => !own.has(name.toLowerCase())), ...built.ownHeaders],
    ...(body === undefined ? {} : { body: body.text }),
    ...(wish.fresh === true ? { fresh: true } : {}),
    ...(built.target === undefined ? {} : { target: withFields(built.target, [...url.searchParams].slice(before)) }),
    ...(wish.unrepeated === true ? { unrepeated: true } : {}),
  };
}

/** A credential in the query stands behind what was written. */
function withFields(target: string, fields: readonly Field[]): string {
  if (fields.length === 0) return target;
  const query = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
  return `${target}${target.includes('?') ? '&' : '?'}${query.toString()}`;
}

/** Documents declare credentials as parameters too: a made-up value there would be a credential that nobody asked for. */
function isCredential(api: ApiModel, name: string): boolean {
  const wanted = name.toLowerCase();
  return [...api.authSchemes.values()].some(({ parameterName }) => parameterName?.toLowerCase() === wanted);
}

interface Recording {
  readonly as: Identity;
  readonly wish: Wish;
  readonly mediaType: string;
  readonly at: Pointer;
}

/** What the redactor is to see: everything, as it went. */
export function rawOf(sent: Sent, sending: Sending, { as, wish, mediaType, at }: Recording): RawExchange {
  const { body: text } = sent;
  const body =
    text === undefined ? {} : { body: { mediaType, text, bytes: Buffer.byteLength(text), truncated: false } };
  return {
    method: sent.method,
    url: sent.target === undefined ? sent.url.href : sent.url.origin + sent.target,
    headers: sent.headers,
    ...body,
    ...('answer' in sending ? { response: sending.answer } : { failure: sending.failure }),
    identity: as.name,
    credentials: as.kind === 'anonymous' || wish.credential?.kind === 'empty' ? 'absent' : 'present',
    durationMs: sending.durationMs,
    at,
  };
}
