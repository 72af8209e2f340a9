import { describe, expect, it } from 'vitest';
import { passesAba, passesLuhn, passesMod97, passesVerhoeff } from '../../../src/model/data-class/checksums.ts';
import { classifyName, classifyValue, dataClasses, suspectedValue } from '../../../src/model/data-class/classify.ts';

const named = (name: string, ...parents: string[]): string | undefined => classifyName(name, parents)?.id;
const valued = (name: string, value: string, ...parents: string[]): string | undefined => {
  const found = classifyValue(name, value, parents);
  return found === undefined ? undefined : `${found.dataClass.id} ${found.nature}`;
};

/** A card number that no network publishes: its check digit is worked out here. */
function card(prefix: string): string {
  for (let digit = 0; digit < 10; digit += 1) if (passesLuhn(prefix + digit)) return prefix + digit;
  throw new Error('unreachable');
}
const pan = card('492910338177204');

describe('checksums', () => {
  it('accept published numbers and refuse each of them with one digit changed', () => {
    const cases = [
      [passesLuhn, '4111111111111111'],
      [passesAba, '021000021'],
      [passesMod97, 'GB82WEST12345698765432'],
      // UIDAI publishes none; Verhoeff's own example is 236 with check digit 3.
      [passesVerhoeff, '2363'],
    ] as const;
    for (const [passes, good] of cases) {
      expect(passes(good), good).toBe(true);
      for (let index = 0; index < good.length; index += 1) {
        const digit = good[index] ?? '';
        if (!/\d/.test(digit)) continue;
        const bad = good.slice(0, index) + ((Number(digit) + 1) % 10) + good.slice(index + 1);
        expect(passes(bad), bad).toBe(false);
      }
    }
  });
});

describe('names', () => {
  it.each([
    ['pan', 'pci.pan'],
    ['cardNumber', 'pci.pan'],
    ['card_number', 'pci.pan'],
    ['CARDNUMBER', 'pci.pan'],
    ['customerCardNumber', 'pci.pan'],
    ['card-number', 'pci.pan'],
    ['virtualCardNumber', 'pci.pan'],
    ['CVV2', 'pci.cvv'],
    ['cardCvc', 'pci.cvv'],
    ['track2Data', 'pci.track'],
    ['pinBlock', 'pci.pin'],
    ['newPin', 'pci.pin'],
    ['debtorIban', 'fin.iban'],
    ['routing_number', 'fin.aba'],
    ['accountNumber', 'fin.account'],
    ['ssn', 'id.ssn'],
    ['nationalInsuranceNumber', 'id.nino'],
    ['aadhaar_number', 'id.aadhaar'],
    ['emailAddress', 'pii.email'],
    ['msisdn', 'pii.phone'],
    ['userPassword', 'sec.password'],
    ['passwordHash', 'sec.hash'],
    ['refresh_token', 'sec.token'],
    ['clientSecret', 'sec.secret'],
    ['X-Api-Key', 'sec.apikey'],
    ['dateOfBirth', 'pii.dob'],
    ['totp_secret', 'sec.otp-seed'],
  ])('%s is %s', (name, id) => expect(named(name)).toBe(id));

  it.each(
    'panToken cardNumberHash maskedPan last4 ssnLast4 cvcCheck pinRequired hasPassword passwordUpdatedAt tokenId nextPageToken cardId spinner pincode accountSid sid company span ibanCountry emailVerified passwordPolicy requestToken'.split(
      ' ',
    ),
  )('%s is nothing', (name) => expect(named(name)).toBeUndefined());

  it('that say little alone say it below a parent', () => {
    expect(named('number', 'card')).toBe('pci.pan');
    expect(named('number', 'invoice')).toBeUndefined();
    expect(named('token')).toBe('sec.token');
    expect(named('token', 'paymentMethod')).toBeUndefined();
  });
});

describe('values', () => {
  it('of card numbers need a name, or the groups of a card', () => {
    expect(valued('pan', pan)).toBe('pci.pan real');
    expect(valued('cardNumber', `${pan.slice(0, 15)}x`)).toBeUndefined();
    expect(valued('reference', pan)).toBeUndefined();
    expect(valued('note', pan.replace(/(\d{4})(?=\d)/g, '$1 '))).toBe('pci.pan real');
    expect(suspectedValue('reference', pan)?.id).toBeUndefined();
    expect(suspectedValue('payload', pan)?.id).toBe('pci.pan');
    expect(suspectedValue('transactionId', pan)).toBeUndefined();
  });

  it('that sandboxes made up are card numbers all the same where the name says so', () => {
    const wrong = pan.slice(0, 15) + ((Number(pan[15]) + 1) % 10);
    expect(passesLuhn(wrong)).toBe(false);
    expect(valued('card_number', wrong)).toBe('pci.pan real');
  });

  it('that everybody knows are test data, and masked ones masked', () => {
    expect(valued('pan', '4111 1111 1111 1111')).toBe('pci.pan test');
    expect(valued('pan', '411111******1111')).toBe('pci.pan masked');
    expect(valued('iban', 'DE89 3704 0044 0532 0130 00')).toBe('fin.iban test');
    expect(valued('email', 'jane@example.com')).toBe('pii.email test');
    expect(valued('email', 'jane@bank.de')).toBe('pii.email real');
    expect(valued('password', '[REDACTED]')).toBe('sec.password masked');
  });

  it('tell the two kinds of PAN apart', () => {
    expect(valued('pan', 'BNZPM2501F')).toBe('id.pan-in real');
  });

  it('of a form that is hardly ever met by chance need no name', () => {
    const jwt = `${btoa('{"alg":"HS256"}').replace(/=/g, '')}.${btoa('{"sub":"1"}').replace(/=/g, '')}.c2ln`;
    expect(valued('x', jwt)).toBe('sec.jwt real');
    expect(valued('x', '536-22-1234')).toBe('id.ssn real');
    expect(valued('x', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW')).toBe('sec.hash real');
    expect(valued('x', 'AKIAQWERTYUIOPASDFGH')).toBe('sec.provider real');
  });

  it('of ordinary APIs are nothing', () => {
    const ordinary = {
      id: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
      createdAt: '2026-01-31T10:00:00Z',
      ts: '1700000000000',
      amount: '129900',
      currency: 'EUR',
      pin: 'true',
      cvv: 'pass',
      token: 'tok_1NirD82eZvKYlo2C',
      status: 'ACTIVE',
      url: 'https://www.linkedin.com/in/x',
      version: '1.2.3.4',
      displayName: 'Everyday account',
      etag: '"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    };
    for (const [name, value] of Object.entries(ordinary)) expect(valued(name, value), name).toBeUndefined();
  });
});

describe('the table', () => {
  it('has ids that make tags', () => {
    expect(dataClasses.size).toBeGreaterThanOrEqual(35);
    for (const id of dataClasses.keys()) expect(id).toMatch(/^[a-z]{2,4}\.[a-z0-9-]{2,20}$/);
  });

  it('comes to an end with hostile values', () => {
    const hostile = ['a@', 'eyJ', '1 ', '-----BEGIN ', '$2b$', 'A1', 'x-', '+1 ', '%B1'].map((part) =>
      part.repeat(4_000),
    );
    for (const value of hostile) {
      for (const length of [100, 1_000, 8_000]) expect(classifyValue('note', value.slice(0, length))).toBeUndefined();
      const classes = [...dataClasses.keys()].filter((id) => classifyValue(id, value.slice(0, 8_000)) !== undefined);
      expect(classes.length, value.slice(0, 9)).toBeLessThan(5);
    }
  });
});
