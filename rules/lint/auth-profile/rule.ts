import { classesOf, lintRule, type ApiModel, type AuthScheme } from '#rule';

const mtls = lintRule({
  id: 'auth-mtls-profile',
  title: 'Payment interface without client certificates or signed requests',
  severity: 'info',
  owasp: ['API2:2023'],
  cwe: 287,
  controls: ['PSD2 RTS 34', 'FAPI 2.0 5.3'],
  why: `PSD2's technical standards identify payment providers by certificates, and FAPI 2.0 binds tokens to the caller (mTLS or DPoP). A bearer token alone is worth the same to whoever steals it.`,
  fix: `Declare and require the certificate, or a proof of possession:

\`\`\`yaml
components:
  securitySchemes:
    clientCertificate: { type: mutualTLS }   # before OpenAPI 3.1: { type: http, scheme: mutual }
\`\`\``,

  api(api) {
    const concerned = api.operations.filter((operation) => {
      const classes = classesOf(operation, api);
      return classes.has('money') || classes.has('account');
    });
    if (concerned.length === 0 || [...api.authSchemes.values()].some(bindsCaller) || signsRequests(api))
      return undefined;
    return {
      at: api.at,
      subject: 'binding',
      operations: concerned.map(({ id }) => id),
      message: 'No scheme binds the caller: neither mutual TLS nor DPoP nor signed requests.',
    };
  },
});

const jwt = lintRule({
  id: 'jwt-bcp',
  title: 'Token format without a word on its algorithms',
  severity: 'info',
  owasp: ['API2:2023'],
  cwe: 347,
  controls: ['FAPI 2.0 5.4'],
  why: `RFC 8725 asks that verifiers accept only the algorithms they expect. Where nobody wrote down which, libraries take what the token itself names: \`none\`, or an HMAC with the public key.`,
  fix: `Name the algorithm and what is checked:

\`\`\`yaml
bearerFormat: JWT
description: Signed with ES256; iss, aud, exp and typ are checked (RFC 8725).
\`\`\``,

  authScheme(scheme) {
    if (scheme.kind !== 'http' || scheme.httpScheme !== 'bearer' || !/jwt/i.test(scheme.bearerFormat ?? ''))
      return undefined;
    const said = JSON.stringify(scheme.raw);
    if (/\b(RS|PS|ES)(256|384|512)\b|EdDSA|ML-DSA|8725/i.test(said)) return undefined;
    return { at: scheme.at, message: `Scheme ${scheme.name} is a JWT and names no algorithm.` };
  },
});

export default [mtls, jwt];

function bindsCaller({ kind, httpScheme, raw }: AuthScheme): boolean {
  if (kind === 'mutualTLS' || ['mutual', 'dpop', 'gnap'].includes(httpScheme ?? '')) return true;
  return /mutual[ -]?tls|mtls|dpop|certificate|eidas|qwac/i.test(JSON.stringify(raw));
}

/** Berlin Group's and Open Banking UK's way: a signature or a certificate in a header of every request. */
function signsRequests(api: ApiModel): boolean {
  return api.operations.some(({ parameters }) =>
    parameters.some(
      ({ name, in: place }) =>
        place === 'header' && /^(signature|x-jws-signature|tpp-signature-certificate|dpop|digest)$/i.test(name),
    ),
  );
}
