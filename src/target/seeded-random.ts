import { createHash } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits that depend on the seed alone: the same seed gives the same run. Not for secrets. */
export function seededRandom(seed: string): (length: number) => string {
  let block = Buffer.alloc(0);
  let blocks = 0;
  let used = 0;
  const nextByte = (): number => {
    if (used === block.length) {
      block = createHash('sha256').update(`${seed}\n${blocks}`).digest();
      blocks += 1;
      used = 0;
    }
    used += 1;
    return block[used - 1] ?? 0;
  };
  return (length) => {
    let text = '';
    while (text.length < length) {
      const byte = nextByte();
      // 252 is the last multiple of 36 below 256: what lies above would favour the first letters.
      if (byte < 252) text += letters[byte % letters.length] ?? '';
    }
    return text;
  };
}
