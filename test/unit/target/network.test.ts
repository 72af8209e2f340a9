import { createServer as createHttp, type Server } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Client } from '../../../src/target/client.ts';
import { certificate } from '../../../src/target/listener/certificate.ts';
import { proxyFrom, ProxyUrlError } from '../../../src/target/proxy.ts';
import { apiOf, documentOf, opened, operation, serve, json } from './bank.ts';

const { key, cert } = certificate();

async function listening(server: Server | ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))));
  return (server.address() as AddressInfo).port;
}

/** An https server by the certificate that nobody has signed; it tells whose certificate it was shown. */
async function secure(options: ServerOptions = {}): Promise<string> {
  const server = createServer({ key, cert, ...options }, (request, response) => {
    const shown = (request.socket as TLSSocket).getPeerCertificate();
    response.end(JSON.stringify({ by: Object.keys(shown).length === 0 ? null : shown.subject.CN }));
  });
  return `https://127.0.0.1:${await listening(server)}`;
}

async function answerOf(client: Client, url: string) {
  const sending = await client.send({ method: 'GET', url: new URL(url), headers: [] }, new AbortController().signal);
  onTestFinished(() => client.close());
  return 'answer' in sending ? sending.answer.status : sending.failure;
}

describe('a certificate that nobody has signed', () => {
  it('is refused, and what would help is said', async () => {
    expect(await answerOf(new Client(), await secure())).toContain('--ca <file> or NODE_EXTRA_CA_CERTS');
  });

  it('is taken where the user trusts it', async () => {
    expect(await answerOf(new Client({ ca: cert }), await secure())).toBe(200);
  });

  it('is taken of the insecure target, and of no other host', async () => {
    const [target, other] = [await secure(), await secure()];
    const client = new Client({ insecureOrigin: target });
    expect(await answerOf(client, target)).toBe(200);
    expect(await answerOf(client, other)).toContain('is not trusted');
  });
});

describe('a certificate of the caller', () => {
  it('is shown for that caller, for a broken credential of its, and for nobody', async () => {
    const url = await secure({ ca: cert, requestCert: true, rejectUnauthorized: false });
    const api = await apiOf(
      documentOf(
        { '/me': '{ get: { responses: {} } }' },
        'components: { securitySchemes: { mtls: { type: mutualTLS } } }\n',
      ).replace('bearerAuth', 'mtls'),
    );
    const callers = [
      { name: 'ann', certificate: { cert, key } },
      { name: 'bob', token: 'abc' },
    ] as const;
    const target = await opened(url, { api, callers, ca: cert });
    const { target: view } = target;
    const shown = async (as: (typeof view)['anonymous'], fresh = false) =>
      (await view.call(operation(target, 'GET /me'), as, { fresh })).response?.body?.json;
    const [ann, bob = ann] = view.users;
    expect(ann.scheme).toBe('mtls');
    expect(await shown(ann)).toEqual({ by: 'sallyport' });
    expect(await shown(ann, true)).toEqual({ by: 'sallyport' });
    expect(await shown(view.garbage)).toEqual({ by: 'sallyport' });
    expect([await shown(bob), await shown(view.anonymous)]).toEqual([{ by: null }, { by: null }]);
  });
});

describe('a proxy', () => {
  interface Proxy {
    readonly url: string;
    readonly asked: { readonly authority: string; readonly auth: string | undefined }[];
  }
  /** Leads every name to this machine. */
  async function proxying(status = 200): Promise<Proxy> {
    const asked: Proxy['asked'][number][] = [];
    const server = createHttp();
    server.on('connect', (request, socket) => {
      asked.push({ authority: request.url ?? '', auth: request.headers['proxy-authorization'] });
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const port = Number(/:(\d+)$/.exec(request.url ?? '')?.[1]);
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [onward, socket]) one.on('error', () => undefined);
      return undefined;
    });
    return { url: `127.0.0.1:${await listening(server)}`, asked };
  }
  const port = (url: string): string => new URL(url).port;

  it('is asked for a tunnel to the target, by its name and with the credential of its address', async () => {
    const [proxy, target] = [await proxying(), await secure()];
    const proxyFor = proxyFrom({ HTTPS_PROXY: `http://me:p%40ss@${proxy.url}` });
    const url = `https://bank.test:${port(target)}/`;
    expect(await answerOf(new Client({ proxyFor, insecureOrigin: new URL(url).origin }), url)).toBe(200);
    expect(proxy.asked).toEqual([
      { authority: `bank.test:${port(target)}`, auth: `Basic ${Buffer.from('me:p@ss').toString('base64')}` },
    ]);
  });

  it('leads http through a tunnel as well', async () => {
    const [proxy, target] = [await proxying(), await serve((_request, response) => json(response, 200, {}))];
    const proxyFor = proxyFrom({ http_proxy: proxy.url });
    expect(await answerOf(new Client({ proxyFor }), `http://bank.test:${port(target.url)}/`)).toBe(200);
    expect(proxy.asked).toHaveLength(1);
  });

  it('leads handshakes too', async () => {
    const [proxy, target] = [await proxying(), await secure()];
    const client = new Client({ proxyFor: proxyFrom({ HTTPS_PROXY: proxy.url }) });
    const socket = await client.tcp(new URL(`https://bank.test:${port(target)}`));
    onTestFinished(() => void socket.destroy());
    expect(proxy.asked.map(({ authority }) => authority)).toEqual([`bank.test:${port(target)}`]);
  });

  it('that refuses or is not there is told as such', async () => {
    const proxy = await proxying(407);
    const refused = new Client({ proxyFor: proxyFrom({ HTTPS_PROXY: proxy.url }) });
    expect(await answerOf(refused, 'https://bank.test/')).toContain('did not connect: HTTPS_PROXY');
    const gone = new Client({ proxyFor: proxyFrom({ HTTPS_PROXY: '127.0.0.1:9' }) });
    expect(await answerOf(gone, 'https://bank.test/')).toContain('does not answer: HTTPS_PROXY');
  });

  it.each([
    ['', 'https://bank.test/', true],
    ['bank.test', 'https://bank.test/', false],
    ['.bank.test', 'https://api.bank.test/', false],
    ['*.bank.test', 'https://api.bank.test/', false],
    ['bank.test', 'https://mybank.test/', true],
    ['other.test, bank.test:8443', 'https://bank.test:8443/', false],
    ['bank.test:8443', 'https://bank.test/', true],
    ['bank.test:443', 'https://bank.test/', false],
    ['10.0.0.1', 'https://10.0.0.1/', false],
    ['*', 'https://bank.test/', false],
    ['', 'https://localhost/', false],
    ['', 'https://127.0.0.1:8443/', false],
    ['', 'https://[::1]/', false],
    ['', 'http://bank.test/', false],
  ])('with NO_PROXY %j is asked for %s: %s', (no, url, expected) => {
    const proxyFor = proxyFrom({ HTTPS_PROXY: 'http://proxy.test:3128', NO_PROXY: no });
    expect(proxyFor?.(new URL(url)) !== undefined).toBe(expected);
  });

  it('is none where the variable is empty, and a mistake where it is no address', () => {
    expect(proxyFrom({ HTTPS_PROXY: '', NO_PROXY: '*' })).toBeUndefined();
    expect(() => proxyFrom({ HTTPS_PROXY: 'socks5://p:1' })).toThrow(ProxyUrlError);
  });
});
