import { expect, it } from 'vitest';
import { ownText } from '../../../src/model/own-text.ts';

const key = ['gh', 'p_', 'x7Kq2mV9sT4bN8cR1wZ6yL3fH5jD0gP2aQ8e'].join('');

it.each([
  ['Cards 5425233430109903', 'Cards <PCI.PAN>'],
  ['1 5425233430109903', '1 <PCI.PAN>'],
  ['5425 2334 3010 9903!', '<PCI.PAN>!'],
  [`of ${key}.`, 'of <SEC.PROVIDER>.'],
  ['Orders 1234567890123456', 'Orders 1234567890123456'],
  ['@bank/payments api@bank.example', '@bank/payments api@bank.example'],
  ['A-very-long-title-of-an-API-2026.11.24', 'A-very-long-title-of-an-API-2026.11.24'],
])('%s is shown as %s', (text, shown) => {
  expect(ownText(text)).toBe(shown);
});
