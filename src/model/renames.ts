import type { ApiModel, Operation } from './api.ts';
import { canonicalId, canonicalPath } from './operation.ts';

/** Share of what two operations take and give that must be the same, so that one may have become the other. */
const alikeMin = 0.8;
/** Operations of which less is known are alike by chance. */
const factsMin = 4;

/**
 * What operations were called before: canonical ids of the newer document by those of the older one. A version or base
 * path that changed is found by the rest of the path; another path by the operationId, or where neither document gives
 * one, by shape. Each must be the only one both ways.
 */
export function formerIds(before: ApiModel, after: ApiModel): ReadonlyMap<string, string> {
  const known = new Set(before.operations.map(canonicalId));
  const kept = new Set(after.operations.map(canonicalId));
  let lost = before.operations.filter((operation) => !kept.has(canonicalId(operation)));
  let found = after.operations.filter((operation) => !known.has(canonicalId(operation)));
  const former = new Map<string, string>();
  const pair = (pairs: ReadonlyMap<Operation, Operation>): void => {
    for (const [is, was] of pairs) former.set(canonicalId(is), canonicalId(was));
    const used = new Set(pairs.values());
    lost = lost.filter((operation) => !used.has(operation));
    found = found.filter((operation) => !pairs.has(operation));
  };
  pair(byKey(lost, found, unversioned));
  const shapes = new Map([
    ...lost.map((operation) => [operation, shapeOf(operation, before)] as const),
    ...found.map((operation) => [operation, shapeOf(operation, after)] as const),
  ]);
  const isAlike = (a: Operation, b: Operation): boolean => alike(shapes.get(a), shapes.get(b));
  const named = byKey(lost, found, ({ method, operationId }) =>
    operationId === undefined ? undefined : `${method} ${operationId}`,
  );
  pair(new Map([...named].filter(([is, was]) => isAlike(is, was))));
  pair(byShape(lost, found, isAlike));
  return former;
}

/** `GET /cards/{}` of `/v2/cards/{id}`: the server's base path and version segments aside. */
function unversioned({ method, path }: Operation): string {
  return `${method} ${canonicalPath(path.replace(/\/v\d+(?:\.\d+)*(?=\/|$)/gi, ''))}`;
}

function byKey(
  before: readonly Operation[],
  after: readonly Operation[],
  keyOf: (operation: Operation) => string | undefined,
): ReadonlyMap<Operation, Operation> {
  const [was, is] = [only(before, keyOf), only(after, keyOf)];
  const pairs = new Map<Operation, Operation>();
  for (const [key, operation] of is) {
    const other = was.get(key);
    if (operation !== undefined && other !== undefined) pairs.set(operation, other);
  }
  return pairs;
}

/** By key; undefined where several have it. */
function only(
  operations: readonly Operation[],
  keyOf: (operation: Operation) => string | undefined,
): ReadonlyMap<string, Operation | undefined> {
  const found = new Map<string, Operation | undefined>();
  for (const operation of operations) {
    const key = keyOf(operation);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : operation);
  }
  return found;
}

/** Operations that are compared with each other: beyond them a document was written anew. */
const comparedMax = 300;

function byShape(
  before: readonly Operation[],
  after: readonly Operation[],
  isAlike: (a: Operation, b: Operation) => boolean,
): ReadonlyMap<Operation, Operation> {
  const pairs = new Map<Operation, Operation>();
  if (Math.max(before.length, after.length) > comparedMax) return pairs;
  const matches = (one: Operation, others: readonly Operation[]): readonly Operation[] =>
    others.filter((other) => isUnnamed(one, other) && one.method === other.method && isAlike(one, other));
  for (const operation of after) {
    const [was, ...more] = matches(operation, before);
    if (was !== undefined && more.length === 0 && matches(was, after).length === 1) pairs.set(operation, was);
  }
  return pairs;
}

/** Two different names are two operations. */
function isUnnamed(a: Operation, b: Operation): boolean {
  return a.operationId === undefined && b.operationId === undefined;
}

/** What a client sends and gets, in words; parameters of the path by number alone. */
function shapeOf({ parameters, requestBodies, responses }: Operation, { schemas }: ApiModel): ReadonlySet<string> {
  const facts = new Set<string>();
  for (const { in: place, name } of parameters) if (place !== 'path') facts.add(`${place} ${name}`);
  facts.add(`path ${parameters.filter((parameter) => parameter.in === 'path').length}`);
  const bodies = [
    ...requestBodies.map((body) => ({ body, where: 'request' })),
    ...responses.flatMap(({ status, bodies: given }) => given.map((body) => ({ body, where: status }))),
  ];
  for (const { status } of responses) facts.add(`response ${status}`);
  for (const { body, where } of bodies) {
    facts.add(`${where} ${body.mediaType}`);
    const schema = body.schema === undefined ? undefined : schemas.get(body.schema);
    for (const { name } of schema?.properties ?? []) facts.add(`${where} ${body.mediaType} ${name}`);
  }
  return facts;
}

function alike(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === undefined || b === undefined || Math.min(a.size, b.size) < factsMin) return false;
  const shared = [...a].filter((fact) => b.has(fact)).length;
  return shared / (a.size + b.size - shared) >= alikeMin;
}
