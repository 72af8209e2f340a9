import { NotTested } from '../check/target.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Asking, NamedRequest } from './asking.ts';
import type { Core } from './core.ts';

/** A call of the config. Throws NotTested for what is never to be called. */
export function sendNamed(
  core: Core,
  { method, url, operation, body, headers = [] }: NamedRequest,
  asking: Asking,
): Promise<Exchange> {
  const refusal = core.refusal(operation ?? { method, path: url.pathname, servers: core.servers });
  if (refusal !== undefined) throw new NotTested(`${method} ${url.pathname}: ${refusal}`);
  core.refuseInDryRun({ method, path: url.pathname }, asking.as, asking.why);
  const wanted = (asking.wish.headers ?? []).map(([name, value]): Field => [name, core.reveal(value)]);
  const built = {
    method,
    url: new URL(url),
    query: [],
    headers: [],
    ownHeaders: [...headers, ...wanted],
    ...(body && { body }),
  };
  return core.exchange(built, { ...asking, ...(operation && { operation }) });
}
