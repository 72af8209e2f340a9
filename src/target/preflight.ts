import { TargetDown, type Identity } from '../check/target.ts';
import type { ApiModel, Operation } from '../model/api.ts';
import { isUnprotected } from '../model/auth.ts';
import type { Exchange } from '../model/exchange.ts';
import { isAdministrative, isServiceInfo, isSideEffecting } from '../model/function-class.ts';
import { IdentityError } from './identity-error.ts';
import type { Scope } from './scope.ts';
import { pathParameters, queryIds } from './values.ts';

/** Reads that are tried before a target or a caller is given up: the same five for all. */
const readsMax = 5;

/** By name the read that showed that a caller is let in; of whom nothing protected could be read there is none. */
export type Witnesses = ReadonlyMap<string, Operation>;

export interface Looking {
  readonly api: ApiModel;
  readonly scope: Scope;
  readonly users: readonly Identity[];
  readonly nobody: Identity;
  readonly isRefused: (operation: Operation) => boolean;
  readonly call: (operation: Operation, as: Identity) => Promise<Exchange>;
  /** Any URL of the scope, without a credential: the status, if there is an answer. */
  readonly ask: (url: URL) => Promise<number | undefined>;
}

/**
 * Before any probe: is anybody at home, is it the API of the document, and is each caller let in? Without that every
 * probe would be refuted. Throws TargetDown and IdentityError, each with one line.
 */
export async function preflight(looking: Looking): Promise<Witnesses> {
  const reads = plainReads(looking);
  const [first = looking.nobody, ...others] = looking.users;
  const statuses: number[] = [];
  for (const read of reads) {
    const status = await statusOf(read, first, looking);
    statuses.push(status);
    if (isAtHome(status)) break;
  }
  if (reads.length === 0) await knock(looking);
  else if (!statuses.some(isAtHome)) throw await notAtHome(reads, statuses, looking);
  const witnesses = new Map<string, Operation>();
  for (const user of first === looking.nobody ? [] : [first, ...others]) {
    const read = await letIn(user, reads, { looking, statuses: user === first ? statuses : [] });
    if (read !== undefined) witnesses.set(user.name, read);
  }
  return witnesses;
}

/** GETs without ids, those that say most first: protected ones of ordinary users. */
function plainReads({ api, isRefused }: Looking): readonly Operation[] {
  const rank = (operation: Operation): number =>
    (isUnprotected(operation) ? 1 : 0) + (isAdministrative(operation) ? 2 : 0) + (isServiceInfo(operation) ? 4 : 0);
  return api.operations
    .filter(
      (operation) =>
        operation.kind === 'path' &&
        operation.method === 'GET' &&
        pathParameters(operation.path).length === 0 &&
        queryIds(api, operation).length === 0 &&
        !isSideEffecting(operation) &&
        !isRefused(operation),
    )
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, readsMax);
}

async function statusOf(read: Operation, as: Identity, { call, scope }: Looking): Promise<number> {
  const { response, failure } = await call(read, as);
  if (response !== undefined) return response.status;
  throw new TargetDown(
    `the target does not answer: ${failure ?? 'the request failed'} (tried GET ${scope.urlOf(read, read.path).href})`,
  );
}

/** Somebody answered who knows the path: unknown ones, gateways without a server, and other addresses do not count. */
function isAtHome(status: number): boolean {
  return ![404, 405, 502, 503, 504].includes(status) && (status < 300 || status >= 400);
}

/** A document without plain reads: any answer shows that the target is there. */
async function knock({ scope, api, ask }: Looking): Promise<void> {
  const url = scope.urlOf(api.operations[0], '/');
  if ((await ask(url)) === undefined) throw new TargetDown(`the target does not answer (tried GET ${url.href})`);
}

async function notAtHome(
  reads: readonly Operation[],
  statuses: readonly number[],
  { scope, ask }: Looking,
): Promise<TargetDown> {
  const [read] = reads;
  const [status = 0] = statuses;
  if (read === undefined) return new TargetDown('the document has no operation that can be read');
  const tried = `GET ${scope.urlOf(read, read.path).href} answered ${status}`;
  if (status >= 300 && status < 400)
    return new TargetDown(`every read is redirected: ${tried}; give --target the address that it leads to`);
  if (status >= 500) return new TargetDown(`no read is served: ${tried}`);
  const other = scope.otherUrlOf(read);
  if (other === undefined) return new TargetDown(`every read answered 404 or 405: ${tried}; is it the right --target?`);
  const otherStatus = await ask(other);
  const both = `${tried}, GET ${other.href} answered ${otherStatus ?? 'nothing'}`;
  const hint =
    otherStatus === undefined || !isAtHome(otherStatus)
      ? 'give --target the path below which the API is found'
      : scope.basePath === undefined
        ? "the path of the document's servers is not there: correct it in the document"
        : `use --target ${other.href.slice(0, other.href.length - read.path.length)}`;
  return new TargetDown(`every read answered 404 or 405: ${both}; ${hint}`);
}

/** Alive is who gets anything but 401 from something that is protected: a refusal of the role is one too. */
async function letIn(
  user: Identity,
  reads: readonly Operation[],
  { looking, statuses }: { readonly looking: Looking; readonly statuses: readonly number[] },
): Promise<Operation | undefined> {
  let refusedBy: Operation | undefined;
  for (const [index, read] of reads.entries()) {
    if (isUnprotected(read)) continue;
    const status = statuses[index] ?? (await statusOf(read, user, looking));
    if (status === 401) refusedBy ??= read;
    else if (isAtHome(status)) return read;
  }
  if (refusedBy !== undefined)
    throw new IdentityError(`identity ${user.name} is not let in: ${refusedBy.id} answered 401`);
  return undefined;
}
