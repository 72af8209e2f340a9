import {
  factRow,
  family,
  isCleartext,
  type AnyRow,
  type ApiModel,
  type FactRow,
  type Server,
  type ServerFact,
} from '#rule';

type Kind = ServerFact['kind'];
type Row = Pick<FactRow<Kind>, 'id' | 'title' | 'severity' | 'owasp' | 'cwe' | 'why' | 'fix' | 'on' | 'when' | 'say'>;

function row(each: Row): AnyRow {
  return factRow<Kind>({ ...each, controls: ['PCI DSS 4.2.1', 'PCI DSS 6.2.4'], posture: 'widens', compat: 'no' });
}

const snippet = '```yaml\nservers:\n  - url: https://api.example.com/v1\n```';

/** Also by a variable for the scheme that allows `http` beside its default. */
function reachableInClear(server: Server | undefined): boolean {
  if (server === undefined) return false;
  if (isCleartext(server)) return true;
  const scheme = /^\{([^{}]+)\}:\/\//.exec(server.url)?.[1];
  const variable = server.variables.find(({ name }) => name === scheme);
  if (!(variable?.enum ?? []).includes('http')) return false;
  return isCleartext({ ...server, resolvedUrl: server.resolvedUrl.replace(/^[a-z]+:/i, 'http:') });
}

/** Empty for a relative one, which is where the document is. */
function hostOf({ resolvedUrl }: Server): string {
  const [, scheme = '', host = ''] = /^(?:([a-z][a-z0-9+.-]*):)?\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(resolvedUrl) ?? [];
  const port = scheme.toLowerCase() === 'http' ? ':80' : ':443';
  return host.toLowerCase().endsWith(port) ? host.toLowerCase().slice(0, -port.length) : host.toLowerCase();
}

function serversOf(api: ApiModel): readonly Server[] {
  return [...api.servers, ...api.operations.flatMap(({ servers }) => servers)];
}

const local =
  /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|[^.:]+\.local(host)?|host\.docker\.internal)(:\d+)?$/;
const stages =
  /(^|[.-])(staging|stage|stg|test|testing|dev|develop|development|qa|uat|preprod|nonprod|int|integration)\d*([.-]|$)/;

/** A host for those who build the API: by its name or because nobody else can reach it. A sandbox is meant for clients. */
function isNonProduction(server: Server): boolean {
  const host = hostOf(server);
  return local.test(host) || stages.test(host);
}

/** A host that is reached under no name of before; nothing can be said where nothing absolute was named. */
function isNewHost({ server }: ServerFact, { before }: { readonly before: ApiModel }): boolean {
  if (server.after === undefined) return false;
  const host = hostOf(server.after);
  const known = serversOf(before)
    .flatMap(hostsOf)
    .filter((one) => one !== '');
  return host !== '' && known.length > 0 && !known.includes(host) && !known.includes(withoutSandbox(host));
}

/** `api.sandbox.example.com` is what clients try `api.example.com` with. */
function withoutSandbox(host: string): string {
  return host.replace(/(^|[.-])sandbox([.-])/, (_, before: string, after: string) => (before === '' ? '' : after));
}

/** The default's, and those that a closed list of values makes of it. */
function hostsOf(server: Server): readonly string[] {
  let urls = [server.url];
  for (const { name, default: usual = '', enum: values = [] } of server.variables) {
    urls = urls
      .flatMap((url) => [...new Set([usual, ...values])].map((value) => url.replaceAll(`{${name}}`, value)))
      .slice(0, urlsMax);
  }
  return [hostOf(server), ...urls.map((resolvedUrl) => hostOf({ ...server, resolvedUrl }))];
}
/** Spellings of one server that are looked at. */
const urlsMax = 100;

/** Variables of the host that take any value. */
function openVariables(server: Server | undefined): readonly string[] {
  const host = /^[^/]*\/\/([^/?#]*)/.exec(server?.url ?? '')?.[1] ?? '';
  const bare = host === '' && (server?.url ?? '').startsWith('{') ? (server?.url ?? '') : host;
  return (server?.variables ?? [])
    .filter(({ name, enum: values }) => values === undefined && bare.includes(`{${name}}`))
    .map(({ name }) => name);
}

const https: AnyRow = row({
  id: 'server-https-to-http',
  title: 'Server lost its TLS',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: 319,
  why: 'The address that was reached over https is named with `http://` now. Everybody on the way reads and changes requests: tokens, card numbers, amounts.',
  fix: `Name the https address:\n\n${snippet}`,
  on: ['server/added', 'server/changed'],
  when: ({ server }, { before, after }) => {
    const now = server.after;
    if (now === undefined || !reachableInClear(now) || reachableInClear(server.before)) return false;
    const inTls = (api: ApiModel): boolean =>
      serversOf(api).some((each) => /^https:/i.test(each.resolvedUrl) && hostOf(each) === hostOf(now));
    return !isKnownInClear(now, before) && inTls(before) && !inTls(after);
  },
  say: () => 'A server that was reached over https is reached in clear text (http) now.',
});

/** A host that was reached in clear text before is not news, whatever its path. */
function isKnownInClear(server: Server, before: ApiModel): boolean {
  return serversOf(before).some((each) => reachableInClear(each) && hostOf(each) === hostOf(server));
}

export default family([
  https,
  row({
    id: 'server-http-added',
    title: 'Server without TLS added',
    severity: 'high',
    owasp: ['API8:2023'],
    cwe: 319,
    why: 'Generated clients and gateways use the servers that the document names. Over `http://` everybody on the way reads and changes requests: tokens, card numbers, amounts.',
    fix: `Name the https address alone:\n\n${snippet}\n\nIn Swagger 2.0: \`schemes: [https]\`.`,
    on: ['server/added', 'server/changed'],
    when: ({ server }, { before }) =>
      server.after !== undefined &&
      reachableInClear(server.after) &&
      !reachableInClear(server.before) &&
      !isKnownInClear(server.after, before),
    say: ({ server }) => `A server of the ${server.after?.level} is reached in clear text (http) now.`,
  }),
  row({
    id: 'op-server-override',
    title: 'Operation sent to another host',
    severity: 'high',
    owasp: ['API8:2023', 'API9:2023'],
    cwe: 441,
    why: 'Clients send the credentials of the API to a host that only this operation names. Reviewers look at the list of servers at the top and do not see it.',
    fix: `Serve the operation where the others are, or name the host at the root:\n\n${snippet}`,
    on: ['server/added'],
    when: (fact, versions) => fact.server.after?.level !== 'api' && isNewHost(fact, versions),
    say: ({ server }) => `A server of its own sends the ${server.after?.level} to a host that was not named before.`,
  }),
  row({
    id: 'server-variable-opened',
    title: 'Host of a server may be anything',
    severity: 'medium',
    owasp: ['API7:2023', 'API8:2023'],
    cwe: 610,
    why: 'A variable without a list of values in the host lets whoever fills it in choose where credentials go.',
    fix: 'Close the list:\n\n```yaml\nvariables:\n  region: { default: eu, enum: [eu, us] }\n```',
    on: ['server/added', 'server/changed'],
    when: ({ server }, { before }) => {
      const known = new Set(
        serversOf(before).flatMap((each) => openVariables(each).map((name) => `${name} ${each.url}`)),
      );
      return openVariables(server.after).some((name) => !known.has(`${name} ${server.after?.url}`));
    },
    say: ({ server }) =>
      `The variable ${openVariables(server.after).join(', ')} in the host of a server takes any value now.`,
  }),
  row({
    id: 'server-nonprod-added',
    title: 'Server for development published',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 489,
    why: 'Staging systems run yesterday’s code with debug switches, weak passwords and copies of real data. The document tells everybody where one is.',
    fix: `Keep it in a document of its own that stays inside:\n\n${snippet}`,
    on: ['server/added'],
    when: (fact, versions) =>
      fact.server.after !== undefined && isNonProduction(fact.server.after) && isNewHost(fact, versions),
    say: () => 'A server for development or tests is named now.',
  }),
  row({
    id: 'server-new-host',
    title: 'New host named',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 441,
    why: 'Clients send credentials and data to it. A host that nobody has on the list is patched, watched and tested by nobody, or belongs to somebody else.',
    fix: `Name the hosts that you run, and take the new one into the inventory:\n\n${snippet}`,
    on: ['server/added', 'server/changed'],
    when: (fact, versions) =>
      isNewHost(fact, versions) ||
      (fact.kind === 'server/changed' &&
        fact.server.after !== undefined &&
        hasNewValue(fact.server.before, fact.server.after)),
    say: () => 'The API is named at a host that was not named before.',
  }),
]);

/** A closed list got another host. */
function hasNewValue(before: Server | undefined, after: Server): boolean {
  const known = new Set(before === undefined ? [] : hostsOf(before));
  return hostsOf(after).some((host) => !known.has(host));
}
