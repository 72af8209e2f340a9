import { LoadError } from './load-error.ts';
import { documentBytesMax } from './text.ts';

const drains = new WeakMap<NodeJS.ReadableStream, Promise<Buffer>>();

/** All of standard input: a stream gives its bytes once, and whoever looks again sees the same. Throws LoadError over 64 MB. */
export function drained(stream: NodeJS.ReadableStream): Promise<Buffer> {
  let bytes = drains.get(stream);
  if (bytes === undefined) drains.set(stream, (bytes = drain(stream)));
  return bytes;
}

async function drain(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > documentBytesMax)
      throw new LoadError('too-large', `larger than ${documentBytesMax / 1024 / 1024} MB`, {
        place: { uri: '<stdin>' },
        hint: 'name the file instead',
      });
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}
