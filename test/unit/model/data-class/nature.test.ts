import { expect, it } from 'vitest';
import { classifyValue } from '../../../../src/model/data-class/classify.ts';
import { isMasked, natureOf } from '../../../../src/model/data-class/nature.ts';

it.each([
  '**** 1234',
  '**** **** **** 1234',
  '4111 11XX XXXX 1111',
  '411111******1111',
  '411111XXXXXX1111',
  '411111...1111',
  '•••• 1234',
  '**1234',
  '...1234',
  'XXX-XX-1234',
  '***-**-1234',
  'GB82 **** **** 5432',
  '[REDACTED]',
  'j***@e***.com',
])('%s is masked', (value) => expect(isMasked(value)).toBe(true));

it.each(['4929 1033 8177 2046', 'xx-large', 'Texas', 'maxxxx'.slice(0, 5), '1234', 'removed the card', 'a...b'])(
  '%s is not',
  (value) => expect(isMasked(value)).toBe(false),
);

it.each([
  ['pci.pan', '4242 4242 4242 4242'],
  ['pci.pan', '3782-822463-10005'],
  ['pci.pan', '5555444433331111'],
  ['fin.iban', 'GB33 BUKB 2020 1555 5555 55'],
  ['id.ssn', '078-05-1120'],
  ['id.cpf', '123.456.789-09'],
  ['id.gstin', '27AAPFU0939F1ZV'],
  ['pii.email', 'jane@example.org'],
  ['pii.phone', '+1 202 555 0143'],
])('%s %s is a test value', (id, value) => expect(natureOf(id, value)).toBe('test'));

it('a value says by what it was told and how sure that is', () => {
  const said = (name: string, value: string): unknown => {
    const { dataClass, evidence, certainty, nature } = classifyValue(name, value) ?? {};
    return [dataClass?.id, evidence, certainty, nature];
  };
  expect(said('cpf', '390.533.447-05')).toEqual(['id.cpf', ['name', 'value'], 'proven', 'real']);
  // One digit off: under its name it is hidden all the same, and nothing is proven.
  expect(said('cpf', '390.533.447-06')).toEqual(['id.cpf', ['name', 'value'], 'firm', 'real']);
  expect(said('note', '390.533.447-05')).toEqual(['id.cpf', ['value'], 'firm', 'real']);
  expect(said('note', '39053344705')).toEqual([undefined, undefined, undefined, undefined]);
  expect(said('pan', '4111 11XX XXXX 1111')).toEqual(['pci.pan', ['name'], 'firm', 'masked']);
  expect(said('address', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq')).toEqual([
    'fin.wallet',
    ['value'],
    'firm',
    'real',
  ]);
});
