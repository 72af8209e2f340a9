import type { Field } from '../model/exchange.ts';

/** Of one caller. */
const cookiesMax = 50;
const cookieCharsMax = 4_096;

/** The cookies that an answer sets, the last of a name. Deleted ones are left out: a refusal must not end the session. */
export function cookiesSet(headers: readonly Field[]): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie' || value.length > cookieCharsMax || cookies.size >= cookiesMax) continue;
    const [pair = ''] = value.split(';', 1);
    const equals = pair.indexOf('=');
    const text = pair.slice(equals + 1).trim();
    if (equals > 0 && text !== '' && !/;\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)/i.test(value))
      cookies.set(pair.slice(0, equals).trim(), text);
  }
  return cookies;
}

/** The cookie of that name; of `*` the one that scripts of a page cannot read, as sessions are, else the first. */
export function sessionCookie(headers: readonly Field[], wanted: string): Field | undefined {
  const all = [...cookiesSet(headers)];
  if (wanted !== '*') return all.find(([name]) => name === wanted);
  const hidden = headers.filter(([name, value]) => name.toLowerCase() === 'set-cookie' && /;\s*httponly/i.test(value));
  return [...cookiesSet(hidden)][0] ?? all[0];
}

/** Without the cookies of another host: but for the named one they are for that host alone. */
export function withoutForeign(headers: readonly Field[], named: string | undefined): readonly Field[] {
  return headers.filter(([name, value]) => name.toLowerCase() !== 'set-cookie' || value.startsWith(`${named ?? ''}=`));
}

/** A `Cookie` header as written down: `a=1; b=2`. */
export function cookiePairs(header: string): readonly Field[] {
  return header
    .split(';')
    .map((pair): Field => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()])
    .filter(([name, value]) => name !== '' && value !== '')
    .slice(0, cookiesMax);
}

/** `session=abc` rather than a bare value, which may end in `=` itself. */
export function isCookieHeader(text: string): boolean {
  return /^[^=;,\s"]+=[^=]/.test(text.trim());
}
