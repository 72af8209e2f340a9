import { keccak256, sha256 } from './hash.ts';

/** Addresses and keys of wallets by their check sums: 32 bits of a hash, 30 bits of a code, or the case of the letters. */

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The bytes of Base58Check without its four check bytes; undefined where they are wrong. `charsMax` bounds the square that decoding costs. */
function base58Checked(text: string, charsMax: number): Uint8Array | undefined {
  if (text.length > charsMax) return undefined;
  const bytes: number[] = [];
  for (const character of text) {
    let carry = base58.indexOf(character);
    if (carry === -1) return undefined;
    for (let index = 0; index < bytes.length; index += 1) {
      carry += (bytes[index] ?? 0) * 58;
      bytes[index] = carry & 0xff;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff);
  }
  for (let index = 0; text.charAt(index) === '1'; index += 1) bytes.push(0);
  const whole = Uint8Array.from(bytes.toReversed());
  if (whole.length < 5) return undefined;
  const body = whole.subarray(0, -4);
  const check = sha256(sha256(body)).subarray(0, 4);
  return check.every((byte, index) => byte === whole[body.length + index]) ? body : undefined;
}

/** Bitcoin, Litecoin, Dogecoin and Tron addresses: a version byte and twenty bytes of a hash. */
export function isBase58Address(text: string): boolean {
  return /^[13LMDT2mn][1-9A-HJ-NP-Za-km-z]{24,34}$/.test(text) && base58Checked(text, 35)?.length === 21;
}

/** A private key in the import format (WIF), or an extended private key (BIP 32). */
export function isWalletKey(text: string): boolean {
  if (/^[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{100,110}$/.test(text)) return base58Checked(text, 114)?.length === 78;
  if (!/^[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}$/.test(text)) return false;
  const length = base58Checked(text, 52)?.length;
  return length === 33 || length === 34;
}

const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** What the code's rest is: of Bech32 (BIP 173) one, of Bech32m (BIP 350) this. */
const bech32m = 0x2bc830a3;

/** Bitcoin and Litecoin segregated witness addresses: `bc1...`, `tb1...`, `ltc1...`. */
export function isBech32Address(text: string): boolean {
  const lower = text.toLowerCase();
  const match = /^(bc|tb|bcrt|ltc)1([02-9ac-hj-np-z]{14,74})$/.exec(lower);
  if (match === null || (lower !== text && text.toUpperCase() !== text)) return false;
  const [, prefix = '', data = ''] = match;
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  let rest = 1;
  for (const value of [
    ...codes.map((code) => code >> 5),
    0,
    ...codes.map((code) => code & 31),
    ...[...data].map((character) => bech32.indexOf(character)),
  ]) {
    const top = rest >>> 25;
    rest = ((rest & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of generators.entries()) if (((top >> bit) & 1) === 1) rest ^= generator;
  }
  return rest === 1 || rest === bech32m;
}

/** Ethereum: twenty bytes in hexadecimal. */
export function isHexAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

/** EIP-55: the case of each letter is a bit of the address' own hash; without both cases nothing is checked. */
export function isChecksummedHexAddress(text: string): boolean {
  if (!isHexAddress(text) || !/[a-f]/.test(text) || !/[A-F]/.test(text)) return false;
  const digits = text.slice(2);
  const hash = keccak256(new TextEncoder().encode(digits.toLowerCase()));
  return [...digits].every((digit, index) => {
    const half = ((hash[index >> 1] ?? 0) >> (index % 2 === 0 ? 4 : 0)) & 15;
    return digit === (half >= 8 ? digit.toUpperCase() : digit.toLowerCase());
  });
}

/** An address of any of these kinds whose check sum holds. */
export function isWalletAddress(text: string): boolean {
  return isBase58Address(text) || isBech32Address(text) || isChecksummedHexAddress(text);
}
