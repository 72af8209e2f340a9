import type { Identity } from '../check/target.ts';
import type { Operation } from '../model/api.ts';
import type { Field } from '../model/exchange.ts';
import type { Answer } from './client.ts';
import type { Credential } from './credential.ts';
import { variableFor, type Shown } from './curl.ts';
import type { Built, Wish } from './request.ts';

/** One request of a caller: what, who, how it differs, and why it is sent. */
export interface Asking {
  readonly as: Identity;
  readonly wish: Wish;
  readonly why: string;
  readonly operation?: Operation;
  /** Shown the answer before anything of it is redacted: what it learns of secrets holds for the exchange itself. */
  readonly seen?: (answer: Answer) => void;
}
/** A call that the config names, at its address. */
export interface NamedRequest {
  readonly method: string;
  readonly url: URL;
  readonly operation?: Operation;
  readonly body?: Built['body'];
  /** Of the call itself, such as a client's own credential. */
  readonly headers?: readonly Field[];
}

/** What a line of curl may say of the credential that was sent. */
export function shownOf({ place, name, prefix, postfix }: Credential, { as, wish: { credential } }: Asking): Shown {
  const change =
    credential?.kind === 'jwt-none'
      ? `jwt-${credential.spelling}`
      : credential?.kind === 'other'
        ? credential.name
        : credential?.kind;
  return { place, name, prefix, ...(postfix && { postfix }), variable: variableFor(as.name, change) };
}
