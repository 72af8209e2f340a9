import type { Field } from '../../model/exchange.ts';
import { isObject, own, ownText, type Json, type JsonObject } from '../../model/json.ts';
import type { RawExchange } from '../../model/redact.ts';
import type { Pointer } from '../../model/source.ts';
import { contentBody, postBody } from './body.ts';
import { mayLoseCredentials } from './credentials-lost.ts';

/** Headers, cookies or query fields of one message; servers stop at about a hundred. */
const fieldsMax = 1_000;

/** Why an entry is no exchange: one phrase without values. */
export interface Unusable {
  readonly reason: string;
}

/** What is known of the capture besides the entry. */
export interface Captured {
  readonly at: Pointer;
  readonly creator: string | undefined;
  /** The exporter takes credentials out, and the whole capture has none. */
  readonly credentialsLost: boolean;
}

/** One entry of a HAR as it was captured, whatever its exporter thinks HAR is. */
export function rawExchange(entry: Json, { at, creator, credentialsLost }: Captured): RawExchange | Unusable {
  if (!isObject(entry)) return { reason: 'no object' };
  const request = own(entry, 'request');
  if (!isObject(request)) return { reason: 'no request' };
  const url = ownText(request, 'url');
  if (url === undefined || url === '') return { reason: 'no address in its request' };
  const sent = own(request, 'headers');
  const headers = withCookies(fieldsOf(sent), request, 'cookie');
  const body = postBody(own(request, 'postData'), headers);
  const time = own(entry, 'time');
  return {
    method: ownText(request, 'method') ?? 'GET',
    url: withQuery(url, own(request, 'queryString')),
    headers,
    ...(body === undefined ? {} : { body }),
    ...answerOf(entry),
    identity: 'captured',
    credentialsLost: credentialsLost || isIncomplete(entry, fieldsOf(sent).length > 0 || !mayLoseCredentials(creator)),
    durationMs: typeof time === 'number' && time >= 0 ? time : 0,
    ...startOf(entry),
    at,
  };
}

function startOf(entry: JsonObject): Pick<RawExchange, 'startedAt'> {
  const text = ownText(entry, 'startedDateTime') ?? '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? { startedAt: text } : {};
}

/** What came from a cache was not sent, and of a request that a browser shows without any header none were recorded. */
function isIncomplete(entry: JsonObject, hasHeaders: boolean): boolean {
  if (!hasHeaders) return true;
  return ['_fromCache', '_fetchedViaServiceWorker'].some((key) => {
    const value = own(entry, key);
    return value !== undefined && value !== null && value !== false && value !== '';
  });
}

function answerOf(entry: JsonObject): Pick<RawExchange, 'response' | 'failure'> {
  const response = own(entry, 'response');
  if (!isObject(response)) return { failure: 'no answer was captured' };
  const status = Number(own(response, 'status') ?? 0);
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    const error = ownText(response, '_error') ?? '';
    const said = /^net::ERR_[A-Z_]{1,60}$/.test(error) ? ` (${error})` : '';
    return { failure: `blocked, cancelled or unanswered${said}` };
  }
  const headers = withCookies(fieldsOf(own(response, 'headers')), response, 'set-cookie');
  const body = contentBody(own(response, 'content'), headers);
  return { response: { status, headers, ...(body === undefined ? {} : { body }) } };
}

/** `{ name, value }`, `[name, value]` (Slack) or one object of all; without the pseudo headers of HTTP/2. */
function fieldsOf(list: unknown): readonly Field[] {
  const fields: Field[] = [];
  const add = (name: unknown, value: unknown): void => {
    if (typeof name !== 'string' || name === '' || name.startsWith(':') || fields.length >= fieldsMax) return;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      fields.push([name, String(value)]);
  };
  if (Array.isArray(list)) {
    for (const item of list as readonly Json[]) {
      if (Array.isArray(item)) add(item[0], item[1]);
      else add(own(item, 'name'), own(item, 'value'));
    }
  } else if (isObject(list)) for (const [name, value] of Object.entries(list)) add(name, value);
  return fields;
}

/** Exporters that take the header out may leave its parts in `cookies`. */
function withCookies(headers: readonly Field[], message: JsonObject, name: 'cookie' | 'set-cookie'): readonly Field[] {
  if (headers.some(([key]) => key.toLowerCase() === name)) return headers;
  const cookies = fieldsOf(own(message, 'cookies'));
  if (cookies.length === 0) return headers;
  const pairs = cookies.map(([key, value]) => `${key}=${value}`);
  return name === 'cookie'
    ? [...headers, [name, pairs.join('; ')]]
    : [...headers, ...pairs.map((pair): Field => [name, pair])];
}

function withQuery(url: string, list: Json | undefined): string {
  if (url.includes('?')) return url;
  const query = fieldsOf(list).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return query.length === 0 ? url : `${url.split('#', 1)[0] ?? ''}?${query.join('&')}`;
}
