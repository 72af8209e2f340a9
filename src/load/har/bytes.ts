import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LoadError } from '../load-error.ts';

/** Most that compressed bytes may grow, and what any file may have beside that, in bytes. HARs shrink 5 to 40 times. */
export const growthMax = 100;
export const growthFree = 64 * 1024 * 1024;

/** The text's bytes in UTF-8: unpacked where they are gzip, put into UTF-8 where they are UTF-16, without a byte order mark. */
export async function* plainBytes(packed: AsyncIterable<Buffer>, uri: string): AsyncGenerator<Buffer> {
  let isFirst = true;
  let wide: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of unpacked(packed, uri)) {
    if (chunk.length === 0) continue;
    if (isFirst) wide = wideDecoder(chunk);
    const hasMark = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    isFirst = false;
    if (wide !== undefined) yield Buffer.from(wide.decode(chunk, { stream: true }), 'utf8');
    else yield hasMark ? chunk.subarray(3) : chunk;
  }
  if (isFirst) throw new LoadError('empty', 'the file is empty', { place: { uri } });
}

/** UTF-16 by its byte order mark, as Windows' shells write what is piped into a file. */
function wideDecoder([first, second]: Buffer): InstanceType<typeof TextDecoder> | undefined {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : undefined;
}

async function* unpacked(packed: AsyncIterable<Buffer>, uri: string): AsyncGenerator<Buffer> {
  const chunks = packed[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const rest: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => chunks };
  if (first.value[0] === 0x1f && first.value[1] === 0x8b) {
    yield* gunzipped(first.value, rest, uri);
    return;
  }
  yield first.value;
  yield* rest;
}

/** A damaged or cut archive gives what comes before the damage. */
async function* gunzipped(first: Buffer, rest: AsyncIterable<Buffer>, uri: string): AsyncGenerator<Buffer> {
  let packedBytes = first.length;
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    yield first;
    for await (const chunk of rest) {
      packedBytes += chunk.length;
      yield chunk;
    }
  }
  const source = Readable.from(counted(), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > packedBytes * growthMax + growthFree) {
        throw new LoadError('too-large', `unpacks to more than ${growthMax} times its size`, { place: { uri } });
      }
      yield chunk;
    }
  } catch (error) {
    const isDamage = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    if (!isDamage) throw error;
    if (bytes === 0) throw new LoadError('syntax', 'a damaged gzip file', { place: { uri } });
  } finally {
    source.destroy();
  }
}
