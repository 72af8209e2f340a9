/** The schemes themselves: none, spare ones, weak ones. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { appear, vanish } from '../follows.ts';
import type { Tree } from '../tree.ts';
import { entries, isTree, isV2, isWrite, objectAt, operations, schemeTable, securityOf, textOf } from '../tree.ts';

const noScheme: Operator = {
  id: 'no-scheme-at-all',
  rule: ['auth-no-scheme'],
  severity: 'high',
  follows: [
    vanish(
      [
        'auth-op-unprotected-read',
        'auth-op-unprotected-write',
        'auth-apikey-only-on-money',
        'bfla-no-scope',
        'bfla-write-with-read-scope',
        'err-401-403-404',
        'tls-credentials-cleartext',
      ],
      'Where no scheme is declared nothing can be required or refused, which is said once, of the document.',
    ),
    appear(['auth-shadow-auth-param', 'hook-unsigned'], 'No scheme says any more what the header is for.'),
  ],
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
    follows: [
      vanish(['auth-apikey-only-on-money'], 'The static key is no longer what guards the payment.'),
      appear(['auth-shadow-auth-param'], 'No scheme says any more what the header is for.'),
    ],
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

function guardsWrite(doc: Tree, scheme: Tree): boolean {
  const name = entries(doc, schemeTable(doc)).find(([, one]) => one === scheme)?.[0] ?? '';
  return operations(doc).some(
    (site) => isWrite(site) && (securityOf(doc, site) ?? []).some((one) => isTree(one) && one[name] !== undefined),
  );
}

export const schemes: readonly Operator[] = [
  noScheme,
  unusedScheme,
  replacedScheme({
    id: 'scheme-basic',
    rule: ['auth-http-basic'],
    severity: 'medium',
    node: () => ({ type: 'http', scheme: 'Basic' }),
  }),
  replacedScheme({
    id: 'scheme-basic-2.0',
    rule: ['auth-http-basic'],
    severity: 'medium',
    node: () => ({ type: 'basic' }),
    where: (_, doc) => isV2(doc),
  }),
  replacedScheme({
    id: 'scheme-digest',
    rule: ['auth-http-digest'],
    severity: 'medium',
    node: () => ({ type: 'http', scheme: 'digest' }),
  }),
  replacedScheme({
    id: 'scheme-negotiate',
    rule: ['auth-legacy-scheme'],
    severity: 'medium',
    node: () => ({ type: 'http', scheme: 'negotiate' }),
  }),
  replacedScheme({
    id: 'scheme-unknown',
    rule: ['auth-unknown-scheme'],
    severity: 'low',
    node: () => ({ type: 'http', scheme: 'homegrown' }),
  }),
  replacedScheme({
    id: 'scheme-jwt-unstated',
    rule: ['jwt-bcp'],
    severity: 'low',
    node: () => ({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }),
    where: (old, doc) => !isV2(doc) && textOf(old['bearerFormat']) === '' && !/jwt/i.test(JSON.stringify(old)),
  }),
  ...(['query', 'cookie'] as const).map((place) =>
    replacedScheme({
      id: `key-in-${place}`,
      rule: [`auth-apikey-in-${place}`],
      severity: place === 'query' ? 'high' : 'low',
      node: () => ({ type: 'apiKey', name: 'api_key', in: place }),
      // A cookie that guards reads alone forges nothing.
      where: (old, doc) => (place === 'query' ? true : !isV2(doc) && guardsWrite(doc, old)),
    }),
  ),
];
