import { isObject, own, wordsOf, type Exchange, type Json } from '#rule';

/** Wrappers around tokens in answers: `{"data": {"tokens": {...}}}`. */
const levelsMax = 3;

/** The answer brings a new refresh token, and not the one that was sent: equal values have equal tags. */
export function isRotated({ request, response }: Exchange): boolean {
  const given = refreshIn(response?.body?.json) ?? cookieIn(response?.headers ?? []);
  const text = [request.body?.text ?? '', JSON.stringify(request.body?.json ?? ''), JSON.stringify(request.headers)];
  return given !== undefined && given !== '' && !text.some((sent) => sent.includes(given));
}

function refreshIn(json: Json | undefined): string | undefined {
  let level: readonly (Json | undefined)[] = [json];
  for (let depth = 0; depth <= levelsMax; depth += 1) {
    for (const value of level) {
      const name = isObject(value) ? Object.keys(value).find((key) => wordsOf(key).includes('refresh')) : undefined;
      const found = name === undefined ? undefined : own(value, name);
      if (typeof found === 'string') return found;
    }
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return undefined;
}

function cookieIn(headers: readonly (readonly [string, string])[]): string | undefined {
  for (const [name, value] of headers) {
    const found = name.toLowerCase() === 'set-cookie' ? /^[^=;]*refresh[^=;]*=([^;]+)/i.exec(value)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
