import { describe, expect, it } from 'vitest';
import { sendChanged } from '../../../src/check/own-probes/changed-call.ts';
import { shows, type Proof } from '../../../src/check/own-probes/proof.ts';
import { json, opened, operation, serve } from './bank.ts';

async function atTheBank() {
  const running = await serve((_request, response) => {
    response.setHeader('X-Cache', 'HIT from edge');
    json(response, 200, []);
  });
  const target = await opened(running.url);
  const { target: view } = target;
  return { running, view, list: operation(target, 'GET /cards'), post: operation(target, 'POST /cards') };
}

describe('the changed call of an own probe', () => {
  it('has a fresh marker each time, in headers, query and body', async () => {
    const { running, view, list, post } = await atTheBank();
    const call = { as: view.users[0], parameters: {} };
    const change = { headers: { 'X-Mark': 'm-${seed}' }, query: { mark: '${seed}' } };
    for (let count = 0; count < 2; count += 1) await sendChanged(view, list, { change, call });
    const [first, second] = running.seen.slice(-2);
    expect(first?.headers['x-mark']).toMatch(/^m-\w{16}$/);
    expect(second?.headers['x-mark']).not.toBe(first?.headers['x-mark']);
    expect(first?.url).toMatch(/mark=\w{16}$/);
    expect(second?.url).not.toBe(first?.url);
    await sendChanged(view, post, { change: { body: { '$.nickname': 'n-${seed}' } }, call });
    expect(JSON.parse(running.seen.at(-1)?.body ?? '')).toMatchObject({
      nickname: expect.stringMatching(/^n-\w{16}$/) as string,
    });
  });

  it('may go to another method and path', async () => {
    const { running, view, list } = await atTheBank();
    const change = { method: 'PUT', path: '/internal/cards/{cardId}' };
    await sendChanged(view, list, { change, call: { as: view.users[0], parameters: { cardId: 'c_1' } } });
    expect(running.seen.at(-1)).toMatchObject({
      method: 'PUT',
      url: expect.stringMatching(/\/internal\/cards\/c_1$/) as string,
    });
  });
});

describe('the proof of an own probe', () => {
  it.each<[Proof, boolean]>([
    [{ status: '2xx' }, true],
    [{ status: '4xx' }, false],
    [{ header: { name: 'x-cache' } }, true],
    [{ header: { name: 'X-Cache', like: 'HIT*' } }, true],
    [{ header: { name: 'X-Cache', like: 'MISS*' } }, false],
    [{ header: { name: 'X-Cache', exists: false } }, false],
    [{ header: { name: 'X-Other', exists: false } }, true],
    [{ header: { name: 'X-Other' } }, false],
    [{ status: '2xx', header: { name: 'X-Other' } }, false],
  ])('%j is seen: %s', async (proof, isSeen) => {
    const { view, list } = await atTheBank();
    const mine = await view.call(list, view.users[0]);
    expect(shows(proof, { answer: mine }, { mine, again: mine, anyone: mine })).toBe(isSeen);
  });
});
