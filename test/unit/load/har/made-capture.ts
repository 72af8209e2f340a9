/** Captures made and read for the tests of their reader. */
import { readCapture, type CaptureLimits, type CaptureReader } from '../../../../src/load/har/capture.ts';
import type { Input } from '../../../../src/load/inputs.ts';
import type { Exchange } from '../../../../src/model/exchange.ts';
import { createRedactor } from '../../../../src/model/redact.ts';

/** The bytes as an input that comes in pieces of `chunkBytes`. */
export function inputOf(content: string | Buffer, chunkBytes = 64 * 1024): Input {
  const bytes = Buffer.from(content);
  return {
    kind: 'capture',
    id: 'c.har',
    uri: 'c.har',
    path: 'c.har',
    inTree: true,
    read: () => Promise.resolve(bytes),
    async *open() {
      for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
    },
  };
}

export interface Read {
  readonly exchanges: readonly Exchange[];
  readonly reader: CaptureReader;
}

export async function read(
  bytes: string | Buffer,
  chunkBytes?: number,
  limits?: Partial<CaptureLimits>,
): Promise<Read> {
  const reader = readCapture(inputOf(bytes, chunkBytes), createRedactor(), limits);
  const exchanges: Exchange[] = [];
  for await (const exchange of reader.exchanges()) exchanges.push(exchange);
  return { exchanges, reader };
}

export const har = (entries: readonly unknown[], log: Record<string, unknown> = {}): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'Firefox', version: '1' }, ...log, entries } });
export const call = (
  request: Record<string, unknown> = {},
  response: unknown = { status: 200 },
  more: Record<string, unknown> = {},
): unknown => ({
  request: { method: 'GET', url: 'https://h.test/a', headers: [{ name: 'Host', value: 'h.test' }], ...request },
  response,
  time: 3,
  ...more,
});
export const answer = (content: Record<string, unknown>, headers: unknown = []): unknown => ({
  status: 200,
  headers,
  content,
});
export const first = async (entry: unknown, log?: Record<string, unknown>): Promise<Exchange> => {
  const { exchanges } = await read(har([entry], log));
  const [exchange] = exchanges;
  if (exchange === undefined) throw new Error('no exchange');
  return exchange;
};
