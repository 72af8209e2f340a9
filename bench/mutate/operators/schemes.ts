/** The schemes themselves: none, spare ones, weak ones. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import type { Tree } from '../tree.ts';
import { entries, isTree, isV2, objectAt, operations, schemeTable, textOf } from '../tree.ts';

const noScheme: Operator = {
  id: 'no-scheme-at-all',
  rule: ['auth-no-scheme'],
  severity: 'high',
  // Without schemes nothing is left to be said of them, and nothing is protected.
  follows:
    /^(err-401|cors-header|auth|oauth|oidc|jwt|bfla|bola|tls-credentials|inv-unused|path-ambiguous-security|flow|limit|ref)/,
  sites: (doc) =>
    entries(doc, schemeTable(doc)).length > 0 && operations(doc).some(({ node }) => Array.isArray(node['security']))
      ? [schemeTable(doc)]
      : [],
  apply: (doc, site) => {
    delete objectAt(doc, site.slice(0, -1))['securitySchemes'];
    delete doc['securityDefinitions'];
    delete doc['security'];
    for (const { node } of operations(doc)) delete node['security'];
    return spot(site, site.slice(0, -1), [], ['info'], ['paths']);
  },
};

const unusedScheme: Operator = {
  id: 'scheme-never-required',
  rule: ['auth-unused-scheme-or-scope', 'inv-unused-component'],
  severity: 'info',
  sites: (doc) => (!isV2(doc) && entries(doc, schemeTable(doc)).length > 0 ? [schemeTable(doc)] : []),
  apply: (doc, site) => {
    objectAt(doc, site)['spareToken'] = { type: 'http', scheme: 'bearer', description: 'An opaque token.' };
    return inserted(doc, [...site, 'spareToken']);
  },
};

/** Schemes of which requirements list no scopes: any other kind can take their place. */
function replacedScheme({
  node,
  where,
  ...fault
}: Fault & { node: (doc: Tree) => Tree; where?: (old: Tree, doc: Tree) => boolean }): Operator {
  return {
    ...fault,
    sites: (doc) =>
      entries(doc, schemeTable(doc))
        .filter(
          ([, old]) => (old['type'] === 'apiKey' && old['in'] === 'header') || /^bearer$/i.test(textOf(old['scheme'])),
        )
        .filter(([name, old]) => isRequired(doc, name) && (where?.(old, doc) ?? !isV2(doc)))
        .map(([name]) => [...schemeTable(doc), name]),
    apply: (doc, site) => {
      const table = objectAt(doc, site.slice(0, -1));
      table[site.at(-1) ?? ''] = { ...node(doc), description: 'How to log in.' };
      return inserted(doc, site);
    },
  };
}

const isRequired = (doc: Tree, name: string): boolean =>
  [doc['security'], ...operations(doc).map(({ node }) => node['security'])].some(
    (list) => Array.isArray(list) && list.some((one) => isTree(one) && one[name] !== undefined),
  );

/** What was said of the old kind is no longer so. */
const oldKind =
  /^(jwt-bcp|auth-shadow-auth-param|auth-apikey|auth-http|auth-unknown|auth-legacy|flow-|tls-credentials)/;

export const schemes: readonly Operator[] = [
  noScheme,
  unusedScheme,
  replacedScheme({
    id: 'scheme-basic',
    rule: ['auth-http-basic'],
    severity: 'medium',
    follows: oldKind,
    node: () => ({ type: 'http', scheme: 'Basic' }),
  }),
  replacedScheme({
    id: 'scheme-basic-2.0',
    rule: ['auth-http-basic'],
    severity: 'medium',
    follows: oldKind,
    node: () => ({ type: 'basic' }),
    where: (_, doc) => isV2(doc),
  }),
  replacedScheme({
    id: 'scheme-digest',
    rule: ['auth-http-digest'],
    severity: 'medium',
    follows: oldKind,
    node: () => ({ type: 'http', scheme: 'digest' }),
  }),
  replacedScheme({
    id: 'scheme-negotiate',
    rule: ['auth-legacy-scheme'],
    severity: 'medium',
    follows: oldKind,
    node: () => ({ type: 'http', scheme: 'negotiate' }),
  }),
  replacedScheme({
    id: 'scheme-unknown',
    rule: ['auth-unknown-scheme'],
    severity: 'low',
    follows: oldKind,
    node: () => ({ type: 'http', scheme: 'homegrown' }),
  }),
  replacedScheme({
    id: 'scheme-jwt-unstated',
    rule: ['jwt-bcp'],
    severity: 'low',
    follows: oldKind,
    node: () => ({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }),
    where: (old, doc) => !isV2(doc) && textOf(old['bearerFormat']) === '' && !/jwt/i.test(JSON.stringify(old)),
  }),
  ...(['query', 'cookie'] as const).map((place) =>
    replacedScheme({
      id: `key-in-${place}`,
      rule: [`auth-apikey-in-${place}`],
      severity: place === 'query' ? 'high' : 'low',
      follows: oldKind,
      node: () => ({ type: 'apiKey', name: 'api_key', in: place }),
      where: (_, doc) => !isV2(doc) || place === 'query',
    }),
  ),
];
