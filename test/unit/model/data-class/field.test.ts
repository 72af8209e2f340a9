import { describe, expect, it } from 'vitest';
import { classifyField, type Field } from '../../../../src/model/data-class/field.ts';

const field = (part: Partial<Field> & { readonly name: string }): string | undefined => {
  const found = classifyField({ parent: '', isClosed: false, values: [], types: ['string'], ...part });
  return found === undefined ? undefined : `${found.dataClass.id} ${found.certainty} ${found.evidence.join('+')}`;
};

describe('what a document says of one field', () => {
  it('by name, format, pattern and example, each alone and together', () => {
    expect(field({ name: 'cardNumber' })).toBe('pci.pan tentative name');
    expect(field({ name: 'contact', format: 'email' })).toBe('pii.email firm format');
    expect(field({ name: 'x', pattern: '^[A-Z]{5}[0-9]{4}[A-Z]$' })).toBe('id.pan-in tentative pattern');
    expect(field({ name: 'x', values: ['DE89370400440532013000'] })).toBe('fin.iban tentative example');
    expect(field({ name: 'pan', pattern: '^[0-9]{13,19}$' })).toBe('pci.pan firm name+pattern');
    expect(field({ name: 'cardNumber', format: 'credit-card', values: ['4111111111111111'] })).toBe(
      'pci.pan firm name+format+example',
    );
    expect(field({ name: 'number', parent: 'Card' })).toBe('pci.pan tentative name');
    expect(field({ name: 'secret', format: 'password' })).toBe('sec.secret firm name+format');
  });

  it('by default, enum and const as by examples', () => {
    expect(field({ name: 'x', isClosed: true, values: ['GB82WEST12345698765432'] })).toBeUndefined();
    expect(field({ name: 'iban', values: ['GB82WEST12345698765432'] })).toBe('fin.iban firm name+example');
  });

  it.each<[string, Partial<Field> & { readonly name: string }]>([
    ['a flag', { name: 'email', types: ['boolean'] }],
    ['an object', { name: 'creditCard', types: ['object'] }],
    ['an id that may be an object', { name: 'authorization', types: ['string', 'object'] }],
    ['a closed list', { name: 'password', isClosed: true, values: ['weak', 'strong'] }],
    ['an id', { name: 'accountNumber', format: 'uuid' }],
    ['an address', { name: 'passport', values: ['https://bank.test/passports/1'] }],
    ['a number of a class that has letters', { name: 'iban', types: ['integer'] }],
    ['too short', { name: 'cvv', maxLength: 1 }],
    ['the result of a check', { name: 'lastName', description: 'The raw last name validation result.' }],
    ['an object in a path', { name: 'authorization', place: 'path' }],
    ['an identifier', { name: 'auth_token', description: 'Globally unique identifier.' }],
    ['a pattern for any number', { name: 'x', pattern: '^[0-9]+$' }],
    ['sixteen digits of anything', { name: 'x', pattern: '^[0-9]{16}$' }],
    ['a pattern for anything', { name: 'x', pattern: '.*' }],
    ['a name of a repository', { name: 'full_name', values: ['octocat/Hello-World'] }],
  ])('%s is nothing', (_what, part) => expect(field(part)).toBeUndefined());

  it('tells the two kinds of PAN apart', () => {
    expect(field({ name: 'pan', pattern: '^[A-Z]{5}[0-9]{4}[A-Z]$' })).toContain('id.pan-in');
    expect(field({ name: 'pan', values: ['ABCPD1234E'] })).toContain('id.pan-in');
  });

  it('a hostile pattern is left after some steps', () => {
    expect(field({ name: 'pan', pattern: `^(${'a?'.repeat(200)})+$` })).toBe('pci.pan tentative name');
    expect(field({ name: 'pan', pattern: '(((' })).toBe('pci.pan tentative name');
  });
});
