/** Routes that callers without a valid credential never reach. */
import { reply, type Reply, type Route } from './app.ts';

export function callersOnly(
  routes: Readonly<Record<string, Route>>,
  refusal: Reply = reply(401, { error: 'unauthenticated' }),
): Readonly<Record<string, Route>> {
  return Object.fromEntries(
    Object.entries(routes).map(([key, route]) => [key, (ask) => (ask.user === undefined ? refusal : route(ask))]),
  );
}

/** A text property of a body: trimmed of nothing, undefined where it is none or too long. */
export function textIn(body: Readonly<Record<string, unknown>>, name: string, lengthMax = 200): string | undefined {
  const value = body[name];
  return typeof value === 'string' && value !== '' && value.length <= lengthMax ? value : undefined;
}
