import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import type { Input } from '../inputs.ts';
import { LoadError } from '../load-error.ts';
import { besideBytesMax } from './beside.ts';
import { growthFree, growthMax } from './bytes.ts';

/** Files of one archive that are listed. */
const entriesMax = 20_000;

/** A .zip begins so. */
export function isArchive(bytes: Buffer): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** Where the archive's bytes are: a file's path, or the bytes themselves (standard input). */
export type ArchiveBytes = string | Buffer;

/** The captures in a .zip as inputs of their own, `traces.zip!/har.har`. Empty where it holds none. */
export async function capturesIn(archive: ArchiveBytes, uri: string): Promise<readonly Input[]> {
  const files = await filesOf(archive, uri);
  const byName = new Map(files.map((entry) => [entry.fileName, entry]));
  const named = files.filter(({ fileName }) => /\.(har|har\.gz|ndjson|jsonl)$/i.test(fileName));
  return named.map((entry): Input => {
    const id = `${uri}!/${entry.fileName}`;
    const folder = entry.fileName.slice(0, entry.fileName.lastIndexOf('/') + 1);
    return {
      kind: 'capture',
      id,
      uri: id,
      path: id,
      inTree: false,
      read: () => whole(unpacked(archive, entry, id)),
      open: () => unpacked(archive, entry, id),
      async beside(name) {
        const other = byName.get(folder + name);
        if (other === undefined || other.uncompressedSize > besideBytesMax) return undefined;
        return whole(unpacked(archive, other, id));
      },
    };
  });
}

/** As `capturesIn`, where an archive without any is a mistake. */
export async function archived(archive: ArchiveBytes, uri: string): Promise<readonly Input[]> {
  const inputs = await capturesIn(archive, uri);
  if (inputs.length > 0) return inputs;
  throw new LoadError('nothing-found', 'holds no HAR capture', { place: { uri } });
}

/** The first bytes of a file, enough to tell an archive. */
export async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(4);
    const { bytesRead } = await handle.read(buffer, 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function filesOf(archive: ArchiveBytes, uri: string): Promise<readonly Entry[]> {
  const files: Entry[] = [];
  const zip = await opened(archive, uri);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || entry.isEncrypted()) continue;
      files.push(entry);
      if (files.length > entriesMax)
        throw new LoadError('too-large', `holds more than ${entriesMax} files`, { place: { uri } });
    }
  } catch (error) {
    throw error instanceof LoadError ? error : damaged(uri);
  } finally {
    zip.close();
  }
  return files;
}

/** One file of the archive. Sizes that the archive states are not believed: what comes out is counted. */
async function* unpacked(archive: ArchiveBytes, entry: Entry, uri: string): AsyncGenerator<Buffer> {
  const zip = await opened(archive, uri);
  let bytes = 0;
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > entry.compressedSize * growthMax + growthFree)
        throw new LoadError('too-large', `unpacks to more than ${growthMax} times its size`, { place: { uri } });
      yield chunk;
    }
  } catch (error) {
    if (error instanceof LoadError) throw error;
    // As of a damaged gzip: what came before the damage is read.
    if (bytes === 0) throw damaged(uri);
  } finally {
    zip.close();
  }
}

async function opened(archive: ArchiveBytes, uri: string): Promise<ZipFile> {
  const { fromBufferPromise, openPromise } = await import('yauzl');
  try {
    const options = { autoClose: false } as const;
    return typeof archive === 'string'
      ? await openPromise(archive, options)
      : await fromBufferPromise(archive, options);
  } catch {
    throw damaged(uri);
  }
}

function damaged(uri: string): LoadError {
  return new LoadError('syntax', 'a damaged zip archive', { place: { uri } });
}

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
