import { gunzipSync, inflateSync } from 'node:zlib';
import { header, type Field } from '../../model/exchange.ts';
import { isObject, own, ownText, type Json } from '../../model/json.ts';
import type { RawBody } from '../../model/redact.ts';

/** Most that a compressed body may grow to, in bytes. */
const inflatedBytesMax = 16 * 1024 * 1024;
/** Parts of pages: nothing in them is judged, so nothing of them is kept. */
const pageParts =
  /^(?:image|font|video|audio)\/|^text\/(?:css|javascript)|javascript|ecmascript|font-woff|x-font|wasm/i;

/** `response.content` (HAR 1.2): text, or Base64 of it, or no more than a size. */
export function contentBody(content: unknown, headers: readonly Field[]): RawBody | undefined {
  if (!isObject(content)) return undefined;
  const mediaType = mediaTypeOf(ownText(content, 'mimeType'), headers);
  const text = ownText(content, 'text');
  const size = own(content, 'size');
  const bytes = typeof size === 'number' && size > 0 ? size : Buffer.byteLength(text ?? '');
  if (text === undefined || text === '') {
    // Evicted by the browser, or in a file beside the HAR, which is never followed.
    return bytes === 0 ? undefined : { mediaType, bytes, truncated: true };
  }
  if (pageParts.test(mediaType)) return { mediaType, bytes, truncated: true };
  const encoding = ownText(content, 'encoding') ?? '';
  const plain = /base64/i.test(encoding) ? fromBase64(text, { mediaType, headers }) : text;
  return { mediaType, ...(plain === undefined ? {} : { text: plain }), bytes, truncated: false };
}

/** `request.postData`: text, or fields alone (Fiddler), or Base64 in a field that HAR does not know (Optic, Proxyman). */
export function postBody(post: unknown, headers: readonly Field[]): RawBody | undefined {
  if (typeof post === 'string') return textBody(post, mediaTypeOf(undefined, headers));
  if (!isObject(post)) return undefined;
  const mediaType = mediaTypeOf(ownText(post, 'mimeType'), headers);
  const text = ownText(post, 'text') ?? ownText(post, '_content') ?? '';
  if (text !== '') {
    const plain = /base64/i.test(ownText(post, 'encoding') ?? '') ? fromBase64(text, { mediaType, headers: [] }) : text;
    return plain === undefined ? { mediaType, bytes: text.length, truncated: true } : textBody(plain, mediaType);
  }
  const params = own(post, 'params');
  if (!Array.isArray(params) || params.length === 0) return undefined;
  const form = params.flatMap((param: Json): readonly Field[] => paramField(param));
  return {
    mediaType,
    form,
    bytes: form.reduce((sum, [name, value]) => sum + name.length + value.length, 0),
    truncated: false,
  };
}

function textBody(text: string, mediaType: string): RawBody | undefined {
  return text === '' ? undefined : { mediaType, text, bytes: Buffer.byteLength(text), truncated: false };
}

function paramField(param: Json): readonly Field[] {
  const name = ownText(param, 'name');
  if (name === undefined) return [];
  const value = own(param, 'value');
  const isFile = ownText(param, 'fileName') !== undefined;
  return [[name, isFile ? '<file>' : typeof value === 'string' || typeof value === 'number' ? String(value) : '']];
}

function mediaTypeOf(said: string | undefined, headers: readonly Field[]): string {
  const unknown = said === undefined || said === '' || said === 'x-unknown';
  return unknown ? (header(headers, 'content-type') ?? '') : said;
}

interface Encoded {
  readonly mediaType: string;
  readonly headers: readonly Field[];
}

/** The text behind Base64; undefined where it is none. Exporters flag plain text as Base64 too: then it stays as it is. */
function fromBase64(text: string, { mediaType, headers }: Encoded): string | undefined {
  if (!/^[A-Za-z0-9+/_\s-]*={0,2}\s*$/.test(text)) return text;
  const bytes = inflated(Buffer.from(text, 'base64'), header(headers, 'content-encoding') ?? '');
  if (bytes === undefined || bytes.subarray(0, 4096).includes(0)) return undefined;
  if (/charset="?(?:iso-8859-1|latin1|windows-1252)/i.test(mediaType)) return bytes.toString('latin1');
  const plain = bytes.toString('utf8');
  const broken = plain.slice(0, 4096).match(/\uFFFD/g)?.length ?? 0;
  if (broken <= 8) return plain;
  // Letters without a sign of Base64 that decode to noise were text in the first place.
  return /^[A-Za-z ]+$/.test(text) ? text : undefined;
}

/** Proxies keep the body as it came over the wire. */
function inflated(bytes: Buffer, encoding: string): Buffer | undefined {
  const options = { maxOutputLength: inflatedBytesMax };
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, options);
    return /deflate/i.test(encoding) && bytes[0] === 0x78 ? inflateSync(bytes, options) : bytes;
  } catch {
    return undefined;
  }
}
