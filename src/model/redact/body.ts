import type { Field, HttpBody, Sighting } from '../exchange.ts';
import type { Json } from '../json.ts';
import { redactJson, redactString } from './json.ts';
import type { Pass, Where } from './pass.ts';
import { maskInText } from './text.ts';
import { redactParameter } from './url.ts';
import { percentDecoded } from '../percent.ts';

/** A body before redaction. */
export interface RawBody {
  /** The Content-Type, with its parameters or without; empty where unknown. */
  readonly mediaType: string;
  /** Decoded; absent for binary content and for what the capture lost. */
  readonly text?: string;
  /** Of a form, where the capture holds fields instead of text. A file's content is never among them. */
  readonly form?: readonly Field[];
  /** SHA-256 of binary content, in hex. */
  readonly digest?: string;
  /** On the wire, in bytes. */
  readonly bytes: number;
  readonly truncated: boolean;
}

/** Longest text of a body that is kept, in characters; its JSON is whole. */
const textCharsMax = 256 * 1024;
/** Form fields of one body. */
const fieldsMax = 2_000;

export function redactBody(body: RawBody, pass: Pass, side: Sighting['in']): HttpBody {
  const mediaType = body.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const known = { mediaType, bytes: body.bytes, truncated: body.truncated };
  const fields = body.form ?? fieldsOf(body.text, { mediaType, contentType: body.mediaType });
  if (fields !== undefined) {
    const form = fields.slice(0, fieldsMax).map((field) => redactParameter(field, pass, { in: side, place: 'form' }));
    return { ...known, form, truncated: known.truncated || fields.length > fieldsMax };
  }
  if (body.text === undefined) return body.digest === undefined ? known : { ...known, digest: body.digest };
  const json = parsedBody(body.text, mediaType);
  if (json !== undefined) {
    const redacted = redactJson(json, pass, { in: side, place: 'body', at: '$', nesting: 0 });
    const { length: chars } = body.text;
    pass.bodies.set(side, { ...redacted, chars });
    return jsonBody(known, redacted.holder[0] ?? null, chars);
  }
  const where: Where = { in: side, place: 'body', name: '' };
  const text = body.text.slice(0, textCharsMax);
  const lines = /ndjson|jsonl|json-seq|event-stream/.test(mediaType)
    ? byLines(text, pass, where)
    : maskInText(text, pass, where);
  return { ...known, text: lines, truncated: known.truncated || text.length < body.text.length };
}

/** A tag with its quotes and comma is not so many times longer than the shortest value with its comma. */
const growthMax = 24;

/**
 * A body of redacted JSON. Its text is written when it is asked for, as most readers want the JSON alone: at once only where
 * it may be too long.
 */
export function jsonBody({ mediaType, bytes, truncated }: HttpBody, json: Json, chars: number): HttpBody {
  if (chars * growthMax > textCharsMax) {
    const text = JSON.stringify(json);
    const isLong = text.length > textCharsMax;
    return {
      mediaType,
      bytes,
      truncated: truncated || isLong,
      text: isLong ? text.slice(0, textCharsMax) : text,
      json,
    };
  }
  let written: string | undefined;
  return {
    mediaType,
    bytes,
    truncated,
    get text() {
      return (written ??= JSON.stringify(json));
    },
    json,
  };
}

/** JSON by its type or its look: servers send it as `text/plain` too, and before it what keeps scripts from including it. */
function parsedBody(text: string, mediaType: string): Json | undefined {
  const bare = text.replace(/^\uFEFF/, '').replace(/^\)\]\}'?,?\s*/, '');
  const looks = /^\s*[[{]/.test(bare);
  if (!looks && !/[/+]json$/.test(mediaType)) return undefined;
  try {
    const value: Json = JSON.parse(bare);
    return value;
  } catch {
    return undefined;
  }
}

/** Streams of JSON: each line for itself. */
function byLines(text: string, pass: Pass, where: Where): string {
  return text
    .split('\n')
    .map((line) => {
      const [, lead = '', rest = ''] = /^(\s*(?:data:)?\s*)([^]*)$/.exec(line) ?? [];
      return lead + redactString(rest, pass, { where, name: '', parent: '', nesting: 0 });
    })
    .join('\n');
}

function fieldsOf(
  text: string | undefined,
  { mediaType, contentType }: { readonly mediaType: string; readonly contentType: string },
): readonly Field[] | undefined {
  if (text === undefined) return undefined;
  if (mediaType === 'application/x-www-form-urlencoded') {
    const plain = (part: string): string => percentDecoded(part.replaceAll('+', ' '));
    return text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair): Field => {
        const [name = '', ...rest] = pair.split('=');
        return [plain(name.trim()), plain(rest.join('=').replace(/[\r\n]+$/, ''))];
      });
  }
  if (!mediaType.startsWith('multipart/')) return undefined;
  const boundary = /boundary="?([^";]{1,100})"?/i.exec(contentType)?.[1] ?? /^--([^\r\n]{1,100})/.exec(text)?.[1];
  return boundary === undefined ? undefined : parts(text, boundary);
}

/** The fields of a multipart body (RFC 7578); of a file only that there was one. */
function parts(text: string, boundary: string): readonly Field[] {
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part): Field => {
      const [, head = '', content = ''] = /^\s*?\r?\n([^]*?)\r?\n\r?\n([^]*)$/.exec(part) ?? [];
      const name = /name="([^"]{0,200})"/i.exec(head)?.[1] ?? '';
      return [name, /filename\*?=/i.test(head) ? '<file>' : content.replace(/\r?\n$/, '')];
    });
}
