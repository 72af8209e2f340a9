import {
  child,
  hostOf,
  isCleartext,
  isLoopback,
  lintRule,
  variableOverTls,
  type Server,
  type ServerVariable,
} from '#rule';

export default lintRule({
  id: 'tls-server-variable',
  title: 'Server variable that lets clear text or any host in',
  severity: 'high',
  tiers: [
    { name: 'scheme', severity: 'high' },
    { name: 'host', severity: 'low' },
  ],
  owasp: ['API8:2023'],
  cwe: 319,
  controls: ['PCI DSS 4.2.1'],
  why: `Whoever fills in the variable chooses \`http\`, or any host: clients that are made from the document then send their tokens in clear text, or to whatever a setting names.`,
  mends:
    'Writes https (wss) in the default and the list of a variable for the scheme or the whole address, and closes the list where there is none.',
  fix: `Fix the scheme and the domain, and close the list of the rest:

\`\`\`yaml
servers:
  - url: https://{region}.api.example.com
    variables:
      region: { default: eu, enum: [eu, us] }
\`\`\``,

  server(server) {
    // Where the default already is clear text, the rule for such servers says it.
    if (isCleartext(server) || isLoopback(hostOf(server.resolvedUrl) ?? '')) return undefined;
    return server.variables.flatMap((variable) => {
      const tier = tierOf(server, variable);
      if (tier === undefined) return [];
      const at = tier === 'scheme' ? schemePlace(variable) : variable.at;
      const what = tier === 'scheme' ? 'lets clear text (http) in' : 'lets any host in';
      const message = `Server variable ${variable.name} ${what}.`;
      // One address that many operations repeat is one problem.
      const repair = tier === 'scheme' ? variableOverTls(variable, server) : {};
      return { at, wide: true, subject: `variable/${server.url}/${variable.name}`, tier, message, ...repair };
    });
  },
});

function tierOf({ url }: Server, variable: ServerVariable): 'scheme' | 'host' | undefined {
  const place = `{${variable.name}}`;
  const values = [...(variable.enum ?? []), ...(variable.default === undefined ? [] : [variable.default])];
  const isScheme = url.startsWith(`${place}:`) || url.startsWith(`${place}//`);
  if (isScheme)
    return values.some((value) => /^(http|ws)(:|$)/i.test(value)) || variable.enum === undefined ? 'scheme' : undefined;
  // The whole address, or the whole host with or without its port; a name below a fixed domain is no free host.
  const isWhole = url.startsWith(place);
  if (isWhole && values.some((value) => /^http:\/\//i.test(value) && !/\/\/(localhost|127\.)/i.test(value)))
    return 'scheme';
  const authority = /^(?:[a-z{}]+:)?\/\/([^/]*)/i.exec(url)?.[1] ?? '';
  const isHost = isWhole || authority === place || authority.startsWith(`${place}:`) || authority.endsWith(`.${place}`);
  return isHost && variable.enum === undefined ? 'host' : undefined;
}

function schemePlace({ at, enum: values, default: fallback }: ServerVariable): ServerVariable['at'] {
  const index = values?.findIndex((value) => /^(http|ws)(:|$)/i.test(value)) ?? -1;
  if (index !== -1) return child(at, 'enum', index);
  return fallback !== undefined && /^(http|ws)(:|$)/i.test(fallback) ? child(at, 'default') : at;
}
