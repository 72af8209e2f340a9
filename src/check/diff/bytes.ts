import type { ApiModel, Schema, SchemaId } from '../../model/api.ts';
import { unwrapped, viewOf } from './views.ts';

/** How a text stands for bytes. */
export interface Bytes {
  readonly format?: string | undefined;
  readonly contentMediaType?: string | undefined;
  readonly contentEncoding?: string | undefined;
}

const anyBytes = 'application/octet-stream';

/** What 3.0 says by `format: binary` and `byte`, and JSON Schema from 3.1 on by keywords of content, in the words of the latter. */
function inWordsOfContent({ format, contentMediaType, contentEncoding }: Bytes): Bytes {
  if (format === 'byte' || format === 'base64')
    return { format: undefined, contentMediaType, contentEncoding: contentEncoding ?? 'base64' };
  if (format !== 'binary') return { format, contentMediaType, contentEncoding };
  return { format: undefined, contentMediaType: contentMediaType ?? anyBytes, contentEncoding };
}

/** Both in one vocabulary where they use two; else as they are written. */
export function bytesAlike(before: Schema, after: Schema): { readonly before: Bytes; readonly after: Bytes } {
  if (before.format === after.format || !(hasContent(before) || hasContent(after))) return { before, after };
  return { before: inWordsOfContent(before), after: inWordsOfContent(after) };
}

function hasContent({ contentMediaType, contentEncoding }: Schema): boolean {
  return contentMediaType !== undefined || contentEncoding !== undefined;
}

const bytesKeys = new Set(['type', 'format', 'contentMediaType', 'title', 'description', 'example', 'examples']);

/** Any bytes: a media type without a schema says the same (OpenAPI 3.1, Considerations for File Uploads). */
export function isAnyBytes(api: ApiModel, id: SchemaId | undefined): boolean {
  const view = id === undefined ? undefined : viewOf(api, unwrapped(api, id));
  if (view === undefined || view.types.length !== 1 || view.types[0] !== 'string') return false;
  const { format, contentMediaType } = inWordsOfContent(view);
  const isPlain = Object.keys(view.raw).every((key) => bytesKeys.has(key) || key.startsWith('x-'));
  return isPlain && format === undefined && contentMediaType === anyBytes;
}
