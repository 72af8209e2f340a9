/** Servers and addresses: http, private and foreign hosts, credentials in a URL. */
import type { Fault, Operator } from '../operator.ts';
import { inserted, spot } from '../operator.ts';
import type { Keys, Tree } from '../tree.ts';
import { entries, get, isV2, listAt, objectAt, operations, schemeTable, textOf } from '../tree.ts';

/** Root servers that are public and https, without variables. */
function publicServers(doc: Tree): readonly Keys[] {
  return listAt(doc, ['servers']).flatMap((_, index) =>
    /^https:\/\/[\w.-]+\.[a-z]{2,}(\/|$)/i.test(urlOf(doc, ['servers', String(index)])) &&
    !/example\./.test(urlOf(doc, ['servers', String(index)]))
      ? [['servers', String(index)]]
      : [],
  );
}

const urlOf = (doc: Tree, keys: Keys): string => textOf(get(doc, [...keys, 'url']));
const firstUrl = (doc: Tree): string => urlOf(doc, publicServers(doc)[0] ?? []);

interface UrlFault extends Fault {
  readonly change: (url: string) => string;
  readonly more?: (url: string) => Tree;
}

/** Rewrites the URL of a root server. */
function serverOperator({ change, more, ...fault }: UrlFault): Operator {
  return {
    ...fault,
    sites: publicServers,
    apply: (doc, site) => {
      const node = objectAt(doc, site);
      const url = urlOf(doc, site);
      Object.assign(node, { url: change(url) }, more?.(url));
      const variables = entries(doc, [...site, 'variables']).flatMap(([name]) => {
        const keys = [...site, 'variables', name];
        return [keys, [...keys, 'default'], [...keys, 'enum'], [...keys, 'enum', '1']];
      });
      return spot(site, [...site, 'url'], ...variables);
    },
  };
}

/** Adds a server after the public ones. */
function addedServer({
  url,
  description,
  where = () => true,
  ...fault
}: Fault & { url: (first: string) => string; description: string; where?: (first: string) => boolean }): Operator {
  return {
    ...fault,
    sites: (doc) =>
      listAt(doc, ['servers']).length === publicServers(doc).length
        ? publicServers(doc)
            .slice(0, 1)
            .filter((site) => where(urlOf(doc, site)))
        : [],
    apply: (doc, site) => {
      const list = listAt(doc, ['servers']);
      list.push({ url: url(urlOf(doc, site)), description });
      return inserted(doc, ['servers', String(list.length - 1)], ['servers']);
    },
  };
}

/** A server of its own for a path or an operation, in clear text. */
function ownServer(fault: Fault & { level: 'path' | 'operation' }): Operator {
  const { level, ...rest } = fault;
  return {
    ...rest,
    sites: (doc) =>
      firstUrl(doc) === ''
        ? []
        : operations(doc)
            .map(({ keys }) => (level === 'path' ? keys.slice(0, 2) : keys))
            .filter((keys) => get(doc, [...keys, 'servers']) === undefined),
    apply: (doc, site) => {
      objectAt(doc, site)['servers'] = [{ url: firstUrl(doc).replace(/^https/i, 'http'), description: 'The API.' }];
      return inserted(doc, [...site, 'servers', '0'], [...site, 'servers'], site);
    },
  };
}

const cleartext = { rule: ['tls-server-http', 'tls-credentials-cleartext'], severity: 'high' } as const;

const schemes2: readonly Operator[] = [
  {
    ...cleartext,
    id: 'schemes-http',
    sites: (doc) => (JSON.stringify(doc['schemes']) === '["https"]' && isV2(doc) ? [['schemes']] : []),
    apply: (doc) => {
      doc['schemes'] = ['https', 'http'];
      return spot(['schemes', '1'], ['schemes'], []);
    },
  },
  {
    ...cleartext,
    id: 'operation-schemes-http',
    sites: (doc) =>
      isV2(doc) && JSON.stringify(doc['schemes']) === '["https"]' ? operations(doc).map(({ keys }) => keys) : [],
    apply: (doc, site) => {
      objectAt(doc, site)['schemes'] = ['http'];
      return spot([...site, 'schemes', '0'], [...site, 'schemes'], site);
    },
  },
];

const oauthUrls: readonly Operator[] = (['authorizationUrl', 'tokenUrl', 'refreshUrl'] as const).map((key) => ({
  id: `oauth-${key}-http`,
  rule: ['oauth-url-cleartext'],
  severity: 'high',
  sites: (doc) =>
    entries(doc, schemeTable(doc)).flatMap(([name]) => {
      const scheme = [...schemeTable(doc), name];
      const flows = isV2(doc)
        ? [scheme]
        : entries(doc, [...scheme, 'flows']).map(([flow]) => [...scheme, 'flows', flow]);
      return flows.filter((flow) => /^https:/i.test(textOf(get(doc, [...flow, key]))));
    }),
  apply: (doc, site) => {
    const flow = objectAt(doc, site);
    flow[key] = textOf(flow[key]).replace(/^https/i, 'http');
    return spot([...site, key], site);
  },
}));

const openId: Operator = {
  id: 'openid-url-http',
  rule: ['oidc-url-cleartext'],
  severity: 'high',
  sites: (doc) =>
    entries(doc, schemeTable(doc))
      .filter(([, { openIdConnectUrl }]) => textOf(openIdConnectUrl).startsWith('https:'))
      .map(([name]) => [...schemeTable(doc), name]),
  apply: (doc, site) => {
    const scheme = objectAt(doc, site);
    scheme['openIdConnectUrl'] = textOf(scheme['openIdConnectUrl']).replace('https', 'http');
    return spot([...site, 'openIdConnectUrl'], site);
  },
};

const secret = ['Tr0ub4', 'dor-9x'].join('');

export const transport: readonly Operator[] = [
  serverOperator({
    ...cleartext,
    id: 'server-http',
    change: (url) => url.replace(/^https/i, 'http'),
  }),
  ownServer({ ...cleartext, id: 'path-server-http', level: 'path' }),
  ownServer({ ...cleartext, id: 'operation-server-http', level: 'operation' }),
  ...schemes2,
  serverOperator({
    id: 'server-variable-lets-http-in',
    rule: ['tls-server-variable'],
    severity: 'medium',
    change: (url) => url.replace(/^https/i, '{scheme}'),
    more: () => ({
      variables: { scheme: { default: 'https', enum: ['https', 'http'], description: 'How to connect.' } },
    }),
  }),
  serverOperator({
    id: 'server-variable-any-host',
    rule: ['tls-server-variable'],
    severity: 'medium',
    change: (url) => url.replace(/^(https:\/\/)[^/]+/i, '$1{host}'),
    more: (url) => ({ variables: { host: { default: new URL(url).host, description: 'The host.' } } }),
  }),
  serverOperator({
    id: 'server-userinfo',
    rule: ['server-userinfo', 'secret-in-spec'],
    severity: 'high',
    change: (url) => url.replace('://', `://batch:${secret}@`),
  }),
  serverOperator({
    id: 'server-undefined-variable',
    rule: ['server-missing-or-relative'],
    severity: 'low',
    change: (url) => url.replace('://', '://{region}.'),
  }),
  serverOperator({
    id: 'server-relative',
    rule: ['server-missing-or-relative'],
    severity: 'low',
    change: (url) => new URL(url).pathname,
  }),
  addedServer({
    id: 'server-private-host',
    rule: ['server-private'],
    severity: 'low',
    url: () => 'https://gateway.corp.internal/api',
    description: 'The gateway.',
  }),
  addedServer({
    id: 'server-private-address',
    rule: ['server-private'],
    severity: 'low',
    url: () => 'https://10.20.30.40/api',
    description: 'The gateway.',
  }),
  addedServer({
    id: 'server-staging-beside-production',
    rule: ['inv-mixed-environments'],
    severity: 'low',
    url: (first) => first.replace('://', '://staging.'),
    description: 'Staging.',
    // Some vendors publish their test systems alone.
    where: (first) => !/[/.-](test|dev|stag|uat|qa)/i.test(first),
  }),
  ...oauthUrls,
  openId,
];
