import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyValue, suspectedValue } from '../../../src/model/data-class/classify.ts';
import { isMomentOrUuid } from '../../../src/model/data-class/forms.ts';
import { glance, Glance } from '../../../src/model/redact/glance.ts';
import { Harmless } from '../../../src/model/redact/harmless.ts';
import { Pass } from '../../../src/model/redact/pass.ts';
import { maskUnclear } from '../../../src/model/redact/text.ts';
import { createRedactor } from '../../../src/model/redact.ts';
import { createVault, isTelling } from '../../../src/model/vault.ts';
import { json, redacted } from './raw-exchange.ts';

/** Pieces of what the patterns look for, and what stands between them. */
const pieces = [
  'Bearer ',
  'basic\t',
  'token',
  'apikey ',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.abc',
  'ada@bank.co',
  'pin=4711',
  '"cvv": "123"',
  '<Pan>4539578763621486</Pan>',
  '4539578763621486',
  '4539 5787 6362 1486',
  '123-45-6789',
  'GB82WEST12345698765432',
  'https://u:p4ssw0rd@host.example/',
  'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  '-----BEGIN PRIVATE KEY-----MIIE',
  ' ',
  '-',
  "'",
  'über',
  'Zk9xQ2v7Lm',
  'the lazy dog',
  '48213',
];
const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), { maxLength: 6 });
const letters = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJ '-"), maxLength: 15 });

describe('a glance at a text', () => {
  test('calls no text plain in which the patterns find anything', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('');
        if (glance(text) === Glance.unclear) return;
        const pass = new Pass(createVault(), new Set());
        expect(maskUnclear(text, pass, { in: 'response', place: 'body', name: '' })).toBe(text);
      }),
      { numRuns: 3_000 },
    );
  });

  test('calls words what is of no class by itself and what nobody looks for', () => {
    fc.assert(
      fc.property(letters, (text) => {
        if (glance(text) !== Glance.words) return;
        expect(classifyValue('', text)).toBeUndefined();
        expect(isTelling(text)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
    expect(glance('Coffee')).toBe(Glance.words);
    expect(glance('in_transit')).toBe(Glance.plain);
    expect(glance('over the lazy dog')).toBe(Glance.words);
    expect(glance('my token abcdefgh')).toBe(Glance.unclear);
  });
});

test('times and UUIDs are of no class by their form', () => {
  const moment = fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => date.toISOString());
  fc.assert(
    fc.property(fc.oneof(moment, fc.uuid()), (text) => {
      expect(isMomentOrUuid(text)).toBe(true);
      expect(classifyValue('', text)).toBeUndefined();
      expect(suspectedValue('', text)).toBeUndefined();
    }),
    { numRuns: 3_000 },
  );
});

describe('texts that are remembered as harmless', () => {
  test('are known under their name alone', () => {
    const harmless = new Harmless();
    harmless.add('user-agent', 'curl/8');
    expect(harmless.has('user-agent', 'curl/8')).toBe(true);
    expect(harmless.has('x-note', 'curl/8')).toBe(false);
  });

  test('are hidden all the same once they are known', () => {
    const redactor = createRedactor();
    const headers = [['x-note', 'plum-tree-7-orchard']] as const;
    expect(redacted({ headers }, redactor).request.headers).toEqual(headers);
    const login = redacted({ headers, body: json({ password: 'plum-tree-7-orchard' }) }, redactor);
    expect(login.request.headers).toEqual([['x-note', '<SEC.PASSWORD:1>']]);
    expect(redacted({ headers }, redactor).request.headers).toEqual([['x-note', '<SEC.PASSWORD:1>']]);
  });

  test('go when a stranger brings too many', () => {
    const harmless = new Harmless();
    harmless.add('x', 'first');
    for (let index = 0; index < 4_000; index += 1) harmless.add('x', `text ${index}`);
    expect(harmless.has('x', 'first')).toBe(false);
  });
});
