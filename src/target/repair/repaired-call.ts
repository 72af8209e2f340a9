import type { ApiModel, Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { flatten } from '../../model/flatten.ts';
import type { BuiltBody } from '../request-body.ts';
import { complaintsIn } from './complaints.ts';
import { patched, patchesFor, type Patch } from './mend-body.ts';

/** Times that a refused body is mended by what the refusal says. */
const repairsMax = 3;

export interface Repairing {
  readonly api: ApiModel;
  readonly operation: Operation;
  /** Own ids for fields that the refusal misses. */
  readonly ids: (names: readonly string[]) => Promise<Readonly<Record<string, string>>>;
  /** The valid request, or the same with another body. */
  readonly send: (rawBody?: BuiltBody) => Promise<Exchange>;
}

/** Sends, and while the body is refused with a reason that can be understood, sends again what was asked for. */
export async function repairedCall({
  api,
  operation,
  ids,
  send,
}: Repairing): Promise<{ readonly exchange: Exchange; readonly patches: readonly Patch[] }> {
  const declared = operation.requestBodies.find(({ mediaType }) => /[/+]json$/.test(mediaType));
  const schema = declared?.schema;
  const names = (schema === undefined ? undefined : flatten(api, schema))?.properties.map(({ name }) => name) ?? [];
  const done: Patch[] = [];
  let exchange = await send();
  for (let tries = 0; tries < repairsMax && isRefused(exchange); tries += 1) {
    const body = exchange.request.body?.json ?? {};
    const complaints = complaintsIn(exchange.response?.body?.json, names);
    const lost = complaints.flatMap(({ what, path }) => (what === 'missing' && path.length === 1 ? path : []));
    const patches = patchesFor(complaints, body, { api, schema, ids: lost.length === 0 ? {} : await ids(lost) });
    const mended = JSON.stringify(patched(body, patches));
    if (mended === JSON.stringify(body)) break;
    done.push(...patches);
    exchange = await send({ text: mended, mediaType: declared?.mediaType ?? 'application/json' });
  }
  const { status = 0 } = exchange.response ?? {};
  return { exchange, patches: status >= 200 && status < 300 ? done : [] };
}

function isRefused({ request, response }: Exchange): boolean {
  const isJson = request.body === undefined || request.body.json !== undefined;
  return isJson && [400, 409, 422].includes(response?.status ?? 0);
}
