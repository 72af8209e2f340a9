import {
  hostOf,
  lintRule,
  serversOf,
  type ApiModel,
  type Operation,
  type Pointer,
  type Problem,
  type Server,
} from '#rule';

export default lintRule({
  id: 'server-missing-or-relative',
  title: 'Nobody can tell where the API is served',
  severity: 'info',
  tiers: [
    { name: 'missing', severity: 'info' },
    { name: 'placeholder', severity: 'info' },
    { name: 'variable', severity: 'low' },
  ],
  owasp: ['API9:2023'],
  cwe: 1059,
  why: `Without an address no inventory can say which host answers these calls, and no check can say whether it is https. A relative address is whatever host serves the document, and a variable without a value is whatever the reader puts in.`,
  fix: `Name the address, and give every variable a default:

\`\`\`yaml
servers:
  - url: https://api.yourbank.com/v1
\`\`\``,

  api(api) {
    // A document without operations is a library for others; a capture's host was seen.
    if (api.operations.length === 0 || api.dialect === 'capture') return undefined;
    const unserved = api.operations.filter(({ servers }) => servers.length === 0);
    const faults = [
      ...serversOf(api).flatMap((server) => faultOf(server) ?? []),
      ...(unserved.length > 0 ? [missing(api, unserved)] : []),
    ];
    const worst = faults.find(({ tier }) => tier === 'variable') ?? faults[0];
    if (worst === undefined) return undefined;
    const others = faults.filter((fault) => fault !== worst).slice(0, 10);
    return { ...worst, wide: true, subject: 'servers', related: others.map(({ at, message }) => ({ at, message })) };
  },
});

interface Found extends Problem {
  readonly tier: 'missing' | 'placeholder' | 'variable';
}

function missing(api: ApiModel, unserved: readonly Operation[]): Found {
  const isAll = unserved.length === api.operations.length;
  const [first] = unserved;
  const at: Pointer = isAll || first === undefined ? api.at : first.at;
  const message = isAll ? 'The document names no server.' : `${unserved.length} operations have no server.`;
  return { at, tier: 'missing', message };
}

function faultOf(server: Server): Found | undefined {
  const used = new Set([...server.url.matchAll(/\{([^{}]{1,100})\}/g)].map((match) => match[1]));
  const known = new Set(server.variables.map(({ name }) => name));
  const open = [...used].find((name) => name !== undefined && !known.has(name));
  if (open !== undefined) {
    return { at: server.at, tier: 'variable', message: `Variable ${open} of this server's address is not defined.` };
  }
  const idle = server.variables.find(({ name }) => !used.has(name));
  if (idle !== undefined) {
    return { at: idle.at, tier: 'placeholder', message: `Variable ${idle.name} is not in this server's address.` };
  }
  if (!/^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(server.resolvedUrl) && !server.url.startsWith('{')) {
    return { at: server.at, tier: 'missing', message: 'This address is relative: it names no host.' };
  }
  if (isPlaceholder(server.resolvedUrl)) {
    return { at: server.at, tier: 'placeholder', message: 'This address is a placeholder, reserved by RFC 2606.' };
  }
  return undefined;
}

/** `example.com` and its like (RFC 2606), with any subdomain. */
function isPlaceholder(url: string): boolean {
  return /(?:^|\.)example(?:\.(?:com|net|org))?$/.test(hostOf(url) ?? '');
}
