import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProbeTwins, TwinHandler, TwinTls } from '../check/target.ts';
import { serveBoth } from '../target/listener/both-schemes.ts';
import { Databases } from './database.ts';
import { loopbackFetch } from './loopback-fetch.ts';
import { VirtualClock } from './virtual-clock.ts';

export type Twin = 'vulnerable' | 'hardened';

/** No answer comes at the moment of its question, in milliseconds: what is measured is never nothing. */
const wayMs = 1;
const connectionsMax = 300;

export interface TwinServer {
  readonly url: string;
  /** Where it is https. */
  readonly tls?: TwinTls;
  readonly clock: VirtualClock;
  close(): Promise<void>;
}

/** One of a probe's twins on a port of its own of this machine, with a time and a world of its own. */
export async function twinServer(twins: ProbeTwins, twin: Twin): Promise<TwinServer> {
  const clock = new VirtualClock();
  const databases = new Databases(clock);
  const handler = listenerOf(
    twins[twin]({
      clock,
      fetch: (url, init = {}) => loopbackFetch(url, init, clock),
      database: (statements) => databases.open(statements),
    }),
    clock,
  );
  const tls = twins.tls?.(twin);
  const server = tls === undefined ? await plainServer(handler) : await tlsServer(handler, tls);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${server.port}`,
    ...(tls === undefined ? {} : { tls }),
    clock,
    async close() {
      await server.close();
      databases.close();
    },
  };
}

interface Served {
  readonly port: number;
  close(): Promise<void>;
}

/** A handler that throws is a server that breaks off: the twin's author sees it. */
function listenerOf(handler: TwinHandler, clock: VirtualClock): RequestListener {
  return (request, response) => {
    clock.spend(wayMs);
    const fail = (): void => void response.destroy();
    try {
      void Promise.resolve(handler(request, response)).catch(fail);
    } catch {
      fail();
    }
  };
}

async function plainServer(handler: RequestListener): Promise<Served> {
  const server = createServer({ maxHeaderSize: 64 * 1024 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function tlsServer(handler: RequestListener, tls: TwinTls): Promise<Served> {
  const { key, cert, minVersion, ciphers, plain } = tls;
  return serveBoth({
    handler,
    plainHandler:
      plain === true ? handler : typeof plain === 'number' ? toHttps(plain) : (request) => request.destroy(),
    tls: { key, cert, ...(minVersion && { minVersion }), ...(ciphers && { ciphers }) },
    hosts: ['127.0.0.1'],
    port: 0,
    connectionsMax,
  });
}

function toHttps(status: number): RequestListener {
  return (request, response) =>
    response.writeHead(status, { location: `https://${request.headers.host ?? ''}${request.url ?? '/'}` }).end();
}
