import type { Identity } from '../check/target.ts';
import type { ApiModel, Operation, OperationId } from '../model/api.ts';
import { canonicalPath } from '../model/operation.ts';
import { pathParameters } from './values.ts';

/** One object that the run made. Its parameters are redacted like everything else. */
export interface Made {
  readonly owner: Identity;
  /** The call that made it: `POST /cards`. */
  readonly by: OperationId;
  /** The path below which it lives: `/accounts/{accountId}/cards`. */
  readonly collection: string;
  /** The values of its path; absent where the answer did not say its id. */
  readonly parameters?: Readonly<Record<string, string>>;
}
/** What became of it in the end. */
export interface LedgerEntry extends Made {
  readonly state: 'there' | 'undone' | 'left';
  readonly reason?: string;
}
/** What is left behind, and why. */
export interface Remainder {
  readonly collection: string;
  readonly reason: string;
}

export interface Undo {
  readonly api: ApiModel;
  /** The status that the DELETE was answered with, or why there is none. */
  readonly send: (
    operation: Operation,
    made: Made,
    parameters: Readonly<Record<string, string>>,
  ) => Promise<number | string>;
}

/** Objects made by this run, undone newest first: what was made last may stand on what was made before. */
export class Ledger {
  #entries: LedgerEntry[] = [];
  /** What a DELETE was answered for with 2xx by then: path and id, since two collections may count alike. */
  readonly #deleted = new Set<string>();

  add(made: Made): void {
    this.#entries.push({ ...made, state: 'there' });
  }

  /** A probe's own DELETE of this id was answered with 2xx: a later one may be refused in whatever words the target has. */
  deleted(operation: Operation, id: string): void {
    this.#deleted.add(objectKey(operation, id));
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Deletes as its owner what the document has a DELETE for. Twice is as good as once. */
  async undo(undo: Undo): Promise<readonly Remainder[]> {
    for (const [index, entry] of [...this.#entries.entries()].toReversed()) {
      if (entry.state !== 'there') continue;
      const reason = await undone(entry, undo, this.#deleted);
      this.#entries[index] = reason === undefined ? { ...entry, state: 'undone' } : { ...entry, state: 'left', reason };
    }
    return this.#entries
      .toReversed()
      .flatMap(({ collection, state, reason }) => (state === 'left' ? [{ collection, reason: reason ?? '' }] : []));
  }
}

/** Undefined: it is gone. */
async function undone(made: Made, { api, send }: Undo, deleted: ReadonlySet<string>): Promise<string | undefined> {
  const { collection, parameters, by } = made;
  if (parameters === undefined) return `${by} did not say its id`;
  const operation = deleteOf(api, collection, parameters);
  if (operation === undefined) return 'the document has no DELETE for it';
  const status = await send(operation, made, byPosition(operation.path, parameters));
  // A probe may have deleted it already, which is as good.
  const isTried = deleted.has(objectKey(operation, Object.values(parameters).at(-1) ?? ''));
  const isGone =
    typeof status === 'number' &&
    (status < 300 || status === 404 || status === 410 || (isTried && status < 500 && status !== 429));
  return isGone ? undefined : `${operation.id} answered ${status}`;
}

function objectKey({ path }: Operation, id: string): string {
  return `${canonicalPath(path)} ${id}`;
}

function deleteOf(
  api: ApiModel,
  collection: string,
  parameters: Readonly<Record<string, string>>,
): Operation | undefined {
  const item = canonicalPath(`${collection}/{}`);
  const all = api.operations.filter(({ method }) => method === 'DELETE');
  const last = Object.keys(parameters).at(-1);
  return (
    all.find(({ path }) => canonicalPath(path) === item) ??
    // Made under another path than it is kept at: `/accounts/{accountId}/cards` and `/cards/{cardId}`.
    all.find(({ path }) => last !== 'id' && path.endsWith(`{${last}}`) && pathParameters(path).length === 1)
  );
}

/** Values by name, else by position: another operation may call its parameters otherwise. */
export function byPosition(
  path: string,
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const values = Object.values(parameters);
  const names = pathParameters(path);
  return Object.fromEntries(
    names.map((name, index) => {
      const named = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      return [name, named ?? values[values.length - names.length + index] ?? values[index] ?? ''];
    }),
  );
}
