import { expect, it } from 'vitest';
import { isRandomRun } from '../../../src/model/random-name.ts';
import { Veil } from '../../../src/report/veil.ts';

it.each([
  '5b8f1c7e9a2d4460b3f6',
  '507f1f77bcf86cd799439011',
  '3fa85f6457174562b3fc2c963f66afa6',
  'x7Kq2mV9sT4bN8cR1wZ6yL3fH5jD0gP2aQ8e',
])('%s was made by a generator', (run) => {
  expect(isRandomRun(run)).toBe(true);
});

it.each([
  'getAccountsByIdV2ResponseListOf2023',
  'oauth2ClientCredentials2Flow3Legged',
  'AwsS3BucketV4SignedUrlRequestSha256Header',
  'Iso20022Pacs008Message001Version08',
  '12345678901234567890123',
  'createVirtualAccountTransactionRequestBody',
])('%s is a name', (name) => {
  expect(isRandomRun(name)).toBe(false);
  expect(new Veil().name(`GET /${name}/{id}`)).toBe(`GET /${name}/{id}`);
});

it('a digest stays in a sentence unless a name is one', () => {
  const veil = new Veil();
  const print = '1ebd445e3fcebda14d2e56bbdf1c28cf';
  expect(veil.text(`replay ${print}`)).toBe(`replay ${print}`);
  expect(veil.name(`/hooks/${print}`)).toBe('/hooks/<OPAQUE>');
  expect(veil.text(`"${print}" is not used`)).toBe('"<OPAQUE>" is not used');
});

it('a pointer is looked at key by key', () => {
  expect(new Veil().pointer('/paths/~1cards~15425233430109903~1x/get')).toBe('/paths/~1cards~1<PCI.PAN>~1x/get');
  expect(new Veil().pointer('')).toBe('');
});
