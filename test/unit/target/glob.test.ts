import { expect, it } from 'vitest';
import { matchesAny } from '../../../src/target/glob.ts';

it.each([
  ['POST /admin/reset', 'POST', '/admin/reset', true],
  ['post /admin/reset', 'POST', '/admin/reset/', true],
  ['POST /admin/reset', 'GET', '/admin/reset', false],
  ['* /admin/*', 'DELETE', '/admin/users/{id}', true],
  ['* /admin/*', 'DELETE', '/administrators', false],
  ['GET /rates*', 'GET', '/rates', true],
  ['DELETE /cards/{id}', 'DELETE', '/cards/{cardId}', true],
  ['GET /a*b*c', 'GET', '/a-b-c', true],
  ['GET /a*bc', 'GET', '/abc', true],
  ['GET /ab*bc', 'GET', '/abc', false],
  ['GET /v1/cards', 'GET', '/cards', true],
  ['GET /c.rds', 'GET', '/cards', false],
])('%s and %s %s: %s', (glob, method, ...[path, wanted]) => {
  const servers = [
    { url: '/v1', resolvedUrl: '/v1', at: { source: '', path: '' }, level: 'api', variables: [] },
  ] as const;
  expect(matchesAny([glob], { method, path, servers })).toBe(wanted);
});

it('comes to an end with many stars', () => {
  const call = { method: 'GET', path: `/${'a'.repeat(50_000)}` };
  expect(matchesAny([`GET /${'*a'.repeat(5_000)}b`], call)).toBe(false);
  expect(matchesAny([`GET /${'*a'.repeat(5_000)}`], call)).toBe(true);
});
