import type { ApiModel, Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { flatten } from '../../model/flatten.ts';
import { literalsOf, wordsOf } from '../../model/words.ts';
import type { Hit, Input, Listener, Target } from '../target.ts';
import { unusable } from './answers.ts';
import { hitMsMax } from './callback.ts';
import { isHarmlessToTry, sendAt, textIn, validCall, type Slot, type ValidCall } from './interpreter.ts';

const addressWords =
  /(^| )(url|urls|uri|href|link|callback|webhook|hook|endpoint|avatar|image|img|picture|photo|logo|icon|feed|website|site|homepage|redirect|source|src|host|domain|proxy|target|fetch|import|notify|origin)( |$)/;
const addressFormats = /^(?:uri|url|iri|uri-reference|iri-reference|hostname)$/;

/** An address fits: by the input's format or example, or by its name where nothing speaks against it. */
export function takesAddress({ name, in: place, schema: id }: Input, api: ApiModel): boolean {
  if (place !== 'query' && place !== 'body') return false;
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return addressWords.test(wordsOf(name).join(' '));
  const isText = schema.types.length === 0 || schema.types.includes('string');
  // Addresses of ours have 60 characters and more.
  if (!isText || schema.enum !== undefined || (schema.maxLength ?? Infinity) < 70) return false;
  if (schema.format !== undefined) return addressFormats.test(schema.format);
  const hasAddress = schema.examples.some(({ value }) => typeof value === 'string' && /^https?:\/\//i.test(value));
  return hasAddress || addressWords.test(wordsOf(name.replace(/\[\d*\]/g, '')).join(' '));
}

/** Inputs for addresses, of calls that may be tried. */
export function isAddressSlot(
  { operation, input }: { readonly operation: Operation; readonly input?: Input },
  api: ApiModel,
): boolean {
  if (input === undefined || !isHarmlessToTry(operation, api) || !takesAddress(input, api)) return false;
  return operation.method === 'GET' || input.in === 'body';
}

const purposeWords = new Set(
  'webhook webhooks hook hooks callback callbacks feed feeds endpoint endpoints subscription subscriptions notify notification notifications check checks monitor monitors ping uptime'.split(
    ' ',
  ),
);

/** Calling the address that a caller names is what it is for, as a webhook's: that it is called proves nothing then. */
export function isMeantToCall({
  operation,
  input,
}: {
  readonly operation: Operation;
  readonly input?: Input;
}): boolean {
  const names = [...literalsOf(operation.path), operation.operationId ?? '', input?.name ?? ''];
  return names.flatMap(wordsOf).some((word) => purposeWords.has(word));
}

/** What came of one address of ours in an otherwise valid request. */
export interface CallScreen extends ValidCall {
  readonly answer: Exchange;
  readonly listener: Listener;
  readonly question: string;
  readonly hits: readonly Hit[];
  /** Refused, while the valid request is served: something looks at the address. */
  readonly isRefused: boolean;
}

/**
 * The cheapest question of all server-side requests, asked once an input by the first probe that wants to know: whether the
 * target calls an address that it is given. One request; where no call comes, most have nothing left to ask.
 */
export function callScreenOf(target: Target, slot: Slot): Promise<CallScreen | { readonly undecided: string }> {
  const { operation, input } = slot;
  return target.once(`calls ${operation.id} ${input.in} ${input.name}`, async () => {
    const listener = await target.listen();
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const question = target.random(24);
    const answer = await sendAt(target, slot, valid)(listener.url(question));
    const failed = unusable(answer);
    const status = answer.response?.status ?? 0;
    const isRefused = status >= 400;
    // Nobody calls what he has refused before looking: there is no need to wait long.
    const hits = await listener.hits(question, isRefused ? refusedMsMax : hitMsMax);
    if (failed !== undefined && hits.length === 0) return { undecided: failed };
    return { ...valid, answer, listener, question, hits, isRefused };
  });
}
/** Milliseconds that are waited for a call after a refusal. */
const refusedMsMax = 300;

/** The text stands in the answer, or in the object that was made where the answer does not show it. */
export async function showsText(
  target: Target,
  { operation, owner, answer }: Pick<CallScreen, 'owner' | 'answer'> & { readonly operation: Operation },
  is: (text: string) => boolean,
): Promise<Exchange | undefined> {
  if (is(textIn(answer))) return answer;
  const made = operation.method === 'POST' ? target.made(operation, answer) : undefined;
  if (made === undefined) return undefined;
  const read = await target.call(made.reader, owner, { parameters: made.parameters });
  return is(textIn(read)) ? read : undefined;
}
