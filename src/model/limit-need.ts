import type { ApiModel, Operation } from './api.ts';
import { isUnprotected } from './auth.ts';
import { isWrite } from './operation.ts';
import { classesOf } from './operation-class.ts';
import { wordsOf } from './words.ts';

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
  return classes.has('login') || classes.has('reset') || classes.has('mfa');
}

function isAutomated(operation: Operation, api: ApiModel): boolean {
  if (!isWrite(operation)) return false;
  const classes = classesOf(operation, api);
  if (classes.has('signup') || classes.has('promotion')) return true;
  const last = wordsOf(operation.path.split('/').at(-1) ?? '');
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
