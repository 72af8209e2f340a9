import { list, matching, type Detector } from './detector.ts';
import { isGroupedPan, isPan, isPanSized, isPinBlock, isTrack } from './forms.ts';

const cards = list('card, payment card, credit card, debit card, virtual card, bank card');

/** Data of payment cards (PCI DSS 4.0.1). */
export const pci: readonly Detector[] = [
  {
    id: 'pci.pan',
    title: 'a card number (PAN)',
    category: 'pci',
    controls: ['PCI DSS 3.4.1', 'PCI DSS 3.5.1', 'PCI DSS 4.2.1'],
    names: list(
      'card number, primary account number, fpan, dpan, card no, card num, credit card, cc number, cc num, kartennummer, kreditkartennummer, numero carte, numero de carte, numero tarjeta, numero de tarjeta, numero cartao, numero do cartao, kaartnummer',
    ),
    whole: list('pan, card pan, full pan, pan number, clear pan, plain pan'),
    under: { parents: cards, names: ['number'] },
    except: list(
      'gift, loyalty, membership, library, check, cheque, guarantee, sim, medicare, reward, rewards, insurance, identity',
    ),
    charsMin: 12,
    formats: list('pan, credit card, credit card number, card number, payment card number'),
    named: isPanSized,
    checked: { by: 'Luhn and the issuer ranges of ISO/IEC 7812', test: isPan },
    form: isGroupedPan,
    begins: { with: '23456', charsMin: 17, charsMax: 23 },
    hint: isPan,
    sample: {
      takes: ['4111111111111111', '5555555555554444', '378282246310005', '4111 1111 1111 1111'],
      refuses: ['0000000000000000', '9999999999999999'],
    },
    isNumeric: true,
  },
  {
    id: 'pci.cvv',
    title: 'a card security code',
    category: 'pci-sad',
    controls: ['PCI DSS 3.3.1.2'],
    names: list(
      'cvv, cvv2, cvc, cvc2, cav2, card security code, card verification value, card verification code, card verification number, kartenprufnummer, codigo seguridad, codigo de seguranca, cryptogramme',
    ),
    whole: list('csc, cvv code, cvc code, dcvv, icvv, cvn, cvv number'),
    under: { parents: cards, names: list('security code, cid, code') },
    charsMin: 3,
    formats: list('cvv, cvc'),
    named: matching(/^\d{3,4}$/),
    isNumeric: true,
  },
  {
    id: 'pci.track',
    title: 'magnetic track data',
    category: 'pci-sad',
    controls: ['PCI DSS 3.3.1.1'],
    names: list(
      'track1, track2, track data, track1 data, track2 data, track 1 data, track 2 data, magstripe, magstripe data, magnetic stripe, track 2 equivalent, track2 equivalent data, full track data, emv data, icc data',
    ),
    whole: list('track 1, track 2'),
    named: (text) => isTrack(text) || /^[0-9A-F]{24,}$/i.test(text),
    checked: { by: 'the layout of ISO/IEC 7813', test: isTrack },
    form: isTrack,
    begins: { with: '%B;0123456789', charsMin: 19, charsMax: 200 },
  },
  {
    id: 'pci.pin',
    title: 'a PIN',
    category: 'pci-sad',
    controls: ['PCI DSS 3.3.1.3'],
    names: list('pin block, card pin, atm pin, encrypted pin block, debit pin'),
    whole: list('pin, new pin, old pin, current pin, confirm pin, encrypted pin'),
    charsMin: 4,
    named: (text) => /^\d{4,12}$/.test(text) || isPinBlock(text),
    isNumeric: true,
  },
  {
    id: 'pci.expiry',
    title: 'a card expiry date',
    category: 'pci',
    controls: ['PCI DSS 3.2.1'],
    names: list('card expiry, expiry month, expiry year, exp month, exp year, card expiration, card expiry date'),
    under: { parents: cards, names: list('expiry, expiration, exp, expiry date, expiration date, valid thru') },
    named: matching(/^\d{1,4}(?:[/-]\d{1,4}(?:[/-]\d{1,2})?)?$/),
    isNumeric: true,
  },
  {
    id: 'pci.holder',
    title: "a cardholder's name",
    category: 'pci',
    controls: ['PCI DSS 3.2.1'],
    names: list('cardholder name, card holder name, card holder, cardholder, name on card, karteninhaber'),
    named: matching(/\p{L}{2}/u),
  },
  {
    id: 'pci.token',
    title: 'a token of a card',
    category: 'technical',
    controls: ['PCI DSS 12.5.2'],
    names: list('card token, network token, token pan, payment token, card fingerprint'),
    named: anyToken,
    isShown: true,
  },
  {
    id: 'pci.bin',
    title: "an issuer's prefix (BIN)",
    category: 'technical',
    controls: ['PCI DSS 12.5.2'],
    names: list('card bin, issuer identification number, bank identification number'),
    whole: list('iin, bin number'),
    under: { parents: cards, names: list('bin, iin') },
    named: matching(/^\d{6,8}$/),
    isNumeric: true,
    isShown: true,
  },
];

function anyToken(text: string): boolean {
  return text.length >= 8 && !/\s/.test(text);
}
