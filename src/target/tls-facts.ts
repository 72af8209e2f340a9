import { connect, rootCertificates, type ConnectionOptions, type SecureVersion, type TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import type { TlsFacts } from '../check/target.ts';
import { codeOf } from './failure.ts';

const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** For one handshake, in milliseconds. */
const handshakeMsMax = 10_000;

export interface Handshakes {
  readonly host: string;
  /** Trusted besides Node's own, PEM: what a user names is no reason to refuse a certificate. */
  readonly ca?: string | undefined;
  /** A new TCP connection, within the budget. */
  readonly connected: () => Promise<Socket>;
}

/** One handshake a version, with all that is weak allowed on our side, and one as Node's own checks want it. */
export async function tlsFacts({ host, ca, connected }: Handshakes): Promise<TlsFacts> {
  const protocols: string[] = [];
  for (const version of versions) {
    // OpenSSL speaks the old ones only below its security level 1.
    const weak = {
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT:@SECLEVEL=0',
      rejectUnauthorized: false,
    };
    if ((await handshake(await connected(), host, weak)) === undefined) protocols.push(version);
  }
  const strict = { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT:@SECLEVEL=0' };
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const refusal = await handshake(await connected(), host, { ...strict, ...trusted });
  return { protocols, ...(refusal !== undefined && isOfCertificate(refusal) ? { refusal } : {}) };
}

/** What Node says of chains, dates and names; what else ends a handshake says nothing of the certificate. */
function isOfCertificate(code: string): boolean {
  return (
    /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|CRL|INVALID_CA|PATH_LENGTH|HOSTNAME/.test(code) && !code.startsWith('ERR_SSL')
  );
}

/** Undefined: it succeeded. Else Node's code, which may be empty. */
function handshake(socket: Socket, host: string, options: ConnectionOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const isName = !/^[\d.]+$|:/.test(host);
    let secure: TLSSocket | undefined;
    const end = (code: string | undefined): void => {
      clearTimeout(timer);
      secure?.destroy();
      socket.destroy();
      resolve(code);
    };
    const timer = setTimeout(() => end('ETIMEDOUT'), handshakeMsMax);
    try {
      secure = connect({ socket, host, ...(isName ? { servername: host } : {}), ...options }, () => end(undefined));
      secure.on('error', (error) => end(codeOf(error)));
      socket.on('close', () => end('ECONNRESET'));
    } catch (error) {
      // An OpenSSL built without a version refuses its name.
      end(codeOf(error));
    }
  });
}
