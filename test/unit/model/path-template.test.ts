import { describe, expect, it } from 'vitest';
import { ProducedValues } from '../../../src/model/path/produced.ts';
import { pathTemplates, type SeenPath } from '../../../src/model/path-template.ts';
import { isIdentifier, isVersion } from '../../../src/model/shape.ts';

function templates(
  paths: readonly (string | readonly [path: string, answers: string])[],
  values: readonly string[] = [],
): Record<string, string> {
  const seen = paths.map((item): SeenPath =>
    typeof item === 'string' ? { origin: 'o', path: item } : { origin: 'o', path: item[0], answers: item[1] },
  );
  const produced = new ProducedValues();
  for (const value of values) produced.add(value, { key: 'name', isStrong: false, order: 0 });
  const template = pathTemplates(seen, produced);
  return Object.fromEntries(seen.map(({ path }) => [path, template('o', path).path]));
}

describe('a segment', () => {
  it.each(
    '12 3fa85f64-5717-4562-b3fc-2c963f66afa6 01ARZ3NDEKTSV4RRFFQ69G5FAV 507f1f77bcf86cd799439011 2026-01-31 jane@bank.co cus_9s6XKzkNRiz8i3 c_1 GB54BUKB20201599887766 ABC123XYZ9 a8Kd93kLm2Qp <PCI.PAN:1>'.split(
      ' ',
    ),
  )('%s is an identifier', (text) => expect(isIdentifier(text)).toBe(true));
  it.each(
    'cards v1 v2.1 2.0 v1beta1 payment-instruments transaction_history oauth2 me 3d-secure ipv4 createOrderV2 IBAN KYC cafe step_2'.split(
      ' ',
    ),
  )('%s is a name', (text) => expect(isIdentifier(text)).toBe(false));
  it('of a version is one', () =>
    expect(['v1', '2.0', 'v1beta1', 'vendor', '12'].map(isVersion)).toEqual([true, true, true, false, false]));
});

describe('templates', () => {
  it('call no parameter after two digits of a hash', () => {
    expect(templates(['/packages/00/e5/3fa85f6457174562b3fc2c963f66afa6/tqdm.whl'])).toEqual({
      '/packages/00/e5/3fa85f6457174562b3fc2c963f66afa6/tqdm.whl': '/packages/{packageId}/e5/{id}/tqdm.whl',
    });
  });

  it('have parameters by their shape, named by what stands before', () => {
    expect(
      templates(['/v1/payment-instruments/12/limits/7', '/v1/countries/12', '/12', '/v1/addresses/<FIN.IBAN:1>']),
    ).toEqual({
      '/v1/payment-instruments/12/limits/7': '/v1/payment-instruments/{paymentInstrumentId}/limits/{limitId}',
      '/v1/countries/12': '/v1/countries/{countryId}',
      '/12': '/{id}',
      '/v1/addresses/<FIN.IBAN:1>': '/v1/addresses/{addressId}',
    });
  });

  it('have parameters whose values some answer named', () => {
    expect(
      templates(
        ['/repos/acme/web/issues', '/repos/acme/Shop', '/repos/bolt/api', '/orgs/acme', '/search/bar', '/foo'],
        ['acme', 'bolt', 'web', 'shop', 'api', 'search', 'foo', 'bar'],
      ),
    ).toEqual({
      '/repos/acme/web/issues': '/repos/{repoId}/{name}/issues',
      '/repos/acme/Shop': '/repos/{repoId}/{name}',
      '/repos/bolt/api': '/repos/{repoId}/{name}',
      '/orgs/acme': '/orgs/{orgId}',
      '/search/bar': '/search/bar',
      '/foo': '/foo',
    });
  });

  it('keep words of the API that answers name too', () => {
    const words = ['pods', 'services', 'secrets'];
    const paths = [
      '/api/v1/pods',
      '/api/v1/services',
      '/api/v1/namespaces/shop/pods',
      '/api/v1/namespaces/shop/secrets',
    ];
    expect(templates([...paths, '/api/v1/secrets'], ['shop', ...words])).toEqual({
      '/api/v1/pods': '/api/v1/pods',
      '/api/v1/services': '/api/v1/services',
      '/api/v1/secrets': '/api/v1/secrets',
      '/api/v1/namespaces/shop/pods': '/api/v1/namespaces/{namespaceId}/pods',
      '/api/v1/namespaces/shop/secrets': '/api/v1/namespaces/{namespaceId}/secrets',
    });
  });

  it('leave actions, versions and formats as they are', () => {
    expect(
      templates([
        '/2010-04-01/Accounts.json',
        '/2010-04-01/Balance.json',
        '/2010-04-01/Accounts/AC1f3e5d7c9b0a2f4e/Calls.json',
        '/2010-04-01/Accounts/AC1f3e5d7c9b0a2f4e/Calls/CA2f4e6d8c0b1a3f5e.json',
        '/v1/invoices/in_1Kd93kLm2Qp/finalize',
        '/v1/invoices/in_2Kd93kLm2Qp/void',
        '/v1/invoices/upcoming',
      ]),
    ).toMatchObject({
      '/2010-04-01/Accounts/AC1f3e5d7c9b0a2f4e/Calls.json': '/2010-04-01/Accounts/{accountId}/Calls.json',
      '/2010-04-01/Accounts/AC1f3e5d7c9b0a2f4e/Calls/CA2f4e6d8c0b1a3f5e.json':
        '/2010-04-01/Accounts/{accountId}/Calls/{callId}.json',
      '/v1/invoices/in_1Kd93kLm2Qp/finalize': '/v1/invoices/{invoiceId}/finalize',
      '/v1/invoices/in_2Kd93kLm2Qp/void': '/v1/invoices/{invoiceId}/void',
      '/v1/invoices/upcoming': '/v1/invoices/upcoming',
    });
  });

  it('say how sure a parameter is and what speaks for it', () => {
    const produced = new ProducedValues();
    produced.add('acme', { key: 'login', isStrong: true, order: 0 });
    const seen = ['/orgs/acme', '/cards/12'].map((path, index) => ({ origin: 'o', path, order: index + 1 }));
    const template = pathTemplates(seen, produced);
    expect(seen.map(({ path }) => template('o', path).parameters)).toEqual([
      [
        {
          name: 'orgId',
          because: 'provenance',
          confidence: 0.95,
          evidence: '1 value: 1 were in an earlier answer, under the key login',
        },
      ],
      [{ name: 'cardId', because: 'shape', confidence: 0.97, evidence: '1 value: 1 look like ids' }],
    ]);
  });

  it('have parameters where siblings answer or go on alike', () => {
    expect(
      templates([
        '/users/alice/posts',
        '/users/bob/posts',
        '/users/me',
        ['/tags/red', 'color,id'],
        ['/tags/blue', 'color,id'],
      ]),
    ).toEqual({
      '/users/alice/posts': '/users/{userId}/posts',
      '/users/bob/posts': '/users/{userId}/posts',
      '/users/me': '/users/me',
      '/tags/red': '/tags/{tagId}',
      '/tags/blue': '/tags/{tagId}',
    });
  });

  it('leave resources alone that only share an envelope', () => {
    const lists = ['/admin/users', '/admin/roles', '/admin/logs'].map((path) => [path, 'data,page,total'] as const);
    expect(templates([...lists, '/v2.0/reports/daily', '/v2.0/reports/weekly'])).toEqual({
      '/admin/users': '/admin/users',
      '/admin/roles': '/admin/roles',
      '/admin/logs': '/admin/logs',
      '/v2.0/reports/daily': '/v2.0/reports/daily',
      '/v2.0/reports/weekly': '/v2.0/reports/weekly',
    });
  });

  it('of twenty thousand paths take a moment', () => {
    const paths = Array.from({ length: 20_000 }, (_, index) => `/v1/r${index % 50}/x${index}y/${index}`);
    expect(new Set(Object.values(templates(paths))).size).toBeGreaterThan(0);
  });
});
