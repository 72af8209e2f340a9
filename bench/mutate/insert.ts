/** What operators insert: sound by every row of the catalogue, so that only the meant fault stands out. */
import type { Fault, Operator } from './operator.ts';
import { inserted } from './operator.ts';
import type { BodySite, OperationSite, Tree, Value } from './tree.ts';
import {
  get,
  isProtected,
  isTree,
  isV2,
  isWrite,
  objectAt,
  operations,
  requestObjects,
  responseObjects,
} from './tree.ts';

export const codeText = (description = 'A short code.'): Tree => ({
  type: 'string',
  description,
  minLength: 1,
  maxLength: 32,
  pattern: '^[A-Za-z0-9]{1,32}$',
});

export const wholeNumber = (description = 'How many.'): Tree => ({
  type: 'integer',
  format: 'int32',
  description,
  minimum: 0,
  maximum: 1000,
});

export function closedObject(properties: Tree, description = 'One entry.'): Tree {
  return { type: 'object', description, additionalProperties: false, properties };
}

const problem = (): Tree =>
  closedObject({
    title: codeText('What went wrong.'),
    status: { ...wholeNumber('The status.'), minimum: 100, maximum: 599 },
  });

/** A parameter in the words of either version; query unless said otherwise. */
export function parameter(
  doc: Tree,
  name: string,
  { schema, ...rest }: { schema: Tree; in?: string; required?: boolean },
): Tree {
  const base: Tree = { name, in: 'query', description: `The ${name}.`, ...rest };
  const { description: _, ...bare } = schema;
  return isV2(doc) ? { ...base, ...bare } : { ...base, schema: bare };
}

/** A response or the body of a request. */
export function content(doc: Tree, schema: Tree, mediaType = 'application/json'): Tree {
  return isV2(doc) ? { schema } : { content: { [mediaType]: { schema } } };
}

export interface Draft {
  readonly parameters?: readonly Tree[];
  readonly body?: Tree;
  readonly response?: Tree;
  /** Statuses to leave out. */
  readonly without?: readonly string[];
  readonly security?: Value[];
}

function headers(doc: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(
    names.map((name) => {
      const schema: Tree =
        name === 'Cache-Control' ? { type: 'string', enum: ['no-store'], maxLength: 8 } : wholeNumber();
      const { description: _, ...bare } = schema;
      return [
        name,
        isV2(doc) ? { description: `The ${name}.`, ...bare } : { description: `The ${name}.`, schema: bare },
      ];
    }),
  );
}

/** An operation with all that its neighbours ought to have. */
export function soundOperation(doc: Tree, method: string, draft: Draft = {}): Tree {
  const success = draft.response ?? closedObject({ reference: codeText() });
  const responses: Tree = {
    '200': { description: 'Done.', headers: headers(doc, ['Cache-Control']), ...content(doc, success) },
  };
  for (const status of ['400', '401', '403', '404', '429', '500']) {
    const own =
      status === '429'
        ? { headers: headers(doc, ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After']) }
        : {};
    responses[status] = {
      description: `Refused with ${status}.`,
      ...own,
      ...content(doc, problem(), 'application/problem+json'),
    };
  }
  for (const status of draft.without ?? []) delete responses[status];
  const body =
    draft.body === undefined
      ? {}
      : { requestBody: { description: 'What is asked.', required: true, ...content(doc, draft.body) } };
  const parameters: Value[] = [...(draft.parameters ?? [])];
  if (isV2(doc) && draft.body !== undefined)
    parameters.push({ name: 'body', in: 'body', required: true, description: 'What is asked.', schema: draft.body });
  return {
    summary: 'One more operation',
    description: 'Does one more thing.',
    operationId: `one-more-${method}`,
    ...(tagOf(doc) === undefined ? {} : { tags: [tagOf(doc) ?? ''] }),
    ...(isV2(doc) ? { consumes: ['application/json'], produces: ['application/json'] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(isV2(doc) ? {} : body),
    responses,
    ...(draft.security === undefined ? neighbourSecurity(doc, method) : { security: draft.security }),
  };
}

function tagOf(doc: Tree): string | undefined {
  return operations(doc)
    .flatMap(({ node }) => (Array.isArray(node['tags']) ? node['tags'] : []))
    .find((tag) => typeof tag === 'string');
}

/** As operations of the same kind are protected; nothing where the root's requirement does it. */
function neighbourSecurity(doc: Tree, method: string): { security?: Value[] } {
  const guarded = operations(doc).filter((one) => isProtected(doc, one));
  const model = guarded.find((one) => isWrite(one) === (method !== 'get')) ?? guarded[0];
  const own = model?.node['security'];
  return Array.isArray(own) ? { security: structuredClone(own) } : {};
}

/** Inserts one operation on a path of its own, where the document protects its operations. */
export function operationOperator(
  fault: Fault & {
    path: string;
    method: string;
    onlyV3?: boolean;
    draft: (doc: Tree) => Draft;
    change?: (node: Tree) => void;
  },
): Operator {
  const { path, method, draft, change, onlyV3, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) => {
      const isFree = operations(doc).every((one) => one.path !== path);
      const isGuarded = operations(doc).some((one) => isProtected(doc, one));
      return isFree && isGuarded && !(onlyV3 === true && isV2(doc)) ? [['paths', path]] : [];
    },
    apply: (doc, site) => {
      const node = soundOperation(doc, method, draft(doc));
      change?.(node);
      objectAt(doc, ['paths'])[path] = { [method]: node };
      return inserted(doc, [...site, method], site);
    },
  };
}

/** Inserts one property into the request or the response of an operation. */
export function propertyOperator(
  fault: Fault & {
    into: 'request' | 'response';
    name: string;
    schema: (doc: Tree, site: readonly string[]) => Tree;
    where?: (site: BodySite, doc: Tree) => boolean;
  },
): Operator {
  const { into, name, schema, where = () => true, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      (into === 'request' ? requestObjects(doc) : responseObjects(doc))
        .filter((site) => get(doc, [...site.schema, 'properties', name]) === undefined && where(site, doc))
        .map((site) => site.schema),
    apply: (doc, site) => {
      objectAt(doc, [...site, 'properties'])[name] = schema(doc, site);
      return inserted(doc, [...site, 'properties', name]);
    },
  };
}

/** Inserts one parameter, last in an operation's own list. */
export function parameterOperator(
  fault: Fault & { node: (doc: Tree) => Tree; where?: (site: OperationSite, doc: Tree) => boolean },
): Operator {
  const { node, where = () => true, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      operations(doc)
        .filter((site) => !hasParameter(site.node, node(doc)['name']) && where(site, doc))
        .map(({ keys }) => keys),
    apply: (doc, site) => {
      const operation = objectAt(doc, site);
      const list = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
      operation['parameters'] = [...list, node(doc)];
      return inserted(doc, [...site, 'parameters', String(list.length)]);
    },
  };
}

function hasParameter(operation: Tree, name: Value | undefined): boolean {
  const list = operation['parameters'];
  return Array.isArray(list) && list.some((one) => isTree(one) && one['name'] === name);
}
