import type { Identity } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Asking } from './asking.ts';
import type { Core } from './core.ts';
import type { Making, Wish } from './request.ts';

/** What a valid request of the operation is made of: the document, bodies of captures, and what refusals taught. */
export function makingOf(
  core: Core,
  operation: Operation,
  { as, wish: { seedBody, rawBody, bodyIds = {} } }: { readonly as: Identity; readonly wish: Wish },
): Making {
  const { api, previous, random } = core.options;
  // An operation of the previous document has its schemas there.
  const ownApi: ApiModel = previous === undefined || api.operations.includes(operation) ? api : previous;
  const owner = as.kind === 'user' ? as : core.users[0];
  const served =
    seedBody === undefined && rawBody === undefined && owner !== undefined
      ? core.captured.bodyFor(operation, owner, bodyIds)
      : undefined;
  const learned = owner === undefined || rawBody !== undefined ? [] : core.objects.learned(operation, owner);
  return { api: ownApi, random, reveal: (text) => core.reveal(text), learned, ...(served && { served }) };
}

/** A body that no probe changed was not taken, and nothing was done. */
export function isRefusedBody({ response }: Exchange, { as, wish, why }: Asking): boolean {
  // Some refuse with 400 whoever shows no good credential: that says nothing of the body.
  if (as.kind !== 'user' || wish.credential !== undefined) return false;
  const isOurs = why === 'set-up' || (wish.body === undefined && wish.bodyAt === undefined);
  return isOurs && [400, 415, 422].includes(response?.status ?? 0);
}
