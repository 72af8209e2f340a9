import { child, hasPublicServer, hostOf, isInternalUrl, isLoopback, lintRule, type Repair, type Server } from '#rule';

const userinfo = lintRule({
  id: 'server-userinfo',
  title: 'Credentials in a server address',
  severity: 'high',
  owasp: ['API8:2023', 'API2:2023'],
  cwe: 522,
  controls: ['PCI DSS 8.6.2', 'PCI DSS 8.3.2'],
  why: `Everybody who reads the document has the name and the password, and every client that is made from it sends them along.`,
  mends: 'Takes the user out of the address. Change the password all the same: it is known.',
  fix: `Take them out, and change them: they are known.

\`\`\`yaml
servers:
  - url: https://api.example.com
\`\`\``,

  server(server) {
    if (!/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#@{}]+@/i.test(server.url)) return undefined;
    return {
      at: server.at,
      subject: 'userinfo',
      message: `A server of the ${server.level} has a user in its address.`,
      ...withoutUser(server),
    };
  },
});

const privateHost = lintRule({
  id: 'server-private',
  title: 'Internal host in the document',
  severity: 'info',
  tiers: [
    { name: 'beside-public', severity: 'low' },
    { name: 'alone', severity: 'info' },
  ],
  owasp: ['API9:2023'],
  cwe: 200,
  controls: ['PCI DSS 1.4.5'],
  why: `Names and addresses of the inside tell an attacker where to go once he is in, and clients made from the document try them.`,
  fix: `Publish the public addresses alone; keep the others in a document for developers:

\`\`\`yaml
servers:
  - url: https://api.example.com
\`\`\``,

  server(server, api) {
    if (!isInternalUrl(server.resolvedUrl)) return undefined;
    const isOwn = isLoopback(hostOf(server.resolvedUrl) ?? '');
    return {
      at: server.at,
      subject: isOwn ? 'own machine' : 'private',
      // A document of developers has nothing else; one that is published has both. The reader's own machine tells nobody a name.
      tier: !isOwn && hasPublicServer(api) ? 'beside-public' : 'alone',
      message: isOwn
        ? `A server of the ${server.level} is the reader's own machine.`
        : `A server of the ${server.level} is an internal host.`,
    };
  },
});

export default [userinfo, privateHost];

/** 2.0 has no address in one piece. */
function withoutUser({ url, at, raw }: Server): { readonly repair?: Repair } {
  // What stands behind the path may be a key, and an edit is written into reports.
  if (raw === undefined || /[?#]/.test(url)) return {};
  const value = url.replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)[^/?#{}]+@/i, '$1');
  return { repair: { title: 'Take the user out', edits: [{ kind: 'replace', at: child(at, 'url'), value }] } };
}
