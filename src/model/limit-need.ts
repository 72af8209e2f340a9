import type { ApiModel, Operation } from './api.ts';
import { isUnprotected } from './auth.ts';
import { classifyName } from './data-class/classify.ts';
import { isWrite } from './operation.ts';
import { classesOf } from './operation-class.ts';
import { inputNames } from './repeatable.ts';
import { literalsOf, wordsOf } from './words.ts';

/** Why an operation needs a limit of its rate more than others do: secrets are guessed there, it pays to automate it, or it costs. */
export type LimitNeed = 'guessing' | 'automation' | 'cost';

/** The gravest reason alone: where no limit is declared, that is one fault, whatever it lets happen. */
export function limitNeedOf(operation: Operation, api: ApiModel): LimitNeed | undefined {
  if (isGuessed(operation, api)) return 'guessing';
  if (isAutomated(operation, api)) return 'automation';
  return classesOf(operation, api).has('costly') ? 'cost' : undefined;
}

function isGuessed(operation: Operation, api: ApiModel): boolean {
  if (!isWrite(operation) || /signature|webhook/i.test(operation.path)) return false;
  const classes = classesOf(operation, api);
  if (!classes.has('login') && !classes.has('reset') && !classes.has('mfa')) return false;
  // A session of a purchase is opened by POST as well; where nothing is described the name has to do.
  const names = inputNames(operation, api);
  return names.length === 0 || names.some(isTried);
}

/** What is tried until it fits. */
function isTried(name: string): boolean {
  return (
    classifyName(name)?.category === 'secret' ||
    /^(code|pin|otp|answer|credentials?|username|login|e-?mail|phone|assertion|grant_?type)$/i.test(name)
  );
}

/** What is worth guessing codes or trying cards at; who issues vouchers is somebody of the house. */
const worth = new Set('redeem apply claim validate verify check lookup balance use activate reserve'.split(' '));

function isAutomated(operation: Operation, api: ApiModel): boolean {
  if (!isWrite(operation)) return false;
  const classes = classesOf(operation, api);
  if (classes.has('signup')) return true;
  const last = wordsOf(literalsOf(operation.path).at(-1) ?? '');
  const verbs = [...last, ...wordsOf(operation.operationId ?? '').slice(0, 1)];
  if (classes.has('promotion') && verbs.some((word) => worth.has(word))) return true;
  return (
    isUnprotected(operation) &&
    last.some((word) => ['validate', 'verify', 'check'].includes(word)) &&
    /card|account|payment/i.test(operation.path)
  );
}

/** 429, or a header that tells of the rate on any answer. */
export function declaresLimit({ responses }: Operation): boolean {
  return responses.some(
    ({ status, headers }) =>
      status === '429' || status === '4XX' || headers.some(({ name }) => /rate-?limit/i.test(name)),
  );
}
