import type { TokenPlace } from './config.ts';
import { sessionCookie } from './cookies.ts';
import { textAt } from './json-path.ts';
import { header, type Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';

interface Answered {
  readonly headers: readonly Field[];
  readonly json?: Json;
}

/** The token of a login's answer, where the config says it is; undefined where it is not. */
export function tokenIn({ headers, json }: Answered, place: TokenPlace): string | undefined {
  if (place.body !== undefined) return usable(textAt(json, place.body));
  if (place.header !== undefined) return usable(header(headers, place.header));
  return place.cookie === undefined ? undefined : usable(sessionCookie(headers, place.cookie)?.[1]);
}

/** What came beside the token (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3), by the names of the contract. */
export function othersIn({ json }: Answered, place: TokenPlace): ReadonlyMap<string, string> {
  const beside = (place.body ?? '$.').replace(/[^.]*$/, '');
  const first = (paths: readonly string[]): string | undefined =>
    paths.map((path) => usable(textAt(json, path))).find((found) => found !== undefined);
  const refresh = first(
    place.refresh === undefined ? [`${beside}refresh_token`, `${beside}refreshToken`] : [place.refresh],
  );
  const id = first([`${beside}id_token`, `${beside}idToken`]);
  return new Map([
    ...(refresh === undefined ? [] : [['refresh', refresh] as const]),
    ...(id === undefined ? [] : [['id', id] as const]),
  ]);
}

/** What cannot stand in a header is no token. */
function usable(token: string | undefined): string | undefined {
  const trimmed = token?.trim();
  return trimmed === undefined || trimmed === '' || /[^\t\x20-\x7e]/.test(trimmed) ? undefined : trimmed;
}
