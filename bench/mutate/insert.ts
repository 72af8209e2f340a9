/** What operators insert: sound by every row of the catalogue, so that only the meant fault stands out. */
import type { Fault, Operator } from './operator.ts';
import { inserted } from './operator.ts';
import { appear } from './follows.ts';
import type { BodySite, OperationSite, Tree, Value } from './tree.ts';
import {
  entries,
  get,
  isProtected,
  isTree,
  isV2,
  isWrite,
  objectAt,
  operations,
  requestObjects,
  responseObjects,
  securityOf,
  textOf,
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

/** What a transfer of money asks for. */
export const transfer = (): Tree =>
  closedObject({
    amount: { type: 'string', description: 'In euros.', maxLength: 12, pattern: '^[0-9]{1,9}[.][0-9]{2}$' },
    currency: { type: 'string', description: 'The currency.', enum: ['EUR', 'USD'] },
    beneficiary: codeText('To whom.'),
  });

/** The form of error that the document has already, as 2.0 cannot mark another one by its media type. */
export function problem(doc: Tree): Tree {
  const known = isV2(doc) ? errorProperties(doc) : [];
  const names = known.length > 0 ? known : ['title', 'reference'];
  return closedObject(Object.fromEntries(names.map((name) => [name, codeText('What went wrong.')])));
}

function errorProperties(doc: Tree): readonly string[] {
  const tables = operations(doc).map(({ node }) => node['responses']);
  for (const [status, response] of tables.flatMap((table) => (isTree(table) ? Object.entries(table) : []))) {
    if (!/^[45]|^default$/.test(status) || !isTree(response) || !isTree(response['schema'])) continue;
    const name = /^#\/definitions\/([^/]+)$/.exec(textOf(response['schema']['$ref']))?.[1];
    const names = entries(doc, [...(name === undefined ? [] : ['definitions', name]), 'properties']);
    if (names.length > 0) return names.map(([key]) => key);
  }
  return [];
}

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
      ...content(doc, problem(doc), 'application/problem+json'),
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
  const alike = guarded.filter((one) => isWrite(one) === (method !== 'get'));
  // A neighbour that names no scopes where others do is no model.
  const model = alike.find((one) => namesScopes(doc, one)) ?? alike[0] ?? guarded[0];
  const own = model?.node['security'];
  return Array.isArray(own) ? { security: structuredClone(own) } : {};
}

function namesScopes(doc: Tree, operation: OperationSite): boolean {
  const alternatives = securityOf(doc, operation) ?? [];
  return alternatives.every(
    (one) => isTree(one) && Object.values(one).every((scopes) => Array.isArray(scopes) && scopes.length > 0),
  );
}

/** Inserts one operation on a path of its own, where the document protects its operations. */
export function operationOperator(
  fault: Fault & {
    path: string;
    method: string;
    onlyV3?: boolean;
    where?: (doc: Tree) => boolean;
    draft: (doc: Tree) => Draft;
    change?: (node: Tree) => void;
  },
): Operator {
  const { path, method, draft, change, onlyV3, where = () => true, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) => {
      const isFree = operations(doc).every((one) => one.path !== path);
      const isGuarded = operations(doc).some((one) => isProtected(doc, one));
      return isFree && isGuarded && where(doc) && !(onlyV3 === true && isV2(doc)) ? [['paths', path]] : [];
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
    follows: [appear(['err-400-422'], 'An operation that takes its first input owes an answer to a wrong one.')],
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
