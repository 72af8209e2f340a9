import { describe, expect, it } from 'vitest';
import type { ApiModel, Operation, Server } from '../../../src/model/api.ts';
import { matcher } from '../../../src/model/match.ts';

const at = { source: 'a.yaml', path: '' };

function server(url: string, variables: Server['variables'] = []): Server {
  let resolvedUrl = url;
  for (const { name, default: value = '' } of variables) resolvedUrl = resolvedUrl.replace(`{${name}}`, value);
  return { url, resolvedUrl, at, level: 'api', variables };
}

function api(ids: readonly string[], servers: readonly Server[] = [server('https://api.bank.test/v1')]): ApiModel {
  const operations = ids.map((id): Operation => {
    const [method = '', path = ''] = id.split(' ');
    return {
      id,
      kind: 'path',
      method,
      path,
      at,
      tags: [],
      parameters: [],
      requestBodies: [],
      responses: [],
      auth: [{ at, schemes: [] }],
      authFrom: 'none',
      authAt: at,
      servers,
      deprecated: false,
      raw: {},
    };
  });
  return {
    name: 'a',
    title: '',
    version: '',
    dialect: '3.0',
    at,
    operations,
    hooks: [],
    schemas: new Map(),
    authSchemes: new Map(),
    servers,
    sources: new Map(),
    extensions: {},
    unread: [],
    faults: [],
  };
}

const found = (model: ApiModel, method: string, url: string): string => {
  const { origin, pathname } = new URL(url);
  const { operation, knownPath, host, parameters } = matcher(model)(method, origin, pathname);
  const values = Object.entries(parameters).map(([name, value]) => ` ${name}=${value}`);
  return `${operation?.id ?? (knownPath ? 'path' : 'none')} ${host}${values.join('')}`;
};

describe('a URL', () => {
  const bank = api([
    'GET /cards',
    'POST /cards/batch',
    'GET /cards/{cardId}',
    'GET /cards/{cardId}/pan',
    'GET /cards/mine/pan',
    'GET /',
  ]);
  it.each([
    ['GET', 'https://api.bank.test/v1/cards', 'GET /cards documented'],
    ['GET', 'https://api.bank.test/v1/cards/', 'GET /cards documented'],
    ['GET', 'https://api.bank.test/cards', 'GET /cards documented'],
    ['get', 'https://api.bank.test/v1/cards/c%201', 'GET /cards/{cardId} documented cardId=c 1'],
    ['GET', 'https://api.bank.test/v1/cards/mine/pan', 'GET /cards/mine/pan documented'],
    ['GET', 'https://api.bank.test/v1/cards/m/pan', 'GET /cards/{cardId}/pan documented cardId=m'],
    ['GET', 'https://api.bank.test/v1/cards/batch', 'GET /cards/{cardId} documented cardId=batch'],
    ['POST', 'https://api.bank.test/v1/cards/batch', 'POST /cards/batch documented'],
    ['DELETE', 'https://api.bank.test/v1/cards', 'path documented'],
    ['HEAD', 'https://api.bank.test/v1/cards', 'GET /cards documented'],
    ['GET', 'https://api.bank.test/v2/cards', 'none documented'],
    ['GET', 'https://api.bank.test/v1', 'GET / documented'],
    ['GET', 'http://localhost:3000/v1/cards', 'GET /cards other'],
    ['GET', 'http://api.bank.test/v1/cards/%E0%A4%A', 'GET /cards/{cardId} documented cardId=%E0%A4%A'],
  ])('%s %s is %s', (method, url, expected) => expect(found(bank, method, url)).toBe(expected));

  it('may have parameters inside of a segment', () => {
    const model = api(['GET /api/v{version}/x', 'GET /files/{name}.{ext}', 'GET /report({id})'], [server('/')]);
    expect(found(model, 'GET', 'https://h.test/api/v12/x')).toBe('GET /api/v{version}/x unknown version=12');
    expect(found(model, 'GET', 'https://h.test/files/a.b.c')).toBe('GET /files/{name}.{ext} unknown name=a ext=b.c');
    expect(found(model, 'GET', 'https://h.test/report(7)')).toBe('GET /report({id}) unknown id=7');
    expect(found(model, 'GET', 'https://h.test/api/v/x')).toBe('none unknown');
  });

  it('is told by any server of the document', () => {
    const region = { name: 'region', at, default: 'eu', enum: ['eu', 'us'] };
    const model = api(
      ['GET /x'],
      [
        server('https://{region}.bank.test/a', [region]),
        server('https://{tenant}.app.test:8443', [{ name: 'tenant', at, default: 'demo' }]),
      ],
    );
    expect(found(model, 'GET', 'https://us.bank.test/a/x')).toBe('GET /x documented');
    expect(found(model, 'GET', 'https://staging.bank.test/a/x')).toBe('GET /x other');
    expect(found(model, 'GET', 'https://acme.app.test:8443/x')).toBe('GET /x documented');
    expect(found(model, 'GET', 'https://a.b.app.test:8443/x')).toBe('GET /x other');
    expect(found(model, 'GET', 'http://us.bank.test/a/x')).toBe('GET /x documented');
  });

  it('of a thousand segments is nothing', () => {
    expect(found(api(['GET /{a}/{b}']), 'GET', `https://h.test/${'a/'.repeat(1_000)}`)).toBe('none other');
  });
});
