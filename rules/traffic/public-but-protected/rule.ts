import { allowsAnonymous, documentedResponse, isCredentialFlow, trafficRule } from '#rule';

export default trafficRule({
  id: 'public-but-protected',
  title: 'Documented as public, and demands credentials',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: 1059,
  why: `The document is wrong about who may call. Reviews take the operation for open and harmless, gateways let everybody through to it, and clients learn of the check by being refused.`,
  fix: `Say what the server asks for:

\`\`\`yaml
get:
  security: [{ bearerAuth: [] }]
\`\`\``,
  only: 'captured',

  blind: ({ credentials, response }) =>
    credentials === 'unknown' && response?.status === 401 ? 'the capture lost credentials' : undefined,
  exchange(exchange, operation, api) {
    if (operation === undefined || api.dialect === 'capture' || exchange.response?.status !== 401) return undefined;
    // A bad password is refused with the same status.
    if (!allowsAnonymous(operation) || isCredentialFlow(operation) || exchange.credentials !== 'absent')
      return undefined;
    const isSaid = documentedResponse(operation, 401)?.status === '401';
    // Written down at the operation itself, both that nothing is required and that it may refuse: a session or a
    // signature among its parameters is judged, and the document says so.
    if (isSaid && operation.authFrom === 'operation') return undefined;
    return {
      at: operation.at,
      message: `${operation.id} is documented as open and refuses a request without credentials.`,
      subject: 'anonymous/refused',
      ...(isSaid ? { certainty: 'tentative' as const } : {}),
    };
  },
});
