import { describe, expect, it } from 'vitest';
import { answer, call, first, har, read } from './made-capture.ts';

describe('credentials', () => {
  const auth = [{ name: 'Authorization', value: 'Bearer c4n4ry-bearer-Token' }];
  const credentialsOf = async (entries: readonly unknown[], log: Record<string, unknown>): Promise<readonly string[]> =>
    (await read(har(entries, log), 50)).exchanges.map(({ credentials }) => credentials);
  const chrome = { creator: { name: 'WebInspector', version: '537.36' } };

  it('are unknown where Chrome took them out of the whole capture', async () => {
    expect(await credentialsOf([call(), call()], chrome)).toEqual(['unknown', 'unknown']);
  });

  it('are absent where it left them in elsewhere, before or after', async () => {
    expect(await credentialsOf([call(), call({ headers: auth }), call()], chrome)).toEqual([
      'absent',
      'present',
      'absent',
    ]);
    expect(await credentialsOf([call(), call({ cookies: [{ name: 'a', value: 'b' }] })], chrome)).toEqual([
      'absent',
      'present',
    ]);
  });

  it('that a body speaks of do not count', async () => {
    const body = answer({ mimeType: 'application/json', text: JSON.stringify({ name: 'Authorization', value: 'x' }) });
    expect(await credentialsOf([call({}, body)], chrome)).toEqual(['unknown']);
  });

  it('are absent in what others export', async () => {
    expect(await credentialsOf([call()], {})).toEqual(['absent']);
    expect(await credentialsOf([call({ headers: [] })], { creator: 'Optic' })).toEqual(['absent']);
  });

  it('are unknown for what came from a cache', async () => {
    expect(await credentialsOf([call({}, { status: 200 }, { _fromCache: 'disk' })], {})).toEqual(['unknown']);
  });
});

describe('what is read', () => {
  it('is redacted', async () => {
    const exchange = await first(
      call(
        { headers: [{ name: 'Authorization', value: 'Bearer c4n4ry-bearer-Token' }] },
        answer({ mimeType: 'application/json', text: '{"password":"hunter2-x"}' }),
      ),
    );
    expect(exchange.request.headers).toEqual([['Authorization', 'Bearer <SEC.CREDENTIAL:1>']]);
    expect(exchange.response?.body?.json).toEqual({ password: '<SEC.PASSWORD:1>' });
    expect(exchange.identity).toBe('captured');
  });
});
