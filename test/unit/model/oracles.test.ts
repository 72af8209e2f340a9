/** Own checksums against libraries that others keep: the same answer on whatever is made up. */
import { number as cardNumber } from 'card-validator';
import { assert, constantFrom, nat, property, string, type Arbitrary } from 'fast-check';
import { isValidIBAN } from 'ibantools';
import { stdnum } from 'stdnum';
import { expect, test } from 'vitest';
import validator from 'validator';
import { passesAba, passesLuhn, passesMod97, passesVerhoeff } from '../../../src/model/data-class/checksums.ts';
import { isAadhaar, isIban, isNino, isPan, isSsn } from '../../../src/model/data-class/forms.ts';

const digits = (min: number, max = min): Arbitrary<string> =>
  string({ unit: constantFrom(...'0123456789'), minLength: min, maxLength: max });

test('Luhn, as validator has it', () => {
  assert(
    property(digits(13, 19), (text) => {
      expect(passesLuhn(text)).toBe(validator.isLuhnNumber(text));
    }),
  );
});

test('what we call a card number, card-validator does not refuse', () => {
  assert(
    property(constantFrom('4', '51', '2221', '34', '6011', '3528'), digits(15), (issuer, rest) => {
      const length = issuer === '34' ? 15 : 16;
      const body = (issuer + rest).slice(0, length - 1);
      const check = [...'0123456789'].find((digit) => passesLuhn(body + digit)) ?? '';
      expect(isPan(body + check)).toBe(true);
      expect(cardNumber(body + check).isPotentiallyValid).toBe(true);
    }),
  );
});

test('mod 97, as ibantools has it', () => {
  const countries = { GB: 'NWBK', DE: '', NL: 'ABNA', FR: '' } as const;
  const lengths = { GB: 14, DE: 18, NL: 10, FR: 23 } as const;
  assert(
    property(constantFrom('GB', 'DE', 'NL', 'FR' as const), digits(2), digits(23), (country, check, account) => {
      const text = `${country}${check}${countries[country]}${account.slice(0, lengths[country])}`;
      // ibantools also checks the national digits of France, which ISO 13616 leaves to the country.
      if (isValidIBAN(text)) expect(isIban(text)).toBe(true);
      if (country !== 'FR') expect(isIban(text)).toBe(isValidIBAN(text));
    }),
    { numRuns: 2_000 },
  );
  expect(passesMod97('GB82WEST12345698765432')).toBe(true);
});

test('ABA: published numbers pass, and no single digit may be another', () => {
  const published = ['021000021', '026009593', '121000248', '111000025', '322271627'];
  expect(published.every(passesAba)).toBe(true);
  assert(
    property(constantFrom(...published), nat(8), nat(9), (number, at, digit) => {
      const changed = number.slice(0, at) + String(digit) + number.slice(at + 1);
      expect(passesAba(changed)).toBe(changed === number);
    }),
  );
});

test('Verhoeff and Aadhaar, as stdnum has them', () => {
  const aadhaar = stdnum['IN']?.['aadhaar'];
  assert(
    property(digits(12), (text) => {
      if (aadhaar?.validate(text).isValid === true) {
        expect(passesVerhoeff(text)).toBe(true);
        expect(isAadhaar(text)).toBe(true);
      }
    }),
    { numRuns: 5_000 },
  );
});

test.each(['AB123456C', 'QQ123456C', 'AB 12 34 56 C', 'BG123456A', 'AO123456A', 'AB123456E'])(
  '%s as a NINO, as stdnum has it',
  (text) => {
    const nino = stdnum['GB']?.['nino'];
    if (isNino(text)) expect(nino?.validate(text).isValid).toBe(true);
  },
);

test('a social security number that we take, stdnum takes', () => {
  const ssn = stdnum['US']?.['ssn'];
  assert(
    property(digits(3), digits(2), digits(4), (area, group, serial) => {
      const text = `${area}-${group}-${serial}`;
      if (isSsn(text) && !['078-05-1120', '457-55-5462', '219-09-9999'].includes(text))
        expect(ssn?.validate(text).isValid).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
