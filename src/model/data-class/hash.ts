/**
 * SHA-256 (FIPS 180-4) and Keccak-256 for the check sums of wallet addresses: the model imports nothing, and they are
 * wanted at once for texts of a hundred characters. Nothing secret depends on them.
 */

/** The fractional parts of roots of the first primes, as FIPS 180-4 takes its constants from them. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found = new Uint32Array(count);
  for (let candidate = 2, filled = 0; filled < count; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) isPrime = false;
    if (!isPrime) continue;
    const value = root(candidate);
    found[filled] = (value - Math.floor(value)) * 2 ** 32;
    filled += 1;
  }
  return found;
}
const roundConstants = fractions(64, Math.cbrt);
const initial = fractions(8, Math.sqrt);

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const state = initial.slice();
  for (let block = 0; block < blocks; block += 1) compress(state, view, block * 64);
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  for (const [index, word] of state.entries()) out.setUint32(index * 4, word);
  return digest;
}

function compress(state: Uint32Array, view: DataView, offset: number): void {
  const words = new Uint32Array(64);
  for (let index = 0; index < 64; index += 1) {
    if (index < 16) {
      words[index] = view.getUint32(offset + index * 4);
      continue;
    }
    const near = words[index - 2] ?? 0;
    const far = words[index - 15] ?? 0;
    const small = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    const large = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    words[index] = (words[index - 16] ?? 0) + small + (words[index - 7] ?? 0) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const one = (h + mixed + ((e & f) ^ (~e & g)) + (roundConstants[index] ?? 0) + (words[index] ?? 0)) | 0;
    const two = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}

const lane = (1n << 64n) - 1n;
const turned = (word: bigint, by: bigint): bigint => ((word << by) | (word >> (64n - by))) & lane;

/** Keccak's sponge with 136 bytes a block; `suffix` tells Keccak-256 (0x01, Ethereum) from SHA3-256 (0x06, FIPS 202). */
export function keccak256(bytes: Uint8Array, suffix: 0x01 | 0x06 = 0x01): Uint8Array {
  const rate = 136;
  const padded = new Uint8Array((Math.floor(bytes.length / rate) + 1) * rate);
  padded.set(bytes);
  padded[bytes.length] = suffix;
  padded[padded.length - 1] = (padded[padded.length - 1] ?? 0) | 0x80;
  const view = new DataView(padded.buffer);
  let state: bigint[] = Array.from({ length: 25 }, () => 0n);
  for (let offset = 0; offset < padded.length; offset += rate) {
    for (let index = 0; index < rate / 8; index += 1)
      state[index] = (state[index] ?? 0n) ^ view.getBigUint64(offset + index * 8, true);
    state = permuted(state);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  for (let index = 0; index < 4; index += 1) out.setBigUint64(index * 8, state[index] ?? 0n, true);
  return digest;
}

/** FIPS 202 section 3.2: 24 rounds of theta, rho, pi, chi and iota; the offsets and constants are worked out as it says. */
function permuted(start: readonly bigint[]): bigint[] {
  let state = [...start];
  let register = 1;
  for (let round = 0; round < 24; round += 1) {
    const columns = [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ (state[x + y] ?? 0n), 0n));
    const mixed = state.map(
      (word, index) => word ^ (columns[(index + 4) % 5] ?? 0n) ^ turned(columns[(index + 1) % 5] ?? 0n, 1n),
    );
    const moved = [...mixed];
    for (let step = 0, x = 1, y = 0; step < 24; step += 1) {
      const next = (2 * x + 3 * y) % 5;
      moved[y + 5 * next] = turned(mixed[x + 5 * y] ?? 0n, BigInt((((step + 1) * (step + 2)) / 2) % 64));
      [x, y] = [y, next];
    }
    state = moved.map((word, index) => {
      const row = index - (index % 5);
      return word ^ (~(moved[row + ((index + 1) % 5)] ?? 0n) & lane & (moved[row + ((index + 2) % 5)] ?? 0n));
    });
    for (let bit = 0; bit < 7; bit += 1) {
      if ((register & 1) === 1) state[0] = (state[0] ?? 0n) ^ (1n << BigInt(2 ** bit - 1));
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
  }
  return state;
}
