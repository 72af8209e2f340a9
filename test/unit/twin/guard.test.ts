import { describe, expect, it } from 'vitest';
import { fitting, reply, signedIn, type Ask } from '../../../src/twin/index.ts';

const ask: Ask = {
  method: 'GET',
  params: {},
  query: new URLSearchParams(),
  url: '/',
  path: '/',
  headers: {},
  cookies: {},
  text: '',
  body: {},
  json: undefined,
  token: '',
};

describe('fitting', () => {
  it('takes what the shape names and leaves the rest', () => {
    const body = { label: 'x', cents: 3, role: 'admin' };
    expect(fitting(body, { label: 'string', cents: 'integer' })).toEqual({ label: 'x', cents: 3 });
  });

  it('lets out what may be left out, and nothing else', () => {
    expect(fitting({ label: 'x' }, { label: 'string', note: 'string?' })).toEqual({ label: 'x' });
    expect(fitting({ label: 'x' }, { label: 'string', note: 'string' })).toBeUndefined();
  });

  it.each([
    ['string', 3],
    ['string?', null],
    ['integer', 1.5],
    ['integer', '3'],
    ['number', '3'],
    ['boolean', 'true'],
    ['array', { 0: 'a' }],
    ['object', ['a']],
    ['object', null],
  ] as const)('refuses what is no %s: %j', (kind, value) => {
    expect(fitting({ value }, { value: kind })).toBeUndefined();
  });
});

describe('signedIn', () => {
  const route = signedIn(({ user }) => reply(200, { name: user.name }), reply(422, { error: 'who' }));

  it('answers a known caller, and refuses in the words given', () => {
    expect(route({ ...ask, user: { name: 'ann' } })).toEqual({ status: 200, json: { name: 'ann' } });
    expect(route(ask)).toEqual({ status: 422, json: { error: 'who' } });
  });
});
