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
  // The call may name an object where the list names the operation, and the other way round.
  const refusal = (operation && core.refusals.of(operation)) ?? core.refusals.at(method, url);
  if (refusal !== undefined) throw new NotTested(`${method} ${url.pathname}: ${refusal}`);
  core.refuseInDryRun(method, url, asking);
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
