import {
  allowsAnonymous,
  header,
  isCredentialFlow,
  isInboundHook,
  isServiceInfo,
  servedJson,
  trafficRule,
  type ApiModel,
  type AuthScheme,
  type Exchange,
  type HttpRequest,
  type Operation,
} from '#rule';

export default trafficRule({
  id: 'protected-but-anonymous',
  title: 'Documented as protected, answered without credentials',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: 306,
  controls: ['PCI DSS 7.2.1', 'PCI DSS 8.3.1'],
  why: `The document promises a check that the server does not make. Reviews, gateways and clients rely on the promise, while anybody who knows the address gets the data.`,
  fix: `Check the credential before the handler runs, for every route at once, and open single routes by name:

\`\`\`ts
app.use('/v1', requireToken);          // before any router of /v1
app.get('/rates', publicRoute, rates); // open on purpose, and \`security: []\` in the document
\`\`\`

If the operation is meant to be open, say so in the document with \`security: []\`.`,

  blind: ({ credentials }, operation) =>
    credentials === 'unknown' && !allowsAnonymous(operation) ? 'the capture lost credentials' : undefined,
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || exchange.credentials !== 'absent') return undefined;
    if (allowsAnonymous(operation) || isOpenByNature(operation) || !isServed(exchange, operation)) return undefined;
    const schemes = schemesOf(operation, api);
    if (schemes === undefined || schemes.some((scheme) => carries(exchange.request, scheme))) return undefined;
    return {
      at: operation.at,
      message: `${operation.id} is documented as protected and answers a request without credentials.`,
      subject: 'anonymous/served',
      assumes: 'credentials',
    };
  },
});

/** Calls before a login, and of the system itself: where their document asks for a credential it is careless, not the server. */
function isOpenByNature(operation: Operation): boolean {
  return isCredentialFlow(operation) || isInboundHook(operation) || isServiceInfo(operation);
}

/** Data came back: JSON with something in it that is no error, or a file of a documented type. A page may be a login form. */
function isServed(exchange: Exchange, operation: Operation): boolean {
  if (servedJson(exchange) !== undefined) return true;
  const { status = 0, body } = exchange.response ?? {};
  if (status < 200 || status > 299 || body === undefined || body.bytes === 0 || exchange.request.method === 'HEAD')
    return false;
  if (/json|html|^text\/plain$|^$/.test(body.mediaType)) return false;
  return operation.responses.some((response) => response.bodies.some(({ mediaType }) => mediaType === body.mediaType));
}

/** All schemes the operation may be called with; undefined where one of them leaves no trace in a capture. */
function schemesOf(operation: Operation, api: ApiModel): readonly AuthScheme[] | undefined {
  const schemes: AuthScheme[] = [];
  for (const alternative of operation.auth) {
    for (const { name } of alternative.schemes) {
      const scheme = api.authSchemes.get(name);
      if (scheme === undefined || scheme.kind === 'mutualTLS' || scheme.kind === 'unknown') return undefined;
      schemes.push(scheme);
    }
  }
  return schemes;
}

/** The request has what the scheme asks for, whatever it is called. */
function carries({ headers, query }: HttpRequest, { kind, in: place, parameterName = '' }: AuthScheme): boolean {
  if (kind !== 'apiKey') return header(headers, 'authorization') !== undefined;
  if (place === 'query') return query.some(([name]) => name === parameterName);
  if (place === 'header') return header(headers, parameterName) !== undefined;
  return (header(headers, 'cookie') ?? '').split(/;\s*/).some((pair) => pair.startsWith(`${parameterName}=`));
}
