import type { Identity } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Json } from '../model/json.ts';
import { redactExchange, type Redactor } from '../model/redact.ts';
import { requestBody } from './request-body.ts';
import type { Making, Wish } from './request.ts';

interface Wanted {
  readonly operation: Operation;
  readonly as: Identity;
  readonly wish: Wish;
}

/** The JSON body that a call would have, redacted as the exchange would be; undefined where it would have none. */
export function validBody(
  { operation, as, wish }: Wanted,
  { redactor, ...making }: Making & { readonly redactor: Redactor },
): Json | undefined {
  const body = requestBody(operation, wish, making);
  if (body === undefined || !/[/+]json$/.test(body.mediaType)) return undefined;
  const content = { ...body, bytes: Buffer.byteLength(body.text), truncated: false };
  const raw = { method: operation.method, url: operation.path, headers: [], identity: as.name, durationMs: 0 };
  return redactExchange({ ...raw, body: content, at: operation.at }, redactor).request.body?.json;
}
