import { list, matching, type Detector } from './detector.ts';
import { isHexAddress, isWalletAddress, isWalletKey } from './wallet-checks.ts';

/** Data of crypto wallets. */
export const wallet: readonly Detector[] = [
  {
    id: 'fin.wallet',
    title: "a wallet's address",
    category: 'indirect',
    controls: ['GDPR 4(1)', 'MiCA'],
    names: list(
      'wallet address, crypto address, bitcoin address, btc address, ethereum address, eth address, blockchain address, deposit address',
    ),
    formats: list('eth address, btc address, wallet address'),
    named: (text) => isWalletAddress(text) || isHexAddress(text) || /^[1-9A-HJ-NP-Za-km-z]{25,62}$/.test(text),
    checked: { by: 'Base58Check, Bech32 (BIP 173, 350) or the case of EIP-55', test: isWalletAddress },
    form: isWalletAddress,
    begins: { with: '013LMDT2mnbtlBTL', charsMin: 25, charsMax: 90 },
    isShown: true,
  },
  {
    id: 'sec.wallet-key',
    title: "a wallet's private key",
    category: 'secret',
    controls: ['MiCA'],
    names: list('wallet private key, wif, extended private key, xprv'),
    named: (text) => isWalletKey(text) || /^(?:0x)?[0-9a-f]{64}$/i.test(text),
    checked: { by: 'Base58Check (WIF, BIP 32)', test: isWalletKey },
    form: isWalletKey,
    begins: { with: '5KL9cxyztuv', charsMin: 51, charsMax: 114 },
  },
  {
    id: 'sec.mnemonic',
    title: "a wallet's recovery words",
    category: 'secret',
    controls: ['MiCA'],
    names: list('mnemonic, seed phrase, recovery phrase, mnemonic phrase, recovery words'),
    named: matching(/^[a-z]+(?: [a-z]+){11,23}$/),
  },
];
