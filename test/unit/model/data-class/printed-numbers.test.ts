/** Numbers that registers and offices print, where no library checks them all. */
import { describe, expect, it } from 'vitest';
import { isBic, isDea, isLei, isMbi, isMrz, isNpi, isVin } from '../../../../src/model/data-class/bank-checks.ts';
import { isNhs } from '../../../../src/model/data-class/european-checks.ts';
import { isIban } from '../../../../src/model/data-class/forms.ts';
import { passesLuhn } from '../../../../src/model/data-class/checksums.ts';
import { published } from '../../../../src/model/data-class/published.ts';
import * as world from '../../../../src/model/data-class/world-checks.ts';

describe('numbers that offices print as examples', () => {
  it.each([
    ['VIN', isVin, '1HGCM82633A004352'],
    ['VIN with X', isVin, '1M8GDM9AXKP042788'],
    ['LEI', isLei, '5493001KJTIIGC8Y1R12'],
    ['NPI', isNpi, '1234567893'],
    ['DEA', isDea, 'AB1234563'],
    ['MBI', isMbi, '1EG4-TE5-MK73'],
    ['NHS', isNhs, '943 476 5919'],
    ['NRIC', world.isNric, 'S1234567D'],
    ['FIN', world.isNric, 'G1234567X'],
    ['passport', isMrz, 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
    ['identity card', isMrz, 'I<UTOD231458907<<<<<<<<<<<<<<<'],
    ['BIC', isBic, 'DEUTDEFF500'],
  ] as const)('%s holds and breaks with any one digit', (_name, test, good) => {
    expect(test(good)).toBe(true);
    if (test === isMbi || test === isBic) return;
    const changed = [...good].flatMap((character, index) =>
      /\d/.test(character) ? [good.slice(0, index) + ((Number(character) + 1) % 10) + good.slice(index + 1)] : [],
    );
    // What no check covers may be another: an identity card's kind of document, a sequence within itself.
    expect(changed.filter(test)).toEqual([]);
  });

  it('of tax offices are told apart by their prefixes', () => {
    expect(world.isItin('912-70-1234')).toBe(true);
    expect(world.isItin('912-49-1234')).toBe(false);
    expect(world.isEin('12-3456789')).toBe(true);
    expect(world.isEin('07-3456789')).toBe(false);
    expect(world.isIfsc('SBIN0005943')).toBe(true);
    expect(isBic('displayName')).toBe(false);
  });
});

/** Placeholders of documents that pass no check sum, and are well known as such. */
const placeholders = ['4000000000000000', '4111111111111'];

it('published test numbers are spelt right: cards pass Luhn, IBANs mod 97', () => {
  const cards = [...published].filter((number) => /^[2-6]\d{12,18}$/.test(number) && !placeholders.includes(number));
  expect(cards.length).toBeGreaterThan(100);
  // Eighteen digits are a CLABE, and twelve or thirteen of those that begin with 7 an AHV number.
  expect(cards.filter((number) => !passesLuhn(number))).toEqual([]);
  const ibans = [...published].filter((number) => /^[A-Z]{2}\d\d[A-Z0-9]{11,}$/.test(number));
  expect(ibans.length).toBeGreaterThan(40);
  expect(ibans.filter((number) => !isIban(number))).toEqual([]);
});
