import { isIP, type Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { callbackify } from 'node:util';
import { buildConnector, Client } from 'undici';
import type { ClientCertificate } from './config.ts';
import type { Lookup } from './pinned-lookup.ts';
import type { ProxyFor } from './proxy.ts';

/** To connect, in milliseconds. */
export const connectMsMax = 10_000;

export interface ConnectOptions {
  /** Certificates that are trusted besides Node's own, PEM. */
  readonly ca?: string | undefined;
  /** Whatever certificate this origin has is taken; all others are looked at. */
  readonly insecureOrigin?: string | undefined;
  readonly proxyFor?: ProxyFor | undefined;
}

/** A proxy was asked and did not connect. */
class ProxyError extends Error {
  readonly code: 'SALLYPORT_PROXY_DOWN' | 'SALLYPORT_PROXY_REFUSED';

  constructor(code: ProxyError['code'], cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** How connections are made for one caller: to the pinned address, or through the proxy, which resolves the host. */
export function connectorFor(
  { ca, insecureOrigin, proxyFor }: ConnectOptions,
  lookup: Lookup,
  certificate: ClientCertificate | undefined,
): buildConnector.connector {
  const options = {
    timeout: connectMsMax,
    // undici hands it to net.connect, whose type of a lookup is wider than what is called.
    lookup: lookup as never,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    ...(certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key }),
  };
  const strict = buildConnector(options);
  const loose = insecureOrigin === undefined ? strict : buildConnector({ ...options, rejectUnauthorized: false });
  return (wanted, done) => {
    const url = urlOf(wanted);
    const direct = url.origin === insecureOrigin ? loose : strict;
    const named = isIP(wanted.hostname) > 0 ? wanted : { ...wanted, servername: wanted.servername ?? wanted.hostname };
    const proxy = proxyFor?.(url);
    if (proxy === undefined) return direct(named, done);
    tunnelled(proxy, url, (error, socket) => {
      if (error !== null) done(error, null);
      else if (url.protocol === 'https:') direct({ ...named, httpSocket: socket }, done);
      else done(null, socket);
    });
  };
}

function urlOf({ protocol, hostname, port }: buildConnector.Options): URL {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`);
}

const tunnelled = callbackify(tunnel);

/** CONNECT (RFC 9110 section 9.3.6), for http too: what is sent is then byte by byte what the target gets. */
export async function tunnel(proxy: URL, { hostname, port, protocol }: URL): Promise<Socket> {
  const authority = `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
  const client = new Client(proxy.origin, { connect: { timeout: connectMsMax }, headersTimeout: connectMsMax });
  const { username, password } = proxy;
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const headers = { host: authority, ...(username === '' ? {} : { 'proxy-authorization': `Basic ${basic}` }) };
  const answer = await client.connect({ path: authority, headers }).catch((error: unknown) => {
    void client.destroy();
    throw new ProxyError('SALLYPORT_PROXY_DOWN', error);
  });
  if (answer.statusCode === 200) return answer.socket as Socket;
  answer.socket.on('error', () => undefined).destroy();
  void client.destroy();
  throw new ProxyError('SALLYPORT_PROXY_REFUSED');
}
