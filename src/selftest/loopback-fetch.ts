import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TwinFetch, TwinFetched } from '../check/target.ts';
import type { VirtualClock } from './virtual-clock.ts';

const bytesMaxDefault = 1024 * 1024;
const msMaxDefault = 10_000;

/** The requests of a twin: to this machine alone, so that nothing of a self-test leaves it. Throws as a network does. */
export async function loopbackFetch(url: string, init: TwinFetch, clock: VirtualClock): Promise<TwinFetched> {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) throw failed('ERR_INVALID_URL', 'no http address');
  const host = loopbackOf(address.hostname);
  if (host === undefined) throw failed('ENOTFOUND', 'the host has no address');
  const over = new AbortController();
  const answered = new AbortController();
  void clock.sleep(init.msMax ?? msMaxDefault, answered.signal).then(() => over.abort());
  try {
    return await ask(address, { host, init, clock, signal: over.signal });
  } finally {
    answered.abort();
  }
}

/** As URLs spell them after parsing: `127.1` and `2130706433` have become `127.0.0.1`. */
function loopbackOf(hostname: string): string | undefined {
  if (/^(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0)$/.test(hostname)) return '127.0.0.1';
  if (hostname === '[::ffff:7f00:1]') return '127.0.0.1';
  return hostname === '[::1]' ? '::1' : undefined;
}

interface Asking {
  readonly host: string;
  readonly init: TwinFetch;
  readonly clock: VirtualClock;
  readonly signal: AbortSignal;
}

function ask(url: URL, { host, init, clock, signal }: Asking): Promise<TwinFetched> {
  const { method = 'GET', headers = {}, body, verify = true, bytesMax = bytesMaxDefault } = init;
  const stir = (): void => clock.stir();
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      {
        host,
        port: url.port,
        path: url.pathname + url.search,
        method,
        headers: { host: url.host, ...headers },
        rejectUnauthorized: verify,
        agent: false,
        signal,
      },
      (response) => {
        collect(response, { bytesMax, stir }).then(resolve, reject);
      },
    );
    request.on('socket', (socket) => {
      for (const event of ['connect', 'secureConnect', 'data', 'drain']) socket.on(event, stir);
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function collect(
  response: IncomingMessage,
  { bytesMax, stir }: { readonly bytesMax: number; readonly stir: () => void },
): Promise<TwinFetched> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    stir();
    chunks.push(chunk.subarray(0, bytesMax - bytes));
    bytes += chunk.length;
    if (bytes >= bytesMax) break;
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
