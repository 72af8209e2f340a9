import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import validator from 'validator';
import { keccak256, sha256 } from '../../../../src/model/data-class/hash.ts';
import {
  isBase58Address,
  isBech32Address,
  isChecksummedHexAddress,
  isHexAddress,
  isWalletAddress,
  isWalletKey,
} from '../../../../src/model/data-class/wallet-checks.ts';
import { Random } from '../../../../scripts/random.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it('SHA-256 and the sponge of SHA-3, as node:crypto has them, over all lengths of two blocks', () => {
  const random = new Random(7);
  for (let length = 0; length < 280; length += 1) {
    const bytes = Uint8Array.from({ length }, () => random.below(256));
    expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(hex(keccak256(bytes, 0x06))).toBe(createHash('sha3-256').update(bytes).digest('hex'));
  }
});

// The examples of BIP 173, BIP 350, EIP 55, BIP 32 and of Bitcoin's first block.
const addresses = [
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  '3P14159f73E4gFr7JterCCQh9QjiTjiZrG',
  'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
];

it.each(addresses)('%s holds, and no character may be another', (address) => {
  expect(isWalletAddress(address)).toBe(true);
  if (isBase58Address(address) || isBech32Address(address))
    expect(validator.isBtcAddress(address) || address.startsWith('tb1')).toBe(true);
  else expect(validator.isEthereumAddress(address)).toBe(true);
  for (let index = 4; index < address.length; index += 1) {
    const other = address.charAt(index) === 'a' ? 'c' : 'a';
    expect(isWalletAddress(address.slice(0, index) + other + address.slice(index + 1)), String(index)).toBe(false);
  }
});

it('keys are told from addresses, and hexadecimal without both cases proves nothing', () => {
  const key = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ';
  const extended =
    'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi';
  expect([isWalletKey(key), isWalletKey(extended), isWalletAddress(key)]).toEqual([true, true, false]);
  expect(isWalletKey(key.replace('5Hue', '5Huf'))).toBe(false);
  const lower = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed';
  expect([isHexAddress(lower), isChecksummedHexAddress(lower)]).toEqual([true, false]);
});

it('two thousand made-up texts of the right letters are none', () => {
  const random = new Random(58);
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  for (let run = 0; run < 2_000; run += 1) {
    const text = `1${Array.from({ length: 33 }, () => random.of(letters)).join('')}`;
    expect(isWalletAddress(text), text).toBe(false);
  }
});
