import { describe, expect, it } from 'vitest';
import { Budget, realClock, retryAfterMs } from '../../../src/target/budget.ts';
import { afterTheLook, json, opened, operation, serve, stillClock } from './bank.ts';

const never = new AbortController().signal;

describe('the rate', () => {
  it('spaces requests', async () => {
    const clock = stillClock();
    const budget = new Budget({ requestsMax: 9, ratePerSecond: 10, clock, signal: never });
    for (let count = 0; count < 4; count += 1) await budget.take();
    expect(clock.slept).toEqual([100, 100, 100]);
  });

  it('takes no notice of time that passed anyway, and saves nothing up', async () => {
    const clock = stillClock();
    const budget = new Budget({ requestsMax: 9, ratePerSecond: 10, clock, signal: never });
    await budget.take();
    clock.time += 5_000;
    await budget.take();
    await budget.take();
    expect(clock.slept).toEqual([100]);
  });

  it('halves when the target complains, and comes back slowly', async () => {
    const clock = stillClock();
    const budget = new Budget({ requestsMax: 999, ratePerSecond: 10, clock, signal: never });
    budget.backOff(2_000);
    await budget.take();
    await budget.take();
    expect(clock.slept).toEqual([2_000, 200]);
    for (let count = 0; count < 50; count += 1) budget.ease();
    await budget.take();
    await budget.take();
    expect(clock.slept.at(-1)).toBe(100);
  });

  it('waits no longer than ten seconds, whatever the target asks for', async () => {
    const clock = stillClock();
    const budget = new Budget({ requestsMax: 9, ratePerSecond: 10, clock, signal: never });
    budget.backOff(86_400_000);
    await budget.take();
    expect(clock.slept).toEqual([10_000]);
  });

  it('is ten a second, and two hundred on loopback', async () => {
    const clock = stillClock();
    const running = await serve((_request, response) => json(response, 200, []));
    const options = await import('./bank.ts').then(({ optionsFor }) => optionsFor(running.url, { clock }));
    const { ratePerSecond: _rate, ...rest } = options;
    const { openTarget } = await import('../../../src/target/target.ts');
    const target = await openTarget(rest);
    await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    await target.close();
    expect(clock.slept).toEqual([5]);
  });

  it('ends a wait when the run is interrupted', async () => {
    const stop = new AbortController();
    const wait = realClock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(wait).resolves.toBeUndefined();
    await expect(realClock.sleep(60_000, stop.signal)).resolves.toBeUndefined();
  });
});

it.each([
  ['3', undefined, 3_000],
  ['Wed, 21 Oct 2026 07:28:05 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 5_000],
  ['Wed, 21 Oct 2026 07:28:05 GMT', undefined, undefined],
  ['-1', undefined, undefined],
  ['soon', 'now', undefined],
  [undefined, undefined, undefined],
])('Retry-After %s at %s is %s ms', (retryAfter, date, ms) => {
  expect(retryAfterMs(retryAfter, date)).toBe(ms);
});

describe('a target that asks for patience', () => {
  const asking = async (status: number, headers: Record<string, string>, id = 'GET /cards') => {
    let asked = 0;
    const clock = stillClock();
    const running = await serve(
      afterTheLook((_request, response) => {
        asked += 1;
        if (asked === 1) response.writeHead(status, headers).end();
        else json(response, 200, []);
      }),
    );
    const target = await opened(running.url, { clock });
    const exchange = await target.target.call(operation(target, id), target.target.users[0]);
    return { status: exchange.response?.status, waited: clock.slept.some((ms) => ms > 900), requests: target.requests };
  };

  it('is asked once more when it says', async () => {
    expect(await asking(429, { 'retry-after': '1' })).toEqual({ status: 200, waited: true, requests: 3 });
    expect(await asking(429, {}, 'POST /cards')).toEqual({ status: 200, waited: true, requests: 3 });
    expect(await asking(503, {})).toEqual({ status: 200, waited: true, requests: 3 });
  });

  it('is sent no write again that may have been done', async () => {
    expect(await asking(503, {}, 'POST /cards')).toMatchObject({ status: 503, requests: 2 });
  });

  it('is asked once more, not for ever', async () => {
    const running = await serve(afterTheLook((_request, response) => response.writeHead(429).end()));
    const target = await opened(running.url);
    const exchange = await target.target.call(operation(target, 'GET /cards'), target.target.users[0]);
    expect(exchange.response?.status).toBe(429);
    expect(running.seen).toHaveLength(3);
  });
});
