import type { Operation, Parameter, Response } from '../../model/api.ts';
import { canonicalId, canonicalPath } from '../../model/operation.ts';
import type { Both, Versions } from '../rule.ts';
import { match, type Matched } from './pairing.ts';

/** What the two documents' operations became; webhooks and callbacks are matched among themselves. */
export function matchOperations({ before, after }: Versions): Matched<Operation> {
  return matchCalls(before.operations, after.operations);
}

export function matchHooks({ before, after }: Versions): Matched<Operation> {
  return matchCalls(before.hooks, after.hooks);
}

/**
 * By the path a client sees (server's base path joined), so that a base path may move between servers and paths;
 * then by the template alone, so that `/v1` may become `/v2`, or the servers change their order.
 * The exact id comes first where a document holds `/cards/{id}` and `/cards/{name}` both.
 */
function matchCalls(before: readonly Operation[], after: readonly Operation[]): Matched<Operation> {
  return match(before, after, [
    (operation) => `${canonicalId(operation)} ${operation.path} ${operation.at.path}`,
    (operation) => `${canonicalId(operation)} ${operation.path}`,
    canonicalId,
    ({ method, path, kind }) => (kind === 'path' ? `${method} ${canonicalPath(path)}` : undefined),
  ]);
}

/** By place and name; of the path by position in the template, counted from its end, as names and base paths change. */
export function matchParameters({ before, after }: Both<Operation>, versions: Versions): Matched<Parameter> {
  const positions = { before: templatePositions(before), after: templatePositions(after) };
  const heard = [versions.before, versions.after].every(({ dialect }) => dialect.startsWith('3.'))
    ? ({ parameters }: Operation): readonly Parameter[] => parameters.filter((one) => !isIgnored(one))
    : ({ parameters }: Operation): readonly Parameter[] => parameters;
  return match(heard(before), heard(after), [
    (parameter, side) => parameterKey(parameter, positions[side]),
    (parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`,
  ]);
}

/** Described elsewhere in 3.x, so that a parameter of this name "shall be ignored" (OpenAPI 3.1.1 section 4.8.12.1). */
function isIgnored({ in: place, name }: Parameter): boolean {
  return place === 'header' && /^(?:accept|content-type|authorization)$/i.test(name);
}

function parameterKey(parameter: Parameter, positions: ReadonlyMap<string, number>): string {
  if (parameter.in !== 'path') return `${parameter.in} ${parameter.name}`;
  return `path ${positions.get(parameter.name) ?? parameter.name}`;
}

function templatePositions({ path }: Operation): ReadonlyMap<string, number> {
  const names = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '');
  return new Map(names.toReversed().map((name, index) => [name, index]));
}

export function matchResponses({ before, after }: Both<Operation>): Matched<Response> {
  return match(before.responses, after.responses, [({ status }) => status]);
}
