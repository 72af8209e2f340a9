/** OAuth flows, scopes and what they are good for. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { vanish } from '../follows.ts';
import type { Keys, Tree } from '../tree.ts';
import { entries, get, isTree, isV2, objectAt, operations, schemeTable, textOf } from '../tree.ts';

const oldNames: Readonly<Record<string, string>> = {
  authorizationCode: 'accessCode',
  clientCredentials: 'application',
};

/** Flows of one kind; in 2.0 the scheme is its flow. */
function flows(doc: Tree, kind?: string): readonly Keys[] {
  return entries(doc, schemeTable(doc)).flatMap(([name, scheme]) => {
    const keys = [...schemeTable(doc), name];
    if (scheme['type'] !== 'oauth2') return [];
    if (isV2(doc)) return kind === undefined || scheme['flow'] === (oldNames[kind] ?? kind) ? [keys] : [];
    return entries(doc, [...keys, 'flows'])
      .filter(([flow]) => kind === undefined || flow === kind)
      .map(([flow]) => [...keys, 'flows', flow]);
  });
}

/** Puts another flow in the place of one. */
function otherFlow(fault: Fault & { from: string; to: string; urls: (flow: Tree) => Tree }): Operator {
  const { from, to, urls, ...rest } = fault;
  return {
    follows: [vanish(['oauth-implicit'], 'Of 2.0 the scheme is its flow, and that is another one now.')],
    ...rest,
    sites: (doc) => flows(doc, from).filter((keys) => isV2(doc) || get(doc, [...keys.slice(0, -1), to]) === undefined),
    apply: (doc, site) => {
      const old = objectAt(doc, site);
      if (isV2(doc)) {
        const { type, scopes, description = 'OAuth.' } = old;
        const node: Tree = { type, description, flow: oldNames[to] ?? to, ...urls(old), scopes };
        objectAt(doc, site.slice(0, -1))[site.at(-1) ?? ''] = node;
        return inserted(doc, site);
      }
      const table = objectAt(doc, site.slice(0, -1));
      delete table[from];
      table[to] = { ...urls(old), scopes: old['scopes'] };
      return inserted(doc, [...site.slice(0, -1), to], site.slice(0, -1), site.slice(0, -2));
    },
  };
}

const isCipher = (url: string): boolean => url.startsWith('https:');
const tokenUrl = (flow: Tree): string =>
  isCipher(textOf(flow['tokenUrl'])) ? textOf(flow['tokenUrl']) : 'https://login.northwind.net/token';
const authorizationUrl = (flow: Tree): string =>
  isCipher(textOf(flow['authorizationUrl']))
    ? textOf(flow['authorizationUrl'])
    : 'https://login.northwind.net/authorize';

/** Sets or removes one key of a flow. */
function flowKey(fault: Fault & { key: string; value?: string; where: (flow: Tree) => boolean }): Operator {
  const { key, value, where, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) => flows(doc).filter((keys) => where(objectAt(doc, keys))),
    apply: (doc, site) => {
      const flow = objectAt(doc, site);
      if (value === undefined) delete flow[key];
      else flow[key] = value;
      return spot([...site, key], site);
    },
  };
}

/** Every scope of the flow is required somewhere: one that is not is a new fault. */
function areAllRequired(doc: Tree, flow: Keys): boolean {
  const requirements = JSON.stringify([doc['security'], operations(doc).map(({ node }) => node['security'])]);
  return Object.keys(objectAt(doc, [...flow, 'scopes'])).every((scope) => requirements.includes(JSON.stringify(scope)));
}

function addedScope({
  scope,
  where = () => true,
  ...fault
}: Fault & { scope: string; where?: typeof areAllRequired }): Operator {
  return {
    ...fault,
    sites: (doc) => flows(doc).filter((keys) => isTree(objectAt(doc, keys)['scopes']) && where(doc, keys)),
    apply: (doc, site) => {
      objectAt(doc, [...site, 'scopes'])[scope] = 'More rights.';
      return spot([...site, 'scopes', scope], [...site, 'scopes'], site);
    },
  };
}

export const oauth: readonly Operator[] = [
  otherFlow({
    id: 'flow-implicit',
    rule: ['oauth-implicit'],
    severity: 'high',
    from: 'authorizationCode',
    to: 'implicit',
    urls: (flow) => ({ authorizationUrl: authorizationUrl(flow) }),
  }),
  ...['authorizationCode', 'clientCredentials', 'implicit'].map((from) =>
    otherFlow({
      id: `flow-password-for-${from}`,
      rule: ['oauth-password'],
      severity: 'high',
      from,
      to: 'password',
      urls: (flow) => ({ tokenUrl: tokenUrl(flow) }),
    }),
  ),
  otherFlow({
    id: 'flow-implicit-for-clientCredentials',
    rule: ['oauth-implicit'],
    severity: 'high',
    from: 'clientCredentials',
    to: 'implicit',
    urls: (flow) => ({ authorizationUrl: authorizationUrl(flow) }),
  }),
  otherFlow({
    id: 'flow-code-without-pkce',
    rule: ['oauth-no-pkce-hint'],
    severity: 'low',
    from: 'clientCredentials',
    to: 'authorizationCode',
    urls: (flow) => ({
      authorizationUrl: authorizationUrl(flow),
      tokenUrl: tokenUrl(flow),
      refreshUrl: tokenUrl(flow),
    }),
  }),
  flowKey({
    id: 'oauth-url-malformed',
    rule: ['oauth-url-invalid'],
    severity: 'medium',
    key: 'tokenUrl',
    value: 'https://login host/token',
    where: (flow) => textOf(flow['tokenUrl']).startsWith('https:'),
  }),
  flowKey({
    id: 'oauth-url-missing',
    rule: ['oauth-url-invalid'],
    severity: 'medium',
    key: 'tokenUrl',
    where: (flow) => textOf(flow['tokenUrl']).startsWith('https:'),
  }),
  flowKey({
    id: 'user-flow-without-refresh',
    rule: ['oauth-no-refresh'],
    severity: 'info',
    key: 'refreshUrl',
    where: (flow) => textOf(flow['refreshUrl']) !== '' && textOf(flow['authorizationUrl']) !== '',
  }),
  addedScope({
    id: 'scope-wildcard',
    rule: ['oauth-empty-or-wildcard-scopes'],
    severity: 'medium',
    scope: '*',
  }),
  addedScope({
    id: 'scope-full-access',
    rule: ['oauth-empty-or-wildcard-scopes'],
    severity: 'medium',
    scope: 'full',
  }),
  addedScope({
    id: 'scope-never-required',
    rule: ['auth-unused-scheme-or-scope'],
    severity: 'info',
    scope: 'reports:archive',
    where: areAllRequired,
  }),
];
