import type { Packed, Wanted } from '../../finding/packed.ts';
import type { CheckRequest, LoadRequest } from '../request.ts';
import { UserError } from '../user-error.ts';

/** What a thread is started with: a request without what cannot leave its thread. */
export interface ThreadData {
  readonly load: Omit<LoadRequest, 'named' | 'options'> & {
    readonly options: Omit<LoadRequest['options'], 'stdin' | 'pending'>;
  };
  readonly check: CheckRequest;
  readonly wanted: Wanted;
}

/** Paths of the files of one unit, absolute; the answer is a `Reply`. */
export type Order = readonly string[];

/** An error is an object of a class, and of a class nothing but data comes across. */
export type PlainError = Pick<UserError, 'code' | 'message' | 'place' | 'hint'>;

export type Reply =
  | {
      readonly documents: readonly { readonly id: string; readonly packed: Packed }[];
      readonly notes: readonly string[];
      readonly unreadable: readonly PlainError[];
    }
  /** What ends the run: mistakes of the user. */
  | { readonly thrown: readonly PlainError[] };

export function plainError({ code, message, place, hint }: UserError): PlainError {
  return { code, message, ...(place === undefined ? {} : { place }), ...(hint === undefined ? {} : { hint }) };
}

export function userError({ code, message, place, hint }: PlainError): UserError {
  return new UserError(code, message, {
    ...(place === undefined ? {} : { place }),
    ...(hint === undefined ? {} : { hint }),
  });
}
