import { LoadError } from './load-error.ts';
import { documentBytesMax } from './text.ts';

/** All of standard input, which cannot be read twice. Throws LoadError over 64 MB. */
export async function drain(stream: NodeJS.ReadableStream): Promise<Buffer> {
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
