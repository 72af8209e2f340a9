import {
  allowsAnonymous,
  cookiesOf,
  header,
  isCredentialFlow,
  isInboundHook,
  isServedStatus,
  trafficRule,
  type ApiModel,
  type AuthScheme,
  type Exchange,
  type Operation,
} from '#rule';

export default trafficRule({
  id: 'undocumented-auth',
  title: 'Served with another kind of credential than documented',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: 1390,
  controls: ['PCI DSS 8.3.1', 'PCI DSS 8.3.2'],
  why: `A second way to log in that no review knows of: usually the older and weaker one, such as a password in every request or a key in the URL, which ends up in logs. Rotation, limits and second factors are built for the documented one.`,
  fix: `Let the server refuse what the document does not have, or document it:

\`\`\`ts
passport.authenticate('bearer', { session: false }); // and no basic, no ?api_key=
\`\`\``,
  only: 'captured',

  blind: ({ credentials }) => (credentials === 'unknown' ? 'the capture lost credentials' : undefined),
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || !isServedStatus(exchange)) return undefined;
    if (allowsAnonymous(operation) || isCredentialFlow(operation) || isInboundHook(operation)) return undefined;
    const schemes = schemesOf(operation, api);
    if (schemes === undefined || schemes.some((scheme) => carries(exchange, scheme))) return undefined;
    const used = credentialIn(exchange);
    if (used === undefined) return undefined;
    return {
      at: operation.at,
      message: `${operation.id} is served with ${used.what}, which the document does not have as a security scheme.`,
      subject: `auth/${used.kind}`,
      ...(used.kind === 'cookie' ? { certainty: 'tentative' as const } : {}),
    };
  },
});

/** All schemes the operation may be called with; undefined where one of them leaves no trace in a capture. */
function schemesOf(operation: Operation, api: ApiModel): readonly AuthScheme[] | undefined {
  const names = operation.auth.flatMap(({ schemes }) => schemes.map(({ name }) => name));
  const schemes = names.map((name) => api.authSchemes.get(name));
  const known = schemes.filter((scheme) => scheme !== undefined);
  const isTold = known.length === names.length && known.every(({ kind }) => kind !== 'mutualTLS' && kind !== 'unknown');
  return isTold ? known : undefined;
}

/** Tokens of OAuth and OpenID Connect travel as Bearer or DPoP (RFC 6750, RFC 9449); older servers call them otherwise. */
function carries(exchange: Exchange, { kind, in: place, parameterName = '', httpScheme = '' }: AuthScheme): boolean {
  const { headers, query } = exchange.request;
  if (kind === 'apiKey') {
    if (place === 'query') return query.some(([name]) => name === parameterName);
    if (place === 'cookie') return cookiesOf(exchange).some(([name]) => name === parameterName);
    return header(headers, parameterName) !== undefined;
  }
  const sent = schemeIn(exchange);
  if (kind === 'http') return sent === httpScheme || (sent === 'dpop' && httpScheme === 'bearer');
  return sent !== undefined && sent !== 'basic' && sent !== 'digest';
}

/** The first word of Authorization, in lower case; empty where it has none. */
function schemeIn({ request }: Exchange): string | undefined {
  const value = header(request.headers, 'authorization');
  if (value === undefined || value === '') return undefined;
  return /^\s*([A-Za-z][\w-]{1,30})\s+\S/.exec(value)?.[1]?.toLowerCase() ?? '';
}

interface Used {
  readonly kind: string;
  readonly what: string;
}

function credentialIn(exchange: Exchange): Used | undefined {
  const scheme = schemeIn(exchange);
  if (scheme !== undefined && /^(?:basic|bearer|digest|apikey|token|hmac|ntlm|negotiate)$/.test(scheme))
    return { kind: scheme, what: `an Authorization header of the kind ${scheme}` };
  const seen = exchange.sightings.filter(
    ({ in: side, dataClass, nature }) => side === 'request' && dataClass.startsWith('sec.') && nature !== 'masked',
  );
  if (seen.some(({ place }) => place === 'query')) return { kind: 'query', what: 'a secret in its query' };
  if (scheme !== undefined) return undefined;
  if (seen.some(({ place, name }) => place === 'header' && /key|token|auth/i.test(name)))
    return { kind: 'header', what: 'a secret in a header of its own' };
  return seen.some(({ place }) => place === 'cookie') ? { kind: 'cookie', what: 'a cookie of a session' } : undefined;
}
