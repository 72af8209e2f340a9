import { Readable } from 'node:stream';
import { loadApi } from '../load/document.ts';
import type { ApiModel } from '../model/api.ts';

/** A twin's document from its text, called as the file that it came from. */
export function twinDocument(path: string, text: string): Promise<ApiModel> {
  const bytes = Buffer.from(text);
  const input = {
    kind: 'document' as const,
    id: path,
    uri: path,
    path,
    inTree: true,
    read: () => Promise.resolve(bytes),
    open: () => Readable.from([bytes]) as AsyncIterable<Buffer>,
  };
  const options = { cwd: '/', root: '/', remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
  return loadApi(input, options);
}

/** The lines that a document marks as guilty, `# expect: id` or `# expect: id/tier`, several with commas: as `id@line`, sorted. */
export function expectations(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => {
      const ids = /# expect: ([a-z0-9/, -]+)$/.exec(line)?.[1]?.split(',') ?? [];
      return ids.map((id) => `${id.trim()}@${index + 1}`);
    })
    .sort();
}
