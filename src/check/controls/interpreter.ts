import type { ApiModel, Operation } from '../../model/api.ts';
import type { Exchange } from '../../model/exchange.ts';
import { isCredentialFlow } from '../../model/credential-flow.ts';
import { flatten } from '../../model/flatten.ts';
import { isAsking, isInboundHook, isSideEffecting } from '../../model/function-class.ts';
import { wordsOf } from '../../model/words.ts';
import type { Identity, Input, RequestChange, Target } from '../target.ts';
import { accountStepOf } from './accounts.ts';
import { isSameAnswer } from './differential.ts';
import { isSuccess, unusable } from './answers.ts';
import { servedUser } from './callers.ts';
import { changeOf } from './inputs.ts';

/** One value of one operation. */
export interface Slot {
  readonly operation: Operation;
  readonly input: Input;
}

/** Reads, and calls that make something or only ask: an interpreter that is reached there destroys nothing of others. */
export function isHarmlessToTry(operation: Operation, api: ApiModel): boolean {
  if (operation.method === 'GET') return !isSideEffecting(operation);
  if (operation.method !== 'POST' || isInboundHook(operation)) return false;
  if (isAsking(operation)) return true;
  if (isCredentialFlow(operation) || accountStepOf(operation, api) !== undefined) return false;
  // By its path alone: what makes an object is called `createCard`, what acts on one ends in a verb.
  return !isSideEffecting({ ...operation, operationId: '', summary: '' });
}

/** It changes nothing: what it answers follows from what was asked. */
export function isQuestion(operation: Operation): boolean {
  return (operation.method === 'GET' && !isSideEffecting(operation)) || isAsking(operation);
}

const secretWords = /(^| )(password|passcode|pin|secret|otp|token|signature)( |$)/;

/** A text of so many characters fits, as far as the document says. A format is checked by whoever declares it. */
export function takesText({ schema: id, in: place, name }: Input, api: ApiModel, length: number): boolean {
  if (place === 'header' || place === 'cookie' || secretWords.test(wordsOf(name).join(' '))) return false;
  const schema = id === undefined ? undefined : flatten(api, id);
  if (schema === undefined) return true;
  const isText = schema.types.length === 0 || schema.types.includes('string');
  return isText && schema.enum === undefined && schema.format === undefined && (schema.maxLength ?? Infinity) >= length;
}

/** Text inputs of calls that may be tried. */
export function isTextSlot(
  { operation, input }: { readonly operation: Operation; readonly input?: Input },
  api: ApiModel,
  length: number,
): boolean {
  if (input === undefined || !isHarmlessToTry(operation, api) || !takesText(input, api, length)) return false;
  return operation.method === 'GET' || input.in === 'body';
}

/** What a caller is answered who asks as the document says. */
export interface ValidCall {
  readonly owner: Identity;
  readonly parameters: Readonly<Record<string, string>>;
  readonly exchange: Exchange;
}

/** Asked once an operation: who is served, and how. */
export function validCall(target: Target, operation: Operation): Promise<ValidCall | { readonly undecided: string }> {
  return target.once(`valid ${operation.id}`, async () => {
    const { owner, object, mine } = await servedUser(target, operation);
    const failed = unusable(mine);
    if (failed !== undefined) return { undecided: failed };
    const status = mine.response?.status ?? 0;
    // A redirect is how some operations serve.
    if (status >= 400) return { undecided: 'a valid request is refused' };
    return { owner, parameters: object.parameters, exchange: mine };
  });
}

/** The valid request with another value at the input. */
export function sendAt(
  target: Target,
  { operation, input }: Slot,
  { owner, parameters }: Pick<ValidCall, 'owner' | 'parameters'>,
): (value: string, how?: { readonly fresh?: boolean }) => Promise<Exchange> {
  return (value, how = {}) => {
    const change: RequestChange = changeOf(input, value);
    return target.call(operation, owner, {
      ...how,
      ...change,
      parameters: { ...parameters, ...change.parameters },
    });
  };
}

/** Four digits each: their product has seven or eight, and nobody has it by chance. */
export interface Factors {
  readonly a: number;
  readonly b: number;
}
export function factors(target: Target): Factors {
  const one = (): number => 1_001 + (Number.parseInt(target.random(8).toLowerCase(), 36) % 8_998);
  return { a: one(), b: one() };
}
export function product({ a, b }: Factors): string {
  return String(a * b);
}

/** What the answer says: its body as text. */
export function textIn({ response }: Exchange): string {
  const { json, text } = response?.body ?? {};
  return json === undefined ? (text ?? '') : JSON.stringify(json);
}

/** How an input answers to two texts that mean nothing to whoever takes them for texts. */
export interface Screen extends ValidCall {
  /** Stands in both of them, and nowhere else. */
  readonly word: string;
  /** With a single and a double quote, `${a*b}` and `#{a*b}`. */
  readonly quoted: Exchange;
  /** With `{{a*b}}` and `$((c*d))`. */
  readonly loaded: Exchange;
  /** What was made of them, where the answers do not show the word. */
  readonly reads: readonly Exchange[];
  readonly dollar: Factors;
  readonly curly: Factors;
  readonly shell: Factors;
  /** The two are answered differently: something was read in one of them. */
  readonly tellsApart: boolean;
  /** Both are answered as the valid request is: what comes of the value is not seen. */
  readonly isBlind: boolean;
}

/**
 * The cheapest question of all injections, asked once an input by the first probe that wants to know: two requests. Who
 * binds, escapes or ignores the value answers both alike, with nothing worked out.
 */
export function screenOf(target: Target, slot: Slot): Promise<Screen | { readonly undecided: string }> {
  const { operation, input } = slot;
  return target.once(`screen ${operation.id} ${input.in} ${input.name}`, async () => {
    const valid = await validCall(target, operation);
    if ('undecided' in valid) return valid;
    const send = sendAt(target, slot, valid);
    const word = `sp${target.random(8)}`;
    const [dollar, curly, shell] = [factors(target), factors(target), factors(target)];
    const quoted = await send(`${word}'".\${${dollar.a}*${dollar.b}}.#{${dollar.a}*${dollar.b}}`);
    const loaded = await send(`${word}.{{${curly.a}*${curly.b}}}.$((${shell.a}*${shell.b}))`);
    const failed = unusable(quoted, loaded);
    if (failed !== undefined) return { undecided: failed };
    const places = new Set<string>();
    const tellsApart = !isSameAnswer(quoted, loaded, places);
    return {
      ...valid,
      word,
      quoted,
      loaded,
      reads: await readBack(target, operation, { owner: valid.owner, answers: [quoted, loaded], word }),
      dollar,
      curly,
      shell,
      tellsApart,
      isBlind: !tellsApart && isSameAnswer(quoted, valid.exchange, places),
    };
  });
}

interface Answered {
  readonly owner: Identity;
  readonly answers: readonly Exchange[];
  readonly word: string;
}

/** Where the answer to a POST does not show the value, the object that it made may. */
async function readBack(
  target: Target,
  operation: Operation,
  { owner, answers, word }: Answered,
): Promise<readonly Exchange[]> {
  const reads: Exchange[] = [];
  for (const answer of answers) {
    if (operation.method !== 'POST' || !isSuccess(answer) || textIn(answer).includes(word)) continue;
    const made = target.made(operation, answer);
    if (made !== undefined) reads.push(await target.call(made.reader, owner, { parameters: made.parameters }));
  }
  return reads;
}
