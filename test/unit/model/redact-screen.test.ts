import { describe, expect, it } from 'vitest';
import { classifyValue, suspectedValue } from '../../../src/model/data-class/classify.ts';
import { Loose } from '../../../src/model/redact/loose.ts';
import { Needles } from '../../../src/model/redact/needles.ts';
import { Screen } from '../../../src/model/redact/screen.ts';
import { isTelling } from '../../../src/model/vault.ts';
import { answer, json, redacted } from './raw-exchange.ts';

const values = [
  'p4ss99',
  'k7-key-9',
  'abcdefghij1',
  'abcdefghijk1',
  '4111111111111111',
  'GB29NWBK60161331926819',
  'käse–😀9',
];

describe('What tells that no known value is in a text', () => {
  it.each(values)('lets none by, wherever it stands: %s', (value) => {
    const screen = new Screen(14);
    const needles = new Needles();
    screen.add(value);
    needles.add(value);
    for (let lead = 0; lead < 40; lead += 1) {
      const text = `${'-'.repeat(lead)}${value}${'-'.repeat(lead % 7)}`;
      expect(screen.mayHold(text)).toBe(true);
      expect(needles.find(text)).toEqual([{ start: lead, end: lead + value.length, value }]);
    }
  });

  it('spares texts without one', () => {
    const screen = new Screen(14);
    for (const value of values) screen.add(value);
    expect(screen.mayHold('2026-11-28T13:17:00Z')).toBe(false);
    expect(screen.mayHold('p4ss')).toBe(false);
    screen.clear();
    for (const value of values) expect(screen.mayHold(value)).toBe(false);
  });

  it('forgets the values of one exchange before the next', () => {
    const first = new Loose();
    first.set('4111111111111111', '<PCI.PAN:0>');
    expect(first.sweep('a 4111111111111111 b')).toBe('a <PCI.PAN:0> b');
    first.clear();
    const second = new Loose();
    second.set('p4ssw0rd-77', '<SEC.PASSWORD:0>');
    expect(second.sweep('4111111111111111 p4ssw0rd-77')).toBe('4111111111111111 <SEC.PASSWORD:0>');
    expect(first.isIn('4111111111111111')).toBe(false);
  });
});

describe('Numbers of eight characters or fewer without a telling name', () => {
  it.each([0, 7, -1, 12.5, 99_999_999, -9_999_999, 99_999.99, -9_999.99, 123_456, 1_234_567])(
    'are no data: %d',
    (value) => {
      const text = String(value);
      expect(text.length).toBeLessThanOrEqual(8);
      expect(classifyValue('', text)).toBeUndefined();
      expect(suspectedValue('', text)).toBeUndefined();
      expect(isTelling(text)).toBe(false);
    },
  );
});

describe('A body whose values become known late', () => {
  it('holds none of them, in its JSON nor its text', () => {
    const { request, response } = redacted({
      body: json({ note: 'for 9988776655x', n: [998877665544] }),
      response: answer({ password: '9988776655x', accountNumber: 998877665544 }),
    });
    expect(request.body?.json).toEqual({ note: 'for <SEC.PASSWORD:1>', n: ['<FIN.ACCOUNT:1>'] });
    expect(request.body?.text).toBe(JSON.stringify(request.body?.json));
    expect(response?.body?.text).toBe('{"password":"<SEC.PASSWORD:1>","accountNumber":"<FIN.ACCOUNT:1>"}');
  });
});
