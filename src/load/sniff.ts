import { ContainerEnds, readMembers } from './json-index.ts';

/** Bytes of a file's beginning that usually tell what it is. */
export const sniffBytesMax = 64 * 1024;

export type ContentKind = 'document' | 'capture' | 'unknown';

/**
 * Told apart by content: a HAR capture has `log` at the top, a document `openapi` or `swagger`; entries a line begin as
 * one entry does. A compressed file can only be a capture.
 */
export function kindOfBytes(bytes: Buffer, name: string): ContentKind {
  if ((bytes[0] === 0x1f && bytes[1] === 0x8b) || /\.(har|ndjson|jsonl)$/i.test(name)) return 'capture';
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = (isWide ? bytes.toString('utf16le') : bytes.toString('utf8')).replace(/^\uFEFF/, '');
  const start = text.search(/\S/);
  if (text[start] === '{') return kindOfKeys(topKeys(text, start));
  return /^["']?(openapi|swagger)["']?[ \t]*:/m.test(text) ? 'document' : 'unknown';
}

function kindOfKeys(keys: readonly string[]): ContentKind {
  if (keys.includes('openapi') || keys.includes('swagger')) return 'document';
  return keys.includes('log') || isEntry(keys) ? 'capture' : 'unknown';
}

/** An entry of HAR 1.2 has a time and a request; stubs of servers have a request and a response, and no time. */
function isEntry(keys: readonly string[]): boolean {
  return keys.includes('startedDateTime') && keys.includes('request');
}

/** Entries one a line, without a `log` around them, by the bytes of the beginning. */
export function isEntryLines(bytes: Buffer): boolean {
  const text = bytes.subarray(0, sniffBytesMax).toString('utf8');
  const start = text.search(/\S/);
  if (text[start] !== '{') return false;
  const keys = topKeys(text, start);
  return !keys.includes('log') && keys.includes('request');
}

/** Keys of the outermost object, as far as the text goes: it may be cut in the middle, or YAML's flow form. */
function topKeys(text: string, start: number): readonly string[] {
  const keys: string[] = [];
  try {
    for (const { key } of readMembers(text, start, new ContainerEnds(text))) keys.push(key);
  } catch {
    // A key without quotes: YAML. Its first one usually says it.
    keys.push(/^\{\s*(openapi|swagger)\s*:/.exec(text.slice(start))?.[1] ?? '');
  }
  return keys;
}
