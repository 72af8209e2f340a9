/** OAuth flows, scopes and what they are good for. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import { codeText, operationOperator } from '../insert.ts';
import type { Keys, Tree } from '../tree.ts';
import { entries, get, isTree, isV2, listAt, objectAt, operations, schemeTable, textOf } from '../tree.ts';

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

const tokenUrl = (flow: Tree): string => textOf(flow['tokenUrl']) || 'https://login.northwind.net/token';
const authorizationUrl = (flow: Tree): string =>
  textOf(flow['authorizationUrl']) || 'https://login.northwind.net/authorize';
/** What was said of the flow that is gone, or is now said of the new one. */
const oldFlow = /^oauth-(no-pkce-hint|no-refresh|implicit|password|url-cleartext)$/;

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

function addedScope({ scope, ...fault }: Fault & { scope: string }): Operator {
  return {
    ...fault,
    sites: (doc) => flows(doc).filter((keys) => isTree(objectAt(doc, keys)['scopes'])),
    apply: (doc, site) => {
      objectAt(doc, [...site, 'scopes'])[scope] = 'More rights.';
      return spot([...site, 'scopes', scope], [...site, 'scopes'], site);
    },
  };
}

interface Granted {
  readonly keys: Keys;
  readonly scheme: string;
  readonly scopes: readonly string[];
}

/** The one OAuth alternative of an operation's own requirement, with its scopes. */
function granted(doc: Tree, method: (name: string) => boolean): readonly Granted[] {
  return operations(doc)
    .filter(({ method: name, node }) => method(name) && listAt(node, ['security']).length === 1)
    .flatMap(({ keys, node }) =>
      entries({ only: listAt(node, ['security'])[0] }, []).flatMap(([, one]) => {
        const [scheme = ''] = Object.keys(one);
        const scopes = listAt(one, [scheme]).map(textOf);
        const isOauth = get(doc, [...schemeTable(doc), scheme, 'type']) === 'oauth2';
        return isOauth && scopes.length > 0 && Object.keys(one).length === 1 ? [{ keys, scheme, scopes }] : [];
      }),
    );
}

/** Gives an operation other scopes. */
function scopes(
  fault: Fault & {
    sites: Operator['sites'];
    change: (own: readonly string[], doc: Tree, site: Keys) => readonly string[];
  },
): Operator {
  const { change, ...rest } = fault;
  return {
    ...rest,
    apply: (doc, site) => {
      const [alternative] = listAt(doc, [...site, 'security']);
      const [scheme = ''] = isTree(alternative) ? Object.keys(alternative) : [];
      const at = [...site, 'security', '0', scheme];
      const after = change(listAt(doc, at).map(textOf), doc, site);
      objectAt(doc, at.slice(0, -1))[scheme] = [...after];
      return spot(at, [...at, String(after.length - 1)], at.slice(0, -1), at.slice(0, -2), site);
    },
  };
}

/** The scopes of the GET on the same path, where the write's own differ. */
function readScopes(doc: Tree, site: Keys): readonly string[] | undefined {
  const path = site[1];
  const read = granted(doc, (method) => method === 'get').find(({ keys }) => keys[1] === path);
  const own = granted(doc, (method) => method !== 'get').find(({ keys }) => keys.join() === site.join());
  return read === undefined || own === undefined || own.scopes.join() === read.scopes.join() ? undefined : read.scopes;
}

const writes = (doc: Tree): readonly Keys[] => granted(doc, (method) => method !== 'get').map(({ keys }) => keys);

export const oauth: readonly Operator[] = [
  otherFlow({
    id: 'flow-implicit',
    rule: ['oauth-implicit'],
    severity: 'high',
    follows: oldFlow,
    from: 'authorizationCode',
    to: 'implicit',
    urls: (flow) => ({ authorizationUrl: authorizationUrl(flow) }),
  }),
  ...['authorizationCode', 'clientCredentials', 'implicit'].map((from) =>
    otherFlow({
      id: `flow-password-for-${from}`,
      rule: ['oauth-password'],
      severity: 'high',
      follows: oldFlow,
      from,
      to: 'password',
      urls: (flow) => ({ tokenUrl: tokenUrl(flow) }),
    }),
  ),
  otherFlow({
    id: 'flow-implicit-for-clientCredentials',
    rule: ['oauth-implicit'],
    severity: 'high',
    follows: oldFlow,
    from: 'clientCredentials',
    to: 'implicit',
    urls: (flow) => ({ authorizationUrl: authorizationUrl(flow) }),
  }),
  otherFlow({
    id: 'flow-code-without-pkce',
    rule: ['oauth-no-pkce-hint'],
    severity: 'low',
    follows: /^oauth-(implicit|password|no-refresh)$/,
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
    value: 'https//token',
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
    follows: /^auth-unused/,
    scope: '*',
  }),
  addedScope({
    id: 'scope-full-access',
    rule: ['oauth-empty-or-wildcard-scopes'],
    severity: 'medium',
    follows: /^auth-unused/,
    scope: 'full',
  }),
  addedScope({
    id: 'scope-never-required',
    rule: ['auth-unused-scheme-or-scope'],
    severity: 'info',
    scope: 'reports:archive',
  }),
  scopes({
    id: 'scope-undeclared',
    rule: ['auth-undefined-scope'],
    severity: 'medium',
    sites: (doc) => granted(doc, () => true).map(({ keys }) => keys),
    change: (own) => [...own, 'archive:undeclared'],
  }),
  scopes({
    id: 'write-with-read-scope',
    rule: ['bfla-write-with-read-scope'],
    severity: 'high',
    sites: (doc) => writes(doc).filter((site) => readScopes(doc, site) !== undefined),
    change: (own, doc, site) => readScopes(doc, site) ?? own,
  }),
  scopes({
    id: 'write-without-scope',
    rule: ['bfla-no-scope'],
    severity: 'high',
    follows: /^(bfla-write-with-read-scope|auth-unused-scheme-or-scope)$/,
    sites: writes,
    change: () => [],
  }),
  operationOperator({
    id: 'admin-guarded-as-the-rest',
    rule: ['bfla-admin-same-security', 'bfla-internal-published'],
    severity: 'high',
    follows: /^bfla-/,
    path: '/admin/users/{userKey}',
    method: 'delete',
    draft: (doc) => ({
      parameters: [
        {
          name: 'userKey',
          in: 'path',
          required: true,
          description: 'Whom.',
          ...(isV2(doc) ? uuid() : { schema: uuid() }),
        },
      ],
    }),
  }),
  operationOperator({
    id: 'debug-operation-published',
    rule: ['bfla-internal-published'],
    severity: 'medium',
    follows: /^bfla-/,
    path: '/internal/debug/settings',
    method: 'get',
    draft: () => ({
      response: { type: 'object', description: 'All.', additionalProperties: false, properties: { level: codeText() } },
    }),
  }),
  {
    id: 'internal-mark-published',
    rule: ['bfla-internal-published'],
    severity: 'medium',
    sites: (doc) =>
      operations(doc)
        .filter(({ node }) => node['x-internal'] === undefined)
        .map(({ keys }) => keys),
    apply: (doc, site) => {
      objectAt(doc, site)['x-internal'] = true;
      return spot(site, [...site, 'x-internal']);
    },
  },
];

function uuid(): Tree {
  return { type: 'string', format: 'uuid', maxLength: 36 };
}
