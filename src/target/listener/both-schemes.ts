/** http and https on one port: the first byte says which (RFC 8446 section 5.1: a handshake starts with 22). */
import { createServer as createHttp, type RequestListener, type ServerOptions } from 'node:http';
import { createServer as createHttps, type ServerOptions as HttpsOptions } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface BothSchemes {
  readonly port: number;
  /** Those of `Serving.hosts` that could be had. */
  readonly hosts: readonly string[];
  close(): Promise<void>;
}

export interface Serving {
  readonly handler: RequestListener;
  /** What plain http gets; absent: the same. */
  readonly plainHandler?: RequestListener;
  readonly tls: HttpsOptions;
  /** Addresses of this machine; one at least must be had. */
  readonly hosts: readonly string[];
  /** 0: any that is free. */
  readonly port: number;
  readonly connectionsMax: number;
}

const handshake = 22;
/** Nobody needs longer to say the first word, in milliseconds. */
const firstByteMsMax = 10_000;
const limits: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
};

/** Throws Node's own error where the port is taken. */
export async function serveBoth(serving: Serving): Promise<BothSchemes> {
  const { handler, plainHandler = handler, tls, hosts, connectionsMax } = serving;
  const http = createHttp(limits, plainHandler);
  const https = createHttps({ ...limits, ...tls }, handler);
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const timer = setTimeout(() => socket.destroy(), firstByteMsMax).unref();
    socket.once('data', (first: Buffer) => {
      clearTimeout(timer);
      socket.pause();
      socket.unshift(first);
      (first[0] === handshake ? https : http).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  };
  const servers = new Map<string, Server>();
  let { port } = serving;
  let fault: unknown;
  for (const host of hosts) {
    const server = createServer(accept);
    server.maxConnections = connectionsMax;
    try {
      port = await listening(server, host, port);
      servers.set(host, server);
    } catch (error) {
      fault = error;
    }
  }
  if (servers.size === 0) throw fault;
  return {
    port,
    hosts: [...servers.keys()],
    async close() {
      const closed = [...servers.values()].map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      // They have sockets of their own to look after, and a timer that looks.
      http.close();
      https.close();
      await Promise.all(closed);
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
