/** Why there is no answer, in words without addresses and values. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ETIMEDOUT: 'no connection in time',
  ENOTFOUND: 'the host has no address',
  EAI_AGAIN: 'the host has no address',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within 10 s',
  UND_ERR_HEADERS_TIMEOUT: 'no answer within 15 s',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped in the middle',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too long',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer is shorter than it says',
  SALLYPORT_PROXY_DOWN: 'the proxy that the environment names does not answer: HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
  SALLYPORT_PROXY_REFUSED: 'the proxy that the environment names did not connect: HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
  UND_ERR_INVALID_ARG: 'the request cannot be written as HTTP',
};

/** A name of undici's or Node's for what happened; of a joined attempt the last one's. */
export function codeOf(error: unknown): string {
  const errors: unknown[] = [error];
  for (let index = 0; index < errors.length && index < 10; index += 1) {
    const next = errors[index];
    if (!(next instanceof Error)) continue;
    // undici's own code for it is not always set.
    if (next.name === 'HTTPParserError') return 'HPE_INVALID';
    if ('code' in next && typeof next.code === 'string') return next.code;
    if (next instanceof AggregateError) errors.push(...next.errors);
    if (next.cause !== undefined) errors.push(next.cause);
  }
  return '';
}

export function failureText(code: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate of the target is for another name (${code})`;
  if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code))
    return `the certificate of the target is not valid now (${code})`;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code))
    return `the certificate of the target is not trusted (${code}): --ca <file> or NODE_EXTRA_CA_CERTS names your own authority`;
  if (/SSL|TLS|^EPROTO/.test(code)) return `TLS failed (${code}): is it http instead of https?`;
  if (code.startsWith('HPE_')) return 'the answer is no HTTP';
  return reasons[code] ?? 'the request failed';
}

const mends: readonly (readonly [RegExp, string])[] = [
  [/proxy that the environment/, 'correct HTTPS_PROXY, or name the host in NO_PROXY'],
  [/for another name/, 'correct --target: the name that the certificate is for'],
  [/not valid now/, 'renew the certificate of the target, or correct the clock of this machine'],
  [/is not trusted/, '--ca <file> for an authority of your own, --insecure for a certificate that nobody has signed'],
  [/TLS failed|is no HTTP/, 'correct --target: http:// or https://, and the port'],
  [
    /reset$|closed$/,
    'correct --target: http:// or https://, and the port; where the target asks for a client certificate: identities.<name>.clientCert',
  ],
  [/refused$/, 'start the target, or correct --target'],
  [/no address/, 'correct --target; where a proxy resolves names: HTTPS_PROXY'],
  [/no way|no connection/, 'check the way to it: a VPN, or HTTPS_PROXY and NO_PROXY'],
  [
    /no answer|no complete answer|stopped in the middle/,
    'look at the target: it took the connection and did not answer',
  ],
];

/** What a user can do about a failure, by its text. */
export function mendFor(failure: string): string | undefined {
  return mends.find(([pattern]) => pattern.test(failure))?.[1];
}
