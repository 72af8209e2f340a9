import { createHash } from 'node:crypto';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { Transform } from 'node:stream';
import { header, type Field } from '../model/exchange.ts';
import type { RawBody } from '../model/redact.ts';

/** Kept of one answer, in bytes, before and after decompression: a megabyte of JSON is more than any probe compares. */
const keptBytesMax = 1024 * 1024;
/** Read of one answer, in bytes; then the connection is closed. Up to here it can be used again. */
const readBytesMax = 10 * 1024 * 1024;

/** The beginning of an answer's body, decompressed, as text where it is text. */
export async function readBody(stream: AsyncIterable<Buffer>, headers: readonly Field[]): Promise<RawBody> {
  const { content, bytes } = await beginning(stream, readBytesMax);
  const [mediaType = '', ...parameters] = (header(headers, 'content-type') ?? '').split(';');
  const type = mediaType.trim().toLowerCase();
  const decoder = decoderFor(header(headers, 'content-encoding'));
  const plain = decoder === undefined ? { content, bytes } : await decoded(content, decoder);
  const truncated = bytes > keptBytesMax || plain.bytes > keptBytesMax;
  const isText = type === '' || /json|text|xml|html|javascript|form|yaml|csv|^message\//.test(type);
  const known = { mediaType: type, bytes, truncated };
  const { content: whole } = plain;
  if (whole === undefined) return known;
  if (isText) return { ...known, text: inCharset(whole, parameters) };
  if (truncated || whole.length === 0) return known;
  return { ...known, digest: createHash('sha256').update(whole).digest('hex') };
}

interface Beginning {
  readonly content: Buffer;
  /** Of all that was read, kept or not. */
  readonly bytes: number;
}

async function beginning(stream: AsyncIterable<Buffer>, bytesMax: number): Promise<Beginning> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    const wanted = chunk.subarray(0, keptBytesMax - kept);
    kept += wanted.length;
    if (wanted.length > 0) chunks.push(wanted);
    if (bytes > bytesMax) break;
  }
  return { content: Buffer.concat(chunks), bytes };
}

function decoderFor(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'deflate-raw':
      return createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** A bomb is stopped at the limit; what breaks off gives what was there, and nothing at all gives no content. */
async function decoded(
  compressed: Buffer,
  decoder: Transform,
): Promise<{ readonly content?: Buffer; readonly bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  decoder.end(compressed);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > keptBytesMax) break;
      chunks.push(chunk);
    }
  } catch {
    if (bytes === 0) return { bytes: Infinity };
  }
  return { content: Buffer.concat(chunks), bytes };
}

function inCharset(content: Buffer, parameters: readonly string[]): string {
  const named = parameters.map((text) => /^\s*charset\s*=\s*"?([\w-]{1,40})/i.exec(text)?.[1]).find(Boolean);
  if (named === undefined || /^utf-?8$/i.test(named)) return content.toString('utf8');
  try {
    return new TextDecoder(named).decode(content);
  } catch {
    return content.toString('utf8');
  }
}
