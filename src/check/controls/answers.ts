import type { Evidence } from '../../finding/finding.ts';
import type { Operation } from '../../model/api.ts';
import { header, type Exchange } from '../../model/exchange.ts';
import type { Target } from '../target.ts';
import { valuesOf } from './values.ts';

/** 2xx: that and no more. What was read or written is seen in bodies and by reading back. */
export function isSuccess({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}

/** Why nothing may be concluded from these answers: none came, or the target asked for patience. */
export function unusable(...exchanges: readonly Exchange[]): string | undefined {
  for (const { response, failure } of exchanges) {
    if (response === undefined) return `no answer: ${failure ?? 'the request failed'}`;
    if (response.status === 429 || response.status === 503)
      return `the target throttled the probe (${response.status}): give it a lower budget.rate`;
  }
  return undefined;
}

/** The same class of answer: status and names, whatever the values. */
export function isAlike(a: Exchange, b: Exchange): boolean {
  const shape = (exchange: Exchange): string =>
    [...new Set(valuesOf(exchange).map(({ path }) => path))].sort().join(' ');
  return a.response?.status === b.response?.status && shape(a) === shape(b);
}

/** The server says no to this request: it has not failed, does not ask who is there, and leads nowhere else. */
export function isRefused({ response }: Exchange): boolean {
  const { status = 0 } = response ?? {};
  return status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;
}

/** Control C5: the answer is a success and no refusal in disguise, as anonymous callers get it. */
export function isServed(exchange: Exchange, refused: Exchange): boolean {
  return isSuccess(exchange) && !isAlike(exchange, refused);
}

/** A path beside the operation's that does not exist: a server that answers it as well answers everything. */
export function siblingPath(operation: Operation, target: Target): string {
  const segments = operation.path.split('/');
  const last = segments.findLastIndex((segment) => segment !== '' && !segment.includes('{'));
  return segments
    .map((segment, index) => {
      if (index === last) return `${segment}-${target.random(8)}`;
      return segment.includes('{') ? target.random(8) : segment;
    })
    .join('/');
}

/** By what caches say of themselves (RFC 9211, RFC 9111 section 5.1). */
export function isFromCache({ response }: Exchange): boolean {
  const fields = response?.headers ?? [];
  return (
    /hit/i.test(
      header(fields, 'x-cache') ?? header(fields, 'cf-cache-status') ?? header(fields, 'x-cache-status') ?? '',
    ) ||
    /hit/i.test(header(fields, 'cache-status') ?? '') ||
    Number(header(fields, 'age') ?? '0') > 0
  );
}

/** The target runs on the scanner's own host: what is open to that host alone looks open to all. */
export function isOnOwnHost({ request }: Exchange): boolean {
  return /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::|$)/.test(request.origin);
}

export function shown(target: Target, note: string, exchange: Exchange): Evidence {
  return { kind: 'exchange', note, exchange, curl: target.curl(exchange) };
}

export function compared(note: string, before: string, after: string): Evidence {
  return { kind: 'comparison', note, before, after };
}

/** `200, 1,204 bytes of application/json`: an answer in words that hold no value. */
export function inWords({ response, failure }: Exchange): string {
  if (response === undefined) return failure ?? 'no answer';
  const { status, body } = response;
  return body === undefined || body.bytes === 0
    ? `${status} without a body`
    : `${status}, ${body.bytes} bytes of ${body.mediaType === '' ? 'unnamed content' : body.mediaType}`;
}
