import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProbeTwins, TwinHandler, TwinWorld } from '../../../src/check/target.ts';
import { Databases } from '../../../src/selftest/database.ts';
import { loopbackFetch } from '../../../src/selftest/loopback-fetch.ts';
import { twinServer } from '../../../src/selftest/twin-server.ts';
import { VirtualClock } from '../../../src/selftest/virtual-clock.ts';
import { certificate } from '../../../src/target/listener/certificate.ts';

const hour = 3_600_000;

describe('the virtual clock', () => {
  it('wakes sleepers in their order and waits for none of them in earnest', async () => {
    const clock = new VirtualClock();
    const started = clock.now();
    const woken: string[] = [];
    const sleep = (name: string, ms: number): Promise<number> =>
      clock.sleep(ms).then(() => (woken.push(name), clock.now() - started));
    const slept = [sleep('late', 3 * hour), sleep('early', hour), sleep('middle', 2 * hour)];
    expect(await Promise.all(slept)).toEqual([3 * hour, hour, 2 * hour]);
    expect(woken).toEqual(['early', 'middle', 'late']);
  });

  it('lets work take its time, and ends a wait that nobody needs any more', async () => {
    const clock = new VirtualClock();
    const started = clock.now();
    clock.spend(250);
    expect(clock.now() - started).toBe(250);
    const stop = new AbortController();
    const waiting = clock.sleep(hour, stop.signal);
    stop.abort();
    await waiting;
    expect(clock.now() - started).toBe(250);
  });
});

async function twin(handler: (world: TwinWorld) => TwinHandler, more: Partial<ProbeTwins> = {}) {
  const server = await twinServer({ identities: [], vulnerable: handler, hardened: handler, ...more }, 'vulnerable');
  onTestFinished(() => server.close());
  return server;
}

describe("a twin's world", () => {
  it('has a database whose work takes the time of the twin', async () => {
    const clock = new VirtualClock();
    const databases = new Databases(clock);
    const database = await databases.open(
      "CREATE TABLE t (a TEXT, b INTEGER); INSERT INTO t VALUES ('x', 1), ('y', 2);",
    );
    const started = clock.now();
    expect(database.all('SELECT a FROM t WHERE b = ?', [2])).toEqual([{ a: 'y' }]);
    expect(database.all("SELECT a FROM t WHERE b = 1 AND sleep(2000) = 0 OR 'z' = 'z' LIMIT 1")).toEqual([{ a: 'x' }]);
    expect(clock.now() - started).toBe(2_000);
    expect(() => database.all("SELECT 'unfinished")).toThrow(/unrecognized token/);
    databases.close();
  });

  it('reaches this machine by every spelling, and nothing else', async () => {
    const server = await twin(() => (_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('hello');
    });
    const { port } = new URL(server.url);
    for (const host of ['127.0.0.1', '127.1', '2130706433', 'localhost', '0x7f000001'])
      expect(await loopbackFetch(`http://${host}:${port}/`, {}, server.clock)).toMatchObject({
        status: 302,
        text: 'hello',
      });
    expect((await loopbackFetch(`${server.url}/`, { bytesMax: 2 }, server.clock)).text).toBe('he');
    for (const url of [
      'http://example.com/',
      'http://10.0.0.1/',
      'http://[fe80::1]/',
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ])
      await expect(loopbackFetch(url, {}, server.clock)).rejects.toThrow();
  });

  it('gives up on a slow answer by the twin’s clock', async () => {
    const server = await twin(({ clock }) => async (_request, response) => {
      await clock.sleep(hour);
      response.end('late');
    });
    const started = server.clock.now();
    await expect(loopbackFetch(server.url, { msMax: 5_000 }, server.clock)).rejects.toThrow();
    expect(server.clock.now() - started).toBeLessThan(6_000);
    expect((await loopbackFetch(server.url, { msMax: 2 * hour }, server.clock)).text).toBe('late');
  });

  it('serves both schemes where the twin has a certificate', async () => {
    const both = await twin(
      () => (request, response) => void response.end('encrypted' in request.socket ? 'secure' : 'plain'),
      { tls: () => ({ ...certificate(), plain: true }) },
    );
    const plainUrl = both.url.replace('https:', 'http:');
    expect(await loopbackFetch(plainUrl, {}, both.clock)).toMatchObject({ text: 'plain' });
    expect(await loopbackFetch(both.url, { verify: false }, both.clock)).toMatchObject({ text: 'secure' });
    await expect(loopbackFetch(both.url, {}, both.clock)).rejects.toThrow(/self-signed/);
    const led = await twin(() => (_request, response) => void response.end(), {
      tls: () => ({ ...certificate(), plain: 308 }),
    });
    const answer = await loopbackFetch(led.url.replace('https:', 'http:'), {}, led.clock);
    expect(answer).toMatchObject({ status: 308, headers: { location: `${led.url}/` } });
  });
});
