import { describe, expect, it } from 'vitest';
import type { ApiModel, AuthScheme, OAuthFlow, Operation } from '../../../src/model/api.ts';
import { authCause, authText, compareAuth } from '../../../src/model/effective-auth.ts';

const at = { source: 'openapi.yaml', path: '' };
const place = (path: string) => ({ source: 'openapi.yaml', path });

function scheme(name: string, rest: Partial<AuthScheme>): AuthScheme {
  return { name, at, kind: 'http', flows: [], raw: {}, ...rest };
}
function oauth(name: string, flows: readonly Partial<OAuthFlow>[]): AuthScheme {
  const whole = flows.map((flow): OAuthFlow => ({ kind: 'authorizationCode', at, scopes: [], ...flow }));
  return scheme(name, { kind: 'oauth2', flows: whole });
}
const code = { authorizationUrl: 'https://id.example.com/a', tokenUrl: 'https://id.example.com/t' };
const schemes = [
  oauth('oauth', [code]),
  scheme('bearer', { httpScheme: 'bearer' }),
  scheme('basic', { httpScheme: 'basic' }),
  scheme('mtls', { kind: 'mutualTLS' }),
  scheme('key', { kind: 'apiKey', in: 'header', parameterName: 'X-Key' }),
  scheme('mfa', { kind: 'apiKey', in: 'header', parameterName: 'X-MFA' }),
  scheme('queryKey', { kind: 'apiKey', in: 'query', parameterName: 'key' }),
];

function api(list: readonly AuthScheme[] = schemes): ApiModel {
  return {
    name: 'cards',
    title: 'Cards',
    version: '1',
    dialect: '3.1',
    at,
    operations: [],
    hooks: [],
    schemas: new Map(),
    authSchemes: new Map(list.map((each) => [each.name, each])),
    servers: [],
    sources: new Map(),
    extensions: {},
    unread: [],
    faults: [],
  };
}

/** `oauth:read,write+mfa | key`; `-` is anonymous. */
function operation(text: string, from: Operation['authFrom'] = 'operation'): Operation {
  const auth = text.split('|').map((alternative) => ({
    at,
    schemes: alternative
      .trim()
      .split('+')
      .filter((part) => part !== '-')
      .map((part) => {
        const [name = '', scopes = ''] = part.split(':');
        return { name, scopes: scopes === '' ? [] : scopes.split(',') };
      }),
  }));
  return {
    id: 'GET /cards',
    kind: 'path',
    method: 'GET',
    path: '/cards',
    at: place('/paths/~1cards/get'),
    tags: [],
    parameters: [],
    requestBodies: [],
    responses: [],
    auth,
    authFrom: from,
    authAt: place(
      from === 'operation' ? '/paths/~1cards/get/security' : from === 'global' ? '/security' : '/paths/~1cards/get',
    ),
    servers: [],
    deprecated: false,
    raw: {},
  };
}

function compared(before: string, after: string, list?: readonly AuthScheme[]): readonly [string, ...string[]] {
  const { kind, losses } = compareAuth(operation(before), operation(after), { before: api(), after: api(list) });
  return [kind, ...losses.map(({ why }) => why)];
}

describe('compareAuth', () => {
  it.each([
    ['oauth:read', 'oauth:read'],
    ['oauth:read | key', 'key | oauth:read'],
    ['oauth:read,write+mfa', 'mfa+oauth:write,read'],
    ['-', '-'],
    ['oauth | -', '-'],
    ['key | key+mfa', 'key'],
  ])('%s is %s', (before, after) => expect(compared(before, after)).toEqual(['equal']));

  it.each([
    ['oauth:read', 'oauth:read,write'],
    ['oauth', 'oauth+mfa'],
    ['oauth | key', 'oauth'],
    ['-', 'oauth'],
    ['key', 'oauth'],
    ['basic', 'mtls'],
    ['oauth:cards_read', 'oauth:cards_write'],
  ])('%s is weaker than %s', (before, after) => expect(compared(before, after)).toEqual(['stronger']));

  it.each([
    ['oauth:read', '-', 'anonymous'],
    ['oauth:read', 'oauth:read | -', 'anonymous'],
    ['oauth:read,write', 'oauth:read', 'scope-lost'],
    ['oauth:read', 'oauth', 'scope-lost'],
    ['oauth:cards_write', 'oauth:cards_read', 'scope-lost'],
    ['oauth:pan+mfa', 'oauth:pan', 'factor-lost'],
    ['oauth', 'oauth | key', 'alternative-added'],
    ['oauth', 'key', 'weaker-scheme'],
    ['bearer', 'basic', 'weaker-scheme'],
    ['mtls', 'oauth', 'weaker-scheme'],
    ['key', 'queryKey', 'weaker-scheme'],
    ['oauth', 'oauth:read | queryKey', 'weaker-scheme'],
  ])('%s became weaker as %s: %s', (before, after, why) => expect(compared(before, after)).toEqual(['weaker', why]));

  it('says for each alternative what was lost when AND became OR', () => {
    expect(compared('oauth+mfa', 'oauth | mfa')).toEqual(['weaker', 'factor-lost', 'factor-lost']);
  });

  it('does not claim a direction that the documents do not show', () => {
    expect(compared('oauth:cards', 'oauth:payments')).toEqual(['different', 'scope-swapped']);
    expect(compared('key', 'mfa')).toEqual(['different', 'replaced']);
    expect(compared('oauth', 'gone')).toEqual(['different', 'replaced']);
  });

  it('names the scopes, the factors and the alternatives', () => {
    const sides = { before: api(), after: api() };
    const scopes = compareAuth(operation('oauth:read,write'), operation('oauth:read'), sides).losses[0];
    expect(scopes).toMatchObject({ scopesLost: ['write'], scopesGained: [], factors: [], redefined: [] });
    const factors = compareAuth(operation('oauth+mfa | key'), operation('oauth | key'), sides).losses[0];
    expect(factors).toMatchObject({ factors: ['mfa'], before: { schemes: [{ name: 'oauth' }, { name: 'mfa' }] } });
  });

  it('compares definitions, so a renamed scheme is the same', () => {
    const renamed = schemes.map((each) => (each.name === 'key' ? { ...each, name: 'partner' } : each));
    expect(compared('key | oauth', 'oauth | partner', renamed)).toEqual(['equal']);
  });

  it.each([
    ['a key moved to the query', scheme('key', { kind: 'apiKey', in: 'query', parameterName: 'k' }), 'weaker-scheme'],
    ['another header', scheme('key', { kind: 'apiKey', in: 'header', parameterName: 'X-Other' }), 'replaced'],
  ])('sees a scheme redefined in place: %s', (_, definition, why) => {
    const list = schemes.map((each) => (each.name === 'key' ? definition : each));
    const { losses } = compareAuth(operation('key'), operation('key'), { before: api(), after: api(list) });
    expect(losses).toMatchObject([{ why, redefined: ['key'] }]);
  });

  it.each([
    ['a flow for passwords beside the code', [code, { kind: 'password', tokenUrl: code.tokenUrl }], 'weaker'],
    ['implicit in place of the code', [{ kind: 'implicit', authorizationUrl: code.authorizationUrl }], 'weaker'],
    ['tokens fetched over http', [{ ...code, tokenUrl: 'http://id.example.com/t' }], 'weaker'],
    ['another origin', [{ ...code, tokenUrl: 'https://id.example.net/t' }], 'different'],
    ['another path of the same origin', [{ ...code, tokenUrl: 'https://ID.example.com/v2/t' }], 'equal'],
  ] as const)('reads OAuth flows: %s', (_, flows, kind) => {
    const list = schemes.map((each) => (each.name === 'oauth' ? oauth('oauth', flows) : each));
    expect(compared('oauth', 'oauth', list)[0]).toBe(kind);
  });
});

describe('authCause', () => {
  const sides = { before: api(), after: api() };
  it.each([
    ['own, changed', 'operation', 'operation', '/paths/~1cards/get/security', false],
    ['own, given up', 'operation', 'global', '/paths/~1cards/get', false],
    ['inherited', 'global', 'global', '/security', true],
    ['inherited, gone', 'global', 'none', '', true],
    ['none, now own', 'none', 'operation', '/paths/~1cards/get/security', false],
  ] as const)('%s', (...[, before, after, path, shared]) => {
    expect(authCause(operation('oauth', before), operation('-', after), sides)).toMatchObject({ at: { path }, shared });
  });
});

it('writes a requirement as text, whatever the order of scopes', () => {
  expect(authText(operation('oauth:write,read+mfa | -'))).toBe('oauth(read write) and mfa, or anonymous');
});
