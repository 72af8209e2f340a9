/** Exporters that can leave cookies and the Authorization header out, and do by default: Chrome and what is built on it, Safari. */
export function mayLoseCredentials(creator: string | undefined): boolean {
  return creator !== undefined && /webinspector|webkit|chrom|edge|brave|opera|safari/i.test(creator);
}

/** A header of a caller, or a cookie, where a HAR writes names: inside of a body the quotes would be escaped. */
const credential = /"name"\s{0,8}:\s{0,8}"(?:authorization|cookie|set-cookie)"|"cookies"\s{0,8}:\s{0,8}\[\s{0,200}\{/i;
/** Longest match, in bytes: so much of a chunk is looked at again with the next. */
const overlapBytes = 300;

/** Whether the capture has any credential at all: looked through once, up to the first. */
export async function holdsCredentials(chunks: AsyncIterable<Buffer>): Promise<boolean> {
  let tail = '';
  for await (const chunk of chunks) {
    const text = tail + chunk.toString('latin1');
    if (credential.test(text)) return true;
    tail = text.slice(-overlapBytes);
  }
  return false;
}
