/** The parsed document as plain, changeable objects: operators know nothing of the product's own model. */
export type Value = null | boolean | number | string | Value[] | Tree;
export interface Tree {
  [key: string]: Value | undefined;
}
export type Keys = readonly string[];

export function pointer(keys: Keys): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function keysOf(text: string): Keys {
  const keys = text.split('/').slice(1);
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function get(doc: Tree, keys: Keys): Value | undefined {
  let node: Value | undefined = doc;
  for (const key of keys) {
    if (Array.isArray(node)) node = node[Number(key)];
    else if (isTree(node) && Object.hasOwn(node, key)) node = node[key];
    else return undefined;
  }
  return node;
}

/** The object that must be there: a site that has none is a fault of the operator. */
export function objectAt(doc: Tree, keys: Keys): Tree {
  const found = get(doc, keys);
  if (!isTree(found)) throw new Error(`no object at ${pointer(keys)}`);
  return found;
}

export function listAt(doc: Tree, keys: Keys): Value[] {
  const found = get(doc, keys);
  return Array.isArray(found) ? found : [];
}

/** The objects of a map, by name. */
export function entries(doc: Tree, keys: Keys): readonly (readonly [string, Tree])[] {
  const found = get(doc, keys);
  return isTree(found) ? Object.entries(found).filter((entry): entry is [string, Tree] => isTree(entry[1])) : [];
}

export function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

export const isV2 = (doc: Tree): boolean => textOf(doc['swagger']).startsWith('2');
export const isV31 = (doc: Tree): boolean => /^3\.[1-9]/.test(textOf(doc['openapi']));

export const schemaTable = (doc: Tree): Keys => (isV2(doc) ? ['definitions'] : ['components', 'schemas']);
export const schemeTable = (doc: Tree): Keys =>
  isV2(doc) ? ['securityDefinitions'] : ['components', 'securitySchemes'];

export interface OperationSite {
  readonly keys: Keys;
  readonly path: string;
  readonly method: string;
  readonly node: Tree;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

export function operations(doc: Tree): readonly OperationSite[] {
  return entries(doc, ['paths'])
    .filter(([path]) => path.startsWith('/'))
    .flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => methods.includes(method) && isTree(item[method]))
        .map((method) => ({ keys: ['paths', path, method], path, method, node: objectAt(item, [method]) })),
    );
}

export const isWrite = ({ method }: OperationSite): boolean => method !== 'get';

/** The requirement that holds: its own, else the root's. */
export function securityOf(doc: Tree, { node }: OperationSite): Value[] | undefined {
  const found = node['security'] ?? doc['security'];
  return Array.isArray(found) ? found : undefined;
}

/** Every alternative asks for something. */
export function isProtected(doc: Tree, operation: OperationSite): boolean {
  const security = securityOf(doc, operation);
  return (
    security !== undefined && security.length > 0 && security.every((one) => isTree(one) && Object.keys(one).length > 0)
  );
}

const counts = new WeakMap<Tree, ReadonlyMap<string, number>>();

/** How often each reference is written in the document; of the document as read, before it is copied. */
export function referenceCounts(doc: Tree): ReadonlyMap<string, number> {
  let known = counts.get(doc);
  if (known === undefined) {
    const found = new Map<string, number>();
    for (const [, target = ''] of JSON.stringify(doc).matchAll(/"\$ref":"((?:[^"\\]|\\.)*)"/g))
      found.set(target, (found.get(target) ?? 0) + 1);
    known = found;
    counts.set(doc, known);
  }
  return known;
}

/** The place itself, or the component behind it where this is the only reference to it. */
export function ownPlace(doc: Tree, keys: Keys): Keys | undefined {
  let place = keys;
  for (let depth = 0; depth < 5; depth += 1) {
    const node = get(doc, place);
    if (!isTree(node)) return undefined;
    const target = node['$ref'];
    if (typeof target !== 'string') return place;
    if (!target.startsWith('#/') || referenceCounts(doc).get(target) !== 1) return undefined;
    place = target
      .slice(2)
      .split('/')
      .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return undefined;
}

/** A plain object schema with properties, no composition: what is inserted there is surely part of it. */
function plainObject(doc: Tree, keys: Keys): Keys | undefined {
  const place = ownPlace(doc, keys);
  if (place === undefined) return undefined;
  const node = objectAt(doc, place);
  const isPlain = ['allOf', 'oneOf', 'anyOf', 'discriminator', 'not'].every((key) => node[key] === undefined);
  return isPlain && isTree(node['properties']) && node['type'] === 'object' ? place : undefined;
}

export interface BodySite {
  readonly schema: Keys;
  readonly operation: OperationSite;
}

/** Object schemas of JSON request bodies that this operation alone reaches. */
export function requestObjects(doc: Tree): readonly BodySite[] {
  return operations(doc)
    .filter(isWrite)
    .flatMap((operation) => {
      const schema = plainObject(doc, requestSchema(doc, operation));
      return schema === undefined || operation.method === 'delete' ? [] : [{ schema, operation }];
    });
}

export function requestSchema(doc: Tree, { keys, node }: OperationSite): Keys {
  if (!isV2(doc)) {
    const body = ownPlace(doc, [...keys, 'requestBody']) ?? [...keys, 'requestBody'];
    return [...body, 'content', 'application/json', 'schema'];
  }
  const index = listAt(node, ['parameters']).findIndex((one) => isTree(one) && one['in'] === 'body');
  return [...keys, 'parameters', String(index), 'schema'];
}

/** Object schemas of successful JSON responses that one operation alone reaches. */
export function responseObjects(doc: Tree): readonly BodySite[] {
  return operations(doc).flatMap((operation) => {
    const found = ['200', '201']
      .map((status) => plainObject(doc, responseSchema(doc, [...operation.keys, 'responses', status])))
      .find((place) => place !== undefined);
    return found === undefined ? [] : [{ schema: found, operation }];
  });
}

export function responseSchema(doc: Tree, response: Keys): Keys {
  const place = ownPlace(doc, response) ?? response;
  return isV2(doc) ? [...place, 'schema'] : [...place, 'content', 'application/json', 'schema'];
}

/** Every reference that something below `paths` leads to, directly or through components. */
export function reachedReferences(doc: Tree): ReadonlySet<string> {
  const reached = new Set<string>();
  const open: (Value | undefined)[] = [doc['paths'], doc['webhooks']];
  while (open.length > 0) {
    const text = JSON.stringify(open.pop() ?? null);
    for (const [, target = ''] of text.matchAll(/"\$ref":"((?:[^"\\]|\\.)*)"/g)) {
      if (reached.has(target)) continue;
      reached.add(target);
      const keys = target.slice(2).split('/');
      open.push(
        get(
          doc,
          keys.map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')),
        ),
      );
    }
  }
  return reached;
}
