/** Characters of the window, and the base of the rolling hash. */
const blockSize = 100;
const base = 37n;
const firstMod = BigInt.asUintN(64, base ** BigInt(blockSize));
const endOfFile = 65_535;

/**
 * What GitHub's upload-sarif makes of a file for results without a fingerprint, by line from 1: a rolling hash of the 100
 * characters from the line's start, blanks left out, and how often it was there before. Written after
 * github/codeql-action, `src/fingerprints.ts` (MIT).
 */
export function lineHashes(text: string): readonly string[] {
  const window = new Uint16Array(blockSize);
  const linesAt = new Int32Array(blockSize).fill(-1);
  const counts = new Map<string, number>();
  const hashes: string[] = [];
  let raw = 0n;
  let index = 0;
  let line = 0;
  const put = (): void => {
    const value = raw.toString(16);
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    hashes[linesAt[index] ?? 0] = `${value}:${count}`;
    linesAt[index] = -1;
  };
  const update = (character: number): void => {
    raw = BigInt.asUintN(64, base * raw + BigInt(character) - firstMod * BigInt(window[index] ?? 0));
    window[index] = character;
    index = (index + 1) % blockSize;
  };
  let isStart = true;
  const plain = text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '');
  for (let at = 0; at <= plain.length; at += 1) {
    const character = at < plain.length ? plain.charCodeAt(at) : endOfFile;
    if (linesAt[index] !== -1) put();
    if (isStart) linesAt[index] = line += 1;
    isStart = character === 10;
    update(character);
  }
  for (let left = 0; left < blockSize; left += 1) {
    if (linesAt[index] !== -1) put();
    update(0);
  }
  return hashes;
}
