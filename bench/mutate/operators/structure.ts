/** The document itself: references, keys, paths and parameters that do not fit, and what nobody looks after. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { guardedApart, unrefused, vanish } from '../follows.ts';
import { closedObject, codeText, propertyOperator, soundOperation } from '../insert.ts';
import type { Keys, Tree } from '../tree.ts';
import {
  entries,
  get,
  isProtected,
  listAt,
  objectAt,
  operations,
  pointer,
  reachedReferences,
  requestObjects,
  schemaTable,
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

const schemaNames = (doc: Tree): readonly string[] => entries(doc, schemaTable(doc)).map(([name]) => name);
const referenceTo = (doc: Tree, name: string): string => `#${pointer([...schemaTable(doc), name])}`;

/** One that is in use: a wrong reference to it changes nothing else. */
function firstSchema(doc: Tree): string | undefined {
  const reached = reachedReferences(doc);
  return schemaNames(doc).find((name) => reached.has(referenceTo(doc, name)));
}

/** Where one is unused already, one more is no new fault. */
function areAllUsed(doc: Tree): boolean {
  const reached = reachedReferences(doc);
  return schemaNames(doc).every((name) => reached.has(referenceTo(doc, name)));
}

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
  sites: (doc) => (schemaNames(doc).length > 0 && areAllUsed(doc) ? [schemaTable(doc)] : []),
  apply: (doc, site) => {
    objectAt(doc, site)['SpareRemark'] = closedObject({ remark: codeText() });
    return inserted(doc, [...site, 'SpareRemark']);
  },
};

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
    follows: [
      unrefused,
      vanish(
        ['auth-unused-scheme-or-scope'],
        'Where no operation requires a scope any more, scopes are told of for the authorisation server alone.',
      ),
      guardedApart,
    ],
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
  deprecated,
  nextVersion,
  unusedSchema,
];
