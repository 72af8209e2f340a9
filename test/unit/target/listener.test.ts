import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { describe, expect, it } from 'vitest';
import { NotTested, type Listener } from '../../../src/check/target.ts';
import type { TargetOptions } from '../../../src/target/options.ts';
import { realClock } from '../../../src/target/budget.ts';
import { json, opened, serve } from './bank.ts';

async function listening(more: Partial<TargetOptions> = {}): Promise<Listener> {
  const running = await serve((_request, response) => json(response, 200, {}));
  const target = await opened(running.url, { clock: realClock, ...more });
  return target.target.listen();
}

interface Fetched {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}
function fetched(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Fetched> {
  const ask = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    ask(url, { rejectUnauthorized: false, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, text }),
      );
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('the listener', () => {
  it.each(['public', '127.0.0.1', '127.1', 'decimal', 'localhost'] as const)(
    'is found as %s, in both schemes',
    async (host) => {
      const listener = await listening();
      for (const tls of [false, true]) {
        const { status, text } = await fetched(listener.url('q', { host, tls }));
        expect([status, text]).toEqual([200, listener.nonce('q')]);
      }
      const hits = await listener.hits('q', 5_000);
      expect(hits.map(({ tls }) => tls)).toEqual([false, true]);
    },
  );

  it('tells questions apart, and those of one probe from those of another', async () => {
    const running = await serve((_request, response) => json(response, 200, {}));
    const target = await opened(running.url, { clock: realClock });
    const [one, other] = [await target.within(9).listen(), await target.within(9).listen()];
    await fetched(one.url('q'));
    expect(await one.hits('q', 5_000)).toHaveLength(1);
    expect(await one.hits('r', 1)).toEqual([]);
    expect(await other.hits('q', 1)).toEqual([]);
    expect(new URL(one.url('q')).pathname).toMatch(/^\/[\da-f]{32}$/);
    expect(one.url('q', { host: '127.1' }).split('/').at(-1)).toBe(one.url('q').split('/').at(-1));
  });

  it('hears of the first call early', async () => {
    const listener = await listening();
    const hits = listener.hits('q', 60_000);
    await fetched(`${listener.url('q')}/favicon.ico?x=1`);
    expect(await hits).toMatchObject([{ method: 'GET', withCredential: false }]);
  });

  it('knows a credential of the run, and does not say which', async () => {
    const listener = await listening();
    await fetched(listener.url('q'), { 'X-Forwarded-Auth': 'Bearer alice-secret-token' });
    const hits = await listener.hits('q', 5_000);
    expect(hits).toMatchObject([{ withCredential: true }]);
    expect(hits[0]?.headers).toContain('x-forwarded-auth');
    expect(JSON.stringify(hits)).not.toContain('alice-secret');
  });

  it('answers as it is told', async () => {
    const listener = await listening();
    const ask = (answer: NonNullable<Parameters<Listener['url']>[1]>['answer']) =>
      fetched(listener.url('q', answer === undefined ? {} : { answer }));
    expect(await ask({ kind: 'redirect', to: 'http://127.0.0.1:1/x' })).toMatchObject({
      status: 302,
      location: 'http://127.0.0.1:1/x',
    });
    // What an address answers stays so until another answer is asked for.
    expect((await ask(undefined)).status).toBe(302);
    expect((await ask({ kind: 'json', json: { a: 1 } })).text).toBe('{"a":1}');
    expect((await ask({ kind: 'text', text: 'hello', mediaType: 'text/html' })).text).toBe('hello');
    expect((await ask({ kind: 'slow', ms: 1 })).text).toBe(listener.nonce('q'));
    const large = await ask({ kind: 'large', bytes: 3_000_000 });
    expect(large.text).toHaveLength(3_000_000);
    expect(large.text.startsWith(listener.nonce('q'))).toBe(true);
  });

  it('gives nothing to strangers', async () => {
    const listener = await listening();
    const { origin } = new URL(listener.url('q'));
    expect(await fetched(`${origin}/`)).toMatchObject({ status: 404, text: '' });
    expect(await listener.hits('q', 1)).toEqual([]);
  });

  it('is nowhere for a target elsewhere, unless somebody says where', async () => {
    const elsewhere = 'http://staging.example';
    const { Surroundings } = await import('../../../src/target/surroundings.ts');
    const { scopeOf } = await import('../../../src/target/scope.ts');
    const { optionsFor } = await import('./bank.ts');
    const options = await optionsFor(elsewhere);
    const tcp = (): never => {
      throw new Error('not here');
    };
    const none = (): never => {
      throw new NotTested('no key');
    };
    const far = new Surroundings(options, scopeOf(elsewhere, []), tcp);
    await expect(far.listener(none)).rejects.toThrow(/--listen/);
    const near = new Surroundings({ ...options, listen: { host: 'ci.example' } }, scopeOf(elsewhere, []), tcp);
    const listener = await near.listener(none);
    expect(listener.url('q')).toMatch(/^http:\/\/ci\.example:\d+\/[\da-f]{32}$/);
    expect(() => listener.url('q', { host: '127.0.0.1' })).toThrow(NotTested);
    expect(() => listener.url('q', { answer: { kind: 'jwks' } })).toThrow('no key');
    await near.close();
  });
});
