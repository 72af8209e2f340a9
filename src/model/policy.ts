import type { ApiModel, Operation } from './api.ts';
import { matchesGlob } from './glob.ts';
import { isMeantOpen, gravityOf } from './openness.ts';
import { classesOf } from './operation-class.ts';
import { dataOf } from './operation-data.ts';

export const audiences = ['public', 'partner', 'private'] as const;
export type Audience = (typeof audiences)[number];
/** `restricted`: moves money, administers, or carries card data or secrets; `confidential`: of a person or an account; `public`: for all. */
export const sensitivities = ['restricted', 'confidential', 'internal', 'public'] as const;
export type Sensitivity = (typeof sensitivities)[number];

/** What the security team writes once: which controls an operation of an audience and a sensitivity must have. */
export interface Policy {
  /** Of every operation that no entry below names. */
  readonly audience: Audience;
  /** The last entry that fits counts. */
  readonly operations: readonly {
    readonly operation: string;
    readonly audience?: Audience;
    readonly sensitivity?: Sensitivity;
  }[];
  readonly require: readonly Demand[];
}

/** Controls for some operations; empty lists mean all. */
export interface Demand {
  readonly audience: readonly Audience[];
  readonly sensitivity: readonly Sensitivity[];
  /** Each way in must need one of these kinds: `oauth2`, `openIdConnect`, `mutualTLS`, `apiKey`, or an HTTP scheme such as `bearer`. */
  readonly auth: readonly string[];
  readonly scopes: boolean;
  readonly https: boolean;
  readonly limits: boolean;
  readonly masking: boolean;
  readonly idempotency: boolean;
}

/** How sensitive an operation is, and the fact that says so. */
export interface Rated {
  readonly sensitivity: Sensitivity;
  readonly why: string;
}

export function sensitivityOf(operation: Operation, api: ApiModel): Rated {
  const named = api.policy?.operations.findLast(
    (one) => one.sensitivity !== undefined && matchesGlob(one.operation, operation.id),
  );
  if (named?.sensitivity !== undefined) return { sensitivity: named.sensitivity, why: 'the policy says so' };
  const classes = classesOf(operation, api);
  if (classes.has('money')) return { sensitivity: 'restricted', why: 'it moves money' };
  if (classes.has('card-secret'))
    return { sensitivity: 'restricted', why: 'it shows or sets what a card is used with' };
  if (classes.has('admin')) return { sensitivity: 'restricted', why: 'it administers' };
  const card = dataOf(operation, api).find(({ dataClass }) => ['pci', 'pci-sad'].includes(dataClass.category));
  if (card !== undefined) return { sensitivity: 'restricted', why: `it carries ${card.dataClass.title}` };
  const gravity = gravityOf(operation, api, 'response') ?? gravityOf(operation, api, 'request');
  if (gravity !== undefined) return { sensitivity: 'confidential', why: `it carries ${gravity} data` };
  if (classes.has('account') || classes.has('personal'))
    return { sensitivity: 'confidential', why: 'it is about an account or a person' };
  return isMeantOpen(operation, api)
    ? { sensitivity: 'public', why: 'it is open by nature' }
    : { sensitivity: 'internal', why: 'nothing says more' };
}

export function audienceOf(operation: Operation, policy: Policy): Audience {
  const named = policy.operations.findLast(
    (one) => one.audience !== undefined && matchesGlob(one.operation, operation.id),
  );
  return named?.audience ?? policy.audience;
}

/** The demands that hold for the operation; none without a policy. */
export function demandsOn(operation: Operation, api: ApiModel): readonly Demand[] {
  const { policy } = api;
  if (policy === undefined) return [];
  const audience = audienceOf(operation, policy);
  const { sensitivity } = sensitivityOf(operation, api);
  return policy.require.filter(
    (demand) =>
      (demand.audience.length === 0 || demand.audience.includes(audience)) &&
      (demand.sensitivity.length === 0 || demand.sensitivity.includes(sensitivity)),
  );
}
