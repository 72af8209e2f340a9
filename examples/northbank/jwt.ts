import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Claims {
  readonly sub: string;
  readonly role: string;
  readonly exp: number;
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function sign(claims: Claims, key: string): string {
  const input = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** The claims of a valid token. `acceptNone` is the flaw of RFC 8725 section 2.1: an unsigned token is believed. */
export function verify(
  token: string,
  key: string,
  { now, acceptNone }: { readonly now: number; readonly acceptNone: boolean },
): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  try {
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg?: string };
    const claims = claimsIn(body);
    if (claims === undefined || claims.exp * 1_000 < now) return undefined;
    if (acceptNone && alg?.toLowerCase() === 'none') return claims;
    const wanted = createHmac('sha256', key).update(`${head}.${body}`).digest();
    const given = Buffer.from(signature, 'base64url');
    return alg === 'HS256' && given.length === wanted.length && timingSafeEqual(given, wanted) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** The claims as they stand, believed without a look at the signature: the flaw of one operation. */
export function claimsOf(token: string): Claims | undefined {
  try {
    return claimsIn(token.split('.')[1] ?? '');
  } catch {
    return undefined;
  }
}

/** Whatever a stranger wrote: only texts and numbers where they belong go on to the database. */
function claimsIn(body: string): Claims | undefined {
  const value: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (typeof value !== 'object' || value === null || !('sub' in value) || typeof value.sub !== 'string')
    return undefined;
  const { role, exp } = value as { readonly role?: unknown; readonly exp?: unknown };
  return { sub: value.sub, role: typeof role === 'string' ? role : '', exp: typeof exp === 'number' ? exp : 0 };
}
