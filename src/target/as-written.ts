/** A request byte by byte as somebody wrote it, and the answer to it (RFC 9112): what HTTP clients refuse to send. */
import { addAbortSignal } from 'node:stream';
import type { Socket } from 'node:net';
import type { Field } from '../model/exchange.ts';
import { readBody } from './body.ts';
import type { Answer, Sent } from './client.ts';
import { Inlet, NoHttp, TooLong } from './inlet.ts';

/** Fields of one answer. */
const fieldsMax = 500;
/** 100 Continue and 103 Early Hints before the answer. */
const interimMax = 10;
/** A line that says how long the next chunk is, in bytes. */
const chunkLineBytesMax = 4_096;

export interface Asked {
  readonly sent: Sent;
  /** What stands behind the method: nothing of it is changed. */
  readonly target: string;
  readonly headersBytesMax: number;
}

/** The only request of its connection, which is closed behind it. */
export async function askAsWritten(socket: Socket, asked: Asked, signal: AbortSignal): Promise<Answer> {
  addAbortSignal(signal, socket);
  const inlet = new Inlet(socket);
  try {
    socket.write(textOf(asked));
    for (let interim = 0; interim <= interimMax; interim += 1) {
      const { status, headers } = await headOf(inlet, asked.headersBytesMax);
      if (status < 200) continue;
      const hasNone = asked.sent.method === 'HEAD' || status === 204 || status === 304;
      const body = await readBody(hasNone ? nothing() : content(inlet, headers), headers);
      return { status, headers, body };
    }
    throw new NoHttp();
  } finally {
    socket.destroy();
  }
}

/** Host, length and the end of the connection are ours; a Host of the sender's own stands behind it. */
function textOf({ sent: { method, url, headers, body = '' }, target }: Asked): Buffer {
  const isSaid = (name: string): boolean => headers.some(([key]) => key.toLowerCase() === name);
  const bytes = Buffer.from(body);
  const isCounted = bytes.length > 0 && !isSaid('content-length') && !isSaid('transfer-encoding');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${url.host}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(isCounted ? [`Content-Length: ${bytes.length}`] : []),
    ...(isSaid('connection') ? [] : ['Connection: close']),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes]);
}

async function headOf(
  inlet: Inlet,
  bytesMax: number,
): Promise<{ readonly status: number; readonly headers: readonly Field[] }> {
  let left = bytesMax;
  const line = async (): Promise<string> => {
    const text = await inlet.line(left);
    left -= text.length + 2;
    return text;
  };
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(await line())?.[1];
  if (status === undefined) throw new NoHttp();
  const headers: Field[] = [];
  for (let text = await line(); text !== ''; text = await line()) {
    const at = text.indexOf(':');
    if (at < 1) throw new NoHttp();
    if (headers.length === fieldsMax) throw new TooLong();
    headers.push([text.slice(0, at), text.slice(at + 1).trim()]);
  }
  return { status: Number(status), headers };
}

async function* nothing(): AsyncGenerator<Buffer> {}

/** RFC 9112 section 6.3: chunks, else so many bytes, else all until the connection ends. */
async function* content(inlet: Inlet, headers: readonly Field[]): AsyncGenerator<Buffer> {
  const value = (name: string): string | undefined => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const length = value('content-length');
  if (/chunked\s*$/i.test(value('transfer-encoding') ?? '')) yield* chunks(inlet);
  else if (length === undefined) yield* inlet.rest();
  else if (/^\d{1,15}$/.test(length)) yield* inlet.bytes(Number(length));
  else throw new NoHttp();
}

async function* chunks(inlet: Inlet): AsyncGenerator<Buffer> {
  for (;;) {
    const size = /^([\da-f]{1,12})\s*(?:;|$)/i.exec(await inlet.line(chunkLineBytesMax))?.[1];
    if (size === undefined) throw new NoHttp();
    if (/^0+$/.test(size)) return;
    yield* inlet.bytes(Number.parseInt(size, 16));
    if ((await inlet.line(2)) !== '') throw new NoHttp();
  }
}
