import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Json } from '../../model/json.ts';
import type { Question } from './question.ts';

/** Longest answer, in bytes, and longest wait before one, in milliseconds: enough to see whether anybody stops. */
const bytesMax = 64 * 1024 * 1024;
const waitMsMax = 60_000;
const blockBytes = 64 * 1024;

export interface Answering {
  readonly jwk: () => Json;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Writes what the question's address answers. */
export async function answer(question: Question, response: ServerResponse, world: Answering): Promise<void> {
  const { answer: wanted, nonce } = question;
  switch (wanted.kind) {
    case 'redirect':
      return write(response, { status: 302, type: 'text/plain', text: nonce, location: wanted.to });
    case 'json':
      return write(response, { type: 'application/json', text: JSON.stringify(wanted.json) });
    case 'jwks':
      return write(response, { type: 'application/json', text: JSON.stringify({ keys: [world.jwk()] }) });
    case 'text':
      return write(response, { type: wanted.mediaType, text: wanted.text });
    case 'large':
      return writeLarge(response, nonce, Math.min(wanted.bytes, bytesMax));
    case 'slow':
      await world.sleep(Math.min(wanted.ms, waitMsMax));
      return write(response, { type: 'text/plain', text: nonce });
    default:
      return write(response, { type: 'text/plain', text: nonce });
  }
}

interface Written {
  readonly status?: number;
  readonly type: string;
  readonly text: string;
  readonly location?: string;
}

function write(response: ServerResponse, { status = 200, type, text, location }: Written): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...(location === undefined ? {} : { Location: location }),
  });
  response.end(text);
}

/** As fast as it is taken: who stops reading is not written to. */
async function writeLarge(response: ServerResponse, nonce: string, bytes: number): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': bytes, 'Cache-Control': 'no-store' });
  await pipeline(Readable.from(blocks(nonce, bytes)), response);
}

function* blocks(nonce: string, bytes: number): Generator<Buffer> {
  let block = Buffer.from(`${nonce} `);
  for (let left = bytes; left > 0; left -= block.length) {
    block = (left === bytes ? block : Buffer.alloc(blockBytes, 'a')).subarray(0, left);
    yield block;
  }
}
