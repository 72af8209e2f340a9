import { NotTested, type RawRequest } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import { tagPattern } from '../model/redact/tag.ts';
import type { Built } from './request.ts';
import { rawBody } from './request-body.ts';
import type { Scope } from './scope.ts';

type Servers = Operation['servers'];

/** Where a request goes that no operation describes. */
export interface Addressed {
  readonly url: URL;
  /** As it stands behind the method, where it goes out as it was written. */
  readonly target?: string;
}

export interface Addressing {
  readonly scope: Scope;
  readonly servers: Servers;
  /** Tags to values. */
  readonly reveal: (text: string) => string;
}

/** Throws OutOfScope for what leads out of the base path, unless the request is meant from the root. */
export function addressOf(request: RawRequest, { scope, servers, reveal }: Addressing): Addressed {
  const { fromRoot = false, asWritten = false, plain = false } = request;
  const path = request.path.replace(tagPattern, (tag) => encodeURIComponent(reveal(tag)));
  const query =
    request.query === undefined ? '' : request.query.replace(tagPattern, (tag) => encodeURIComponent(reveal(tag)));
  const behind = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
  if (asWritten && !path.startsWith('/')) throw new NotTested('a path that is sent as it was written starts with /');
  const inScope = fromRoot ? scope.rootUrl(behind) : scope.urlOf({ servers }, behind);
  const url = plain ? scope.plainUrl(inScope) : inScope;
  const base = withoutSlash(scope.urlOf({ servers }, '/').pathname);
  return {
    url,
    ...(asWritten ? { target: fromRoot ? behind : base + behind } : {}),
  };
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}

/** The request as it is sent: nothing of the document is in it. */
export function builtOf(request: RawRequest, { url, target }: Addressed, reveal: Addressing['reveal']): Built {
  const { method, headers = [], body } = request;
  return {
    method,
    url,
    query: [],
    headers: [],
    ownHeaders: headers.map(([name, value]): Field => [name, reveal(value)]),
    ...(target === undefined ? {} : { target }),
    ...(body === undefined ? {} : { body: rawBody(body, { reveal }) }),
  };
}
