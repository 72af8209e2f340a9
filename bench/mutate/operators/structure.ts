/** The document itself: references, keys, paths and parameters that do not fit, and what nobody looks after. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { closedObject, codeText, parameter, parameterOperator, propertyOperator, soundOperation } from '../insert.ts';
import type { Keys, OperationSite, Tree } from '../tree.ts';
import {
  entries,
  get,
  isProtected,
  isTree,
  listAt,
  objectAt,
  operations,
  pointer,
  requestObjects,
  schemaTable,
  schemeTable,
  securityOf,
  textOf,
} from '../tree.ts';

function reference(fault: Fault & { target: string | ((doc: Tree) => string) }): Operator {
  const { target, ...rest } = fault;
  return propertyOperator({
    ...rest,
    into: 'request',
    name: 'extraReference',
    schema: (doc) => ({ $ref: typeof target === 'string' ? target : target(doc) }),
  });
}

const firstSchema = (doc: Tree): string | undefined => entries(doc, schemaTable(doc))[0]?.[0];

const wrongComponent: Operator = {
  id: 'parameter-that-is-a-schema',
  rule: ['ref-broken'],
  severity: 'medium',
  sites: (doc) => (firstSchema(doc) === undefined ? [] : operations(doc).map(({ keys }) => keys)),
  apply: (doc, site) => {
    const node = objectAt(doc, site);
    const list = listAt(node, ['parameters']);
    node['parameters'] = [...list, { $ref: `#${pointer([...schemaTable(doc), firstSchema(doc) ?? ''])}` }];
    const at = [...site, 'parameters', String(list.length)];
    return spot(at, [...at, '$ref']);
  },
};

/** A key that was meant otherwise: what it should say is no longer said. */
function misspelt(fault: Fault & { from: string; to: string; sites: (doc: Tree) => readonly Keys[] }): Operator {
  const { from, to, ...rest } = fault;
  return {
    ...rest,
    apply: (doc, site) => {
      const node = objectAt(doc, site);
      node[to] = node[from];
      delete node[from];
      return spot([...site, to], site);
    },
  };
}

/** Parameters that the operation holds itself. */
const ownParameters = (doc: Tree, fits: (node: Tree, site: OperationSite) => boolean): readonly Keys[] =>
  operations(doc).flatMap((site) =>
    listAt(site.node, ['parameters']).flatMap((one, index): Keys[] =>
      isTree(one) && fits(one, site) ? [[...site.keys, 'parameters', String(index)]] : [],
    ),
  );

/** Puts a copy of a parameter last in the list. */
function twin(fault: Fault & { place: 'query' | 'header'; rename: (name: string) => string }): Operator {
  const { place, rename, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      ownParameters(
        doc,
        (one) => one['in'] === place && textOf(one['name']).length > 1 && rename(textOf(one['name'])) !== '',
      ),
    apply: (doc, site) => {
      const one = objectAt(doc, site);
      const list = listAt(doc, site.slice(0, -1));
      list.push(parameter(doc, rename(textOf(one['name'])), { schema: codeText(), in: place }));
      return spot([...site.slice(0, -1), String(list.length - 1)], site, [
        ...site.slice(0, -1),
        String(list.length - 1),
        'name',
      ]);
    },
  };
}

const renamedPathParameter: Operator = {
  id: 'path-parameter-of-another-name',
  rule: ['param-path-undefined'],
  severity: 'medium',
  // Some rules go by names: the new one says less.
  follows: /^(id-|bola)/,
  sites: (doc) => ownParameters(doc, (one) => one['in'] === 'path'),
  apply: (doc, site) => {
    const one = objectAt(doc, site);
    one['name'] = `${textOf(one['name'])}X`;
    return spot(site, [...site, 'name'], site.slice(0, -2), site.slice(0, 2));
  },
};

/** A path that the same request fits as well, with a sound GET. */
function rival(
  fault: Fault & {
    path: (path: string) => string;
    where: (site: OperationSite, doc: Tree) => boolean;
    security?: (doc: Tree, site: OperationSite) => Tree[];
  },
): Operator {
  const { path, where, security, ...rest } = fault;
  const fits = (doc: Tree): readonly OperationSite[] =>
    operations(doc).filter(
      (site) =>
        site.method === 'get' &&
        /[^/]\/\{[^{}/]+\}$/.test(site.path) &&
        site.path.split('{').length === 2 &&
        entries(doc, ['paths']).every(
          ([other]) => other !== path(site.path) && !other.startsWith(site.path.replace(/\{[^{}]+\}$/, '{') + '}'),
        ) &&
        where(site, doc),
    );
  return {
    ...rest,
    sites: (doc) => fits(doc).map(({ keys }) => keys),
    apply: (doc, site) => {
      const old = fits(doc).find(({ keys }) => keys.join() === site.join());
      if (old === undefined) throw new Error('no such operation');
      const name = path(old.path);
      const variable = /\{([^{}]+)\}$/.exec(name)?.[1];
      const id =
        variable === undefined
          ? []
          : [
              parameter(doc, variable, {
                schema: { type: 'string', format: 'uuid', maxLength: 36 },
                in: 'path',
                required: true,
              }),
            ];
      const own = security?.(doc, old) ?? structuredClone(old.node['security']);
      const node = soundOperation(doc, 'get', { parameters: id, ...(Array.isArray(own) ? { security: own } : {}) });
      if (own === undefined) delete node['security'];
      objectAt(doc, ['paths'])[name] = { get: node };
      return spot(['paths', name], ['paths', name, 'get'], ['paths', name, 'get', 'security'], site, site.slice(0, 2), [
        ...site,
        'security',
      ]);
    },
  };
}

/** A scheme of the document that does not guard the operation. */
function otherScheme(doc: Tree, site: OperationSite): string | undefined {
  const used = JSON.stringify(securityOf(doc, site) ?? []);
  return entries(doc, schemeTable(doc))
    .map(([name]) => name)
    .find((name) => !used.includes(`"${name}"`));
}

/** `/v2/...` beside `/v1/...`. */
const nextVersion: Operator = {
  id: 'two-versions-side-by-side',
  rule: ['inv-version-sprawl'],
  severity: 'low',
  sites: (doc) =>
    operations(doc)
      .filter(({ path, method }) => method === 'get' && /^\/v1\/[^{}]+$/.test(path))
      .filter(() => !entries(doc, ['paths']).some(([path]) => /^\/v[02-9]/.test(path)))
      .map(({ keys }) => keys),
  apply: (doc, site) => {
    const path = (site[1] ?? '').replace('/v1/', '/v2/');
    objectAt(doc, ['paths'])[path] = { get: soundOperation(doc, 'get') };
    return spot(['paths', path], ['paths', path, 'get'], ['paths'], [], site, site.slice(0, 2), ['info', 'version']);
  },
};

const deprecated: Operator = {
  id: 'deprecated-without-sunset',
  rule: ['inv-deprecated-no-sunset'],
  severity: 'low',
  sites: (doc) =>
    operations(doc)
      .filter(({ node }) => node['deprecated'] === undefined)
      .map(({ keys }) => keys),
  apply: (doc, site) => {
    objectAt(doc, site)['deprecated'] = true;
    return spot(site, [...site, 'deprecated']);
  },
};

const unusedSchema: Operator = {
  id: 'schema-never-used',
  rule: ['inv-unused-component'],
  severity: 'info',
  sites: (doc) => (firstSchema(doc) === undefined ? [] : [schemaTable(doc)]),
  apply: (doc, site) => {
    objectAt(doc, site)['SpareRemark'] = closedObject({ remark: codeText() });
    return inserted(doc, [...site, 'SpareRemark']);
  },
};

const securityGone = /^(auth-op-unprotected|bola|bfla|tls-credentials|auth-apikey-only|auth-unused|auth-undefined)/;

export const structure: readonly Operator[] = [
  reference({
    id: 'reference-to-a-host',
    rule: ['ref-remote'],
    severity: 'medium',
    target: 'https://schemas.northwind.net/remark.json',
  }),
  reference({
    id: 'reference-out-of-the-tree',
    rule: ['ref-remote', 'ref-broken'],
    severity: 'medium',
    follows: /^ref-/,
    target: '../../../../../../../../etc/remark.json',
  }),
  reference({
    id: 'reference-to-nothing',
    rule: ['ref-broken'],
    severity: 'medium',
    target: (doc) => `#${pointer([...schemaTable(doc), 'NoSuchRemark'])}`,
  }),
  wrongComponent,
  misspelt({
    id: 'securty',
    rule: ['spec-unknown-key'],
    severity: 'high',
    from: 'security',
    to: 'securty',
    follows: securityGone,
    sites: (doc) =>
      operations(doc)
        .filter((site) => Array.isArray(site.node['security']) && isProtected(doc, site))
        .map(({ keys }) => keys),
  }),
  misspelt({
    id: 'requierd',
    rule: ['spec-unknown-key'],
    severity: 'low',
    from: 'required',
    to: 'requierd',
    sites: (doc) =>
      requestObjects(doc)
        .map(({ schema }) => schema)
        .filter((keys) => get(doc, [...keys, 'required']) !== undefined),
  }),
  misspelt({
    id: 'sumary',
    rule: ['spec-unknown-key'],
    severity: 'low',
    from: 'summary',
    to: 'sumary',
    sites: (doc) =>
      operations(doc)
        .filter(({ node }) => textOf(node['summary']) !== '')
        .map(({ keys }) => keys),
  }),
  twin({
    id: 'query-parameter-twice',
    rule: ['param-duplicate'],
    severity: 'low',
    place: 'query',
    rename: (name) => name,
  }),
  twin({
    id: 'header-twice-in-another-case',
    rule: ['param-duplicate'],
    severity: 'low',
    place: 'header',
    rename: (name) => (name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase()),
  }),
  renamedPathParameter,
  parameterOperator({
    id: 'path-parameter-of-no-variable',
    rule: ['param-path-undefined'],
    severity: 'low',
    node: (doc) => parameter(doc, 'ghostName', { schema: codeText(), in: 'path', required: true }),
  }),
  rival({
    id: 'same-template-twice',
    rule: ['path-ambiguous'],
    severity: 'medium',
    follows: /^path-ambiguous/,
    path: (path) => path.replace(/\{[^{}]+\}$/, '{rivalName}'),
    where: () => true,
  }),
  rival({
    id: 'word-where-a-variable-stands',
    rule: ['path-ambiguous'],
    severity: 'low',
    follows: /^path-ambiguous/,
    path: (path) => path.replace(/\{[^{}]+\}$/, 'summary'),
    where: () => true,
  }),
  rival({
    id: 'rival-with-other-security',
    rule: ['path-ambiguous-security'],
    severity: 'high',
    follows: /^path-ambiguous|^auth-unused/,
    path: (path) => path.replace(/\{[^{}]+\}$/, '{rivalName}'),
    where: (site, doc) => isProtected(doc, site) && otherScheme(doc, site) !== undefined,
    security: (doc, site) => [{ [otherScheme(doc, site) ?? '']: [] }],
  }),
  rival({
    id: 'rival-open-to-all',
    rule: ['path-ambiguous-security'],
    severity: 'high',
    follows: /^(path-ambiguous|auth-op-|auth-unused)/,
    path: (path) => path.replace(/\{[^{}]+\}$/, 'summary'),
    where: (site, doc) => isProtected(doc, site),
    security: () => [],
  }),
  deprecated,
  nextVersion,
  unusedSchema,
];
