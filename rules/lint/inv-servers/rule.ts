import { hostOf, isInternalUrl, lintRule, own, type ApiModel, type Server } from '#rule';

const audience = lintRule({
  id: 'inv-server-audience',
  title: 'Servers without a word on who may use them',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1059,
  why: `Nobody can tell which address is for the world and which for colleagues: the latter end up reachable by all, without the checks of the former.`,
  fix: `Say it of each:

\`\`\`yaml
servers:
  - url: https://api.example.com
    x-internal: false
\`\`\``,

  api(api) {
    // Of internal hosts and test systems the name says it, and other rules say what is wrong with them.
    if (api.dialect === '2.0' || api.servers.filter(isProduction).length < 2) return undefined;
    if (
      api.servers.some(({ raw }) =>
        ['x-internal', 'x-audience', 'x-visibility'].some((key) => own(raw, key) !== undefined),
      )
    )
      return undefined;
    return { at: placeOf(api), subject: 'audience', message: 'No server says who may use it (x-internal).' };
  },
});

const environment = lintRule({
  id: 'inv-server-environment',
  title: 'Servers without a word on their environment',
  severity: 'info',
  owasp: ['API9:2023'],
  cwe: 1059,
  why: `Tests run against production and customers against test systems where the document does not say which is which.`,
  fix: `Name it in the description:

\`\`\`yaml
servers:
  - url: https://api.example.com
    description: Production
\`\`\``,

  api(api) {
    if (
      api.dialect === '2.0' ||
      api.servers.filter(({ resolvedUrl }) => !isInternalUrl(resolvedUrl)).length < 2 ||
      api.servers.some((server) => environmentOf(server) !== undefined)
    )
      return undefined;
    return { at: placeOf(api), subject: 'environment', message: 'No server says which environment it is.' };
  },
});

const mixed = lintRule({
  id: 'inv-mixed-environments',
  title: 'Test host beside production',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 489,
  controls: ['PCI DSS 6.5.3'],
  why: `Staging hosts have older code, weaker passwords and often a copy of the data. A published document that names them invites to try there first.`,
  fix: `Publish production (and a sandbox that is meant for customers) alone:

\`\`\`yaml
servers:
  - url: https://api.example.com
    description: Production
\`\`\``,

  server(server, api) {
    if (!isTest(server) || !api.servers.some(isProduction)) return undefined;
    // A path or operation that names a host of the root again publishes nothing new.
    const isKnown = api.servers.some((other) => hostOf(other.resolvedUrl) === hostOf(server.resolvedUrl));
    if (server.level !== 'api' && isKnown) return undefined;
    return {
      at: server.at,
      subject: 'test host',
      message: `A server of the ${server.level} is a test system, beside production.`,
      // What payment firms call test is often the sandbox that is made for customers.
      ...(isColleagues(server) ? {} : { certainty: 'tentative' as const }),
    };
  },
});

export default [audience, environment, mixed];

function placeOf(api: ApiModel): ApiModel['at'] {
  return { ...api.at, path: `${api.at.path}/servers` };
}

function environmentOf({ description = '', resolvedUrl }: Server): string | undefined {
  return /\b(prod|production|live|sandbox|staging|stage|test|testing|dev|development|uat|qa|demo|mock|local)\b/i.exec(
    `${description} ${hostOf(resolvedUrl) ?? ''}`,
  )?.[0];
}

/** A sandbox is made for customers; these are made for colleagues. Whole labels, as `latest` is no `test`. */
function isTest(server: Server): boolean {
  return isColleagues(server) || labelsOf(server).some((label) => /^(test|testing)\d*$/.test(label));
}

function isColleagues(server: Server): boolean {
  return labelsOf(server).some((label) =>
    /^(dev|develop|development|stage|staging|stg|uat|qa|int|preprod|pre)\d*$/.test(label),
  );
}

function labelsOf({ resolvedUrl }: Server): readonly string[] {
  return (hostOf(resolvedUrl) ?? '').split(/[.-]/);
}

/** A relative address is that of the host which serves the document: what customers are given. */
function isProduction(server: Server): boolean {
  return !isTest(server) && !isInternalUrl(server.resolvedUrl);
}
