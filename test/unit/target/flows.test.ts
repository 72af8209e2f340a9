import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { NotTested, type FlowConfig, type StepChange } from '../../../src/check/target.ts';
import { createRedactor, holdsKnown } from '../../../src/model/redact.ts';
import { reveal, tagFor } from '../../../src/model/vault.ts';
import type { TargetOptions } from '../../../src/target/target.ts';
import { apiOf, documentOf, json, opened, operation, serve, stillClock } from './bank.ts';

const config: FlowConfig = {
  steps: {
    start: { call: 'POST /otp' },
    verify: {
      call: 'POST /otp/${id}/verify?mode=${mode}',
      body: { code: '${code}', text: 'code ${code}', amount: '${amount}' },
    },
  },
  values: { id: 'o/1', code: '998-4c1f-77', mode: 'a&b', amount: '10' },
  effect: { call: 'GET /wallet', at: '$.balance' },
};

function value(headers: IncomingHttpHeaders, name: string): string | undefined {
  const found = headers[name];
  return Array.isArray(found) ? found.join() : found;
}

async function flowing(flow: FlowConfig = config, more: Partial<TargetOptions> = {}) {
  const running = await serve((request, response) =>
    json(response, 200, request.url === '/wallet' ? { balance: 12.5 } : { got: request.text }),
  );
  const redactor = createRedactor();
  const clock = stillClock();
  const api = await apiOf(documentOf({ '/wallet': '{ get: { responses: {} } }' }));
  const target = await opened(running.url, { api, redactor, clock, flows: { otp: flow }, ...more });
  const { target: view } = target;
  return { running, redactor, clock, target, view, user: view.users[0], flow: view.flow('otp') };
}

describe('a step of a flow', () => {
  it('has the values of the config in its path and body, each written so that it stays one value', async () => {
    const { flow, user, running } = await flowing();
    expect(flow?.steps).toEqual(['start', 'verify']);
    const exchange = await flow?.step('verify', user);
    expect(running.seen.at(-1)).toMatchObject({ method: 'POST', url: '/otp/o%2F1/verify?mode=a%26b' });
    expect(JSON.parse(running.seen.at(-1)?.body ?? '')).toEqual({
      code: '998-4c1f-77',
      text: 'code 998-4c1f-77',
      amount: '10',
    });
    expect(running.seen.at(-1)?.headers.authorization).toBe('Bearer alice-secret-token');
    expect(JSON.stringify(exchange)).not.toContain('998-4c1f-77');
  });

  it('has the values of the probe over them, of any kind, tags opened', async () => {
    const { flow, user, running, redactor } = await flowing();
    const tag = tagFor(redactor.vault, 'sec.otp', 'real-7d20-code');
    await flow?.step('verify', user, { values: { code: tag, amount: -5 }, headers: [['Idempotency-Key', 'k']] });
    expect(JSON.parse(running.seen.at(-1)?.body ?? '')).toEqual({
      code: 'real-7d20-code',
      text: 'code real-7d20-code',
      amount: -5,
    });
    expect(running.seen.at(-1)?.headers['idempotency-key']).toBe('k');
  });

  it('as nobody has no credential', async () => {
    const { flow, view, running } = await flowing();
    await flow?.step('start', view.anonymous);
    expect(running.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  it.each<[string, FlowConfig, string]>([
    [
      'has no value for it',
      { steps: { verify: { call: 'POST /otp/${id}' } } },
      'a value is missing; add to sallyport.yaml: flows.otp.values.id',
    ],
    ['does not have it', { steps: {} }, 'flow otp has no step verify'],
    [
      'must never be sent',
      { steps: { verify: { call: 'POST /admin/reset' } } },
      'POST /admin/reset: the config says never to call it',
    ],
  ])('is not tested where the flow %s', async (_why, flow, reason) => {
    const { flow: found, user, running, view } = await flowing(flow);
    const before = running.seen.length;
    const step = found?.step('verify', user);
    await expect(step).rejects.toThrow(reason);
    await expect(found?.step('verify', view.anonymous)).rejects.toThrow(NotTested);
    expect(running.seen).toHaveLength(before);
  });
});

describe('a step that is never to be called', () => {
  const policyOf = (never: string) => ({ public: [], shared: [], privileged: [], never: [never] });

  it.each([
    ['an object of the operation', 'POST /cards/{cardId}/freeze', 'POST /cards/c_1/freeze'],
    ['an object of the glob', 'POST /cards/*', 'POST /cards/c_1/freeze'],
    ['a value of the config in it', 'POST /cards/{cardId}/freeze', 'POST /cards/${id}/freeze'],
    ['a query behind it', 'POST /cards/{cardId}/freeze', 'POST /cards/c_1/freeze?now=1'],
    ['another spelling', 'POST /cards/{cardId}/freeze', 'POST /cards/c_1/%66reeze'],
    ['the server path in the list', 'POST /v1/cards/*', 'POST /cards/${id}/freeze'],
    ['the object itself in the list', 'POST /cards/c_1/freeze', 'POST /cards/c_1/freeze'],
    ['the document name of it', 'POST /cards/{}/freeze', 'POST /cards/{cardId}/freeze'],
  ])('is not sent with %s', async (_what, never, call) => {
    const running = await serve((_request, response) => json(response, 200, []));
    const text = documentOf(
      { '/cards': '{ get: { responses: {} } }', '/cards/{cardId}/freeze': '{ post: { responses: {} } }' },
      'servers: [{ url: https://bank.example/v1 }]',
    );
    const flow = { steps: { go: { call } }, values: { id: 'c_1' }, effect: { call, at: '$' } };
    const target = await opened(running.url, {
      api: await apiOf(text),
      flows: { f: flow },
      policy: policyOf(never),
    });
    const { target: view } = target;
    const found = view.flow('f');
    for (const asked of [() => found?.step('go', view.users[0]), () => found?.effect(view.users[0])])
      await expect(asked()).rejects.toThrow(/the config says never to call it$/);
    expect(running.seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is another one than that of a like name', async () => {
    const running = await serve((_request, response) => json(response, 200, []));
    const text = documentOf(
      { '/cards': '{ get: { responses: {} } }', '/cards/{cardId}/freeze': '{ post: { responses: {} } }' },
      'servers: [{ url: https://bank.example/v1 }]',
    );
    const target = await opened(running.url, {
      api: await apiOf(text),
      flows: { f: { steps: { go: { call: 'POST /cards/c_1/freeze' } } } },
      policy: policyOf('POST /cards/{cardId}'),
    });
    await target.target.flow('f')?.step('go', target.target.users[0]);
    expect(running.seen.at(-1)).toMatchObject({ method: 'POST', url: '/v1/cards/c_1/freeze' });
  });
});

it('a step counts against what its operation may cost', async () => {
  const wallet = { steps: { look: { call: 'GET /wallet' } } };
  const { flow, user, target, view } = await flowing(wallet, { requestsPerOperationMax: 2 });
  await flow?.step('look', user);
  await view.call(operation(target, 'GET /wallet'), user);
  await expect(flow?.step('look', user)).rejects.toThrow('the budget of 2 requests to GET /wallet is spent');
});

describe('the path of a step', () => {
  it('stays below the base path, whatever its values are', async () => {
    const { running, view, user } = await flowing();
    const api = await apiOf();
    const target = await opened(running.url, { api, flows: { f: { steps: { go: { call: 'GET /../x' } } } } });
    const step = target.target.flow('f')?.step('go', user);
    await expect(step).rejects.toThrow('the path leads out of the base path of the target');
    await view.flow('otp')?.step('verify', user, { values: { id: '../../x' } });
    expect(running.seen.at(-1)?.url).toBe('/otp/..%2F..%2Fx/verify?mode=a%26b');
  });
});

describe('values and effects', () => {
  it('are tags and what the target shows now', async () => {
    const { flow, user, redactor } = await flowing();
    expect(reveal(redactor.vault, flow?.value('code') ?? '')).toBe('998-4c1f-77');
    expect(flow?.value('code')).toMatch(/^<SEC\./);
    expect(flow?.value('toString')).toBeUndefined();
    expect((await flow?.effect(user))?.value).toBe(12.5);
  });

  it('that the config does not have are asked for by the line to add', async () => {
    const { flow, user, view } = await flowing({ steps: {} });
    await expect(flow?.effect(user)).rejects.toThrow(/add to sallyport\.yaml: flows: \{ otp: \{ effect: /);
    expect(view.flow('other')).toBeUndefined();
  });
});

describe('the events of a webhook', () => {
  const sign = { header: 'X-Sig', algorithm: 'hmac-sha256', secret: 'whsec-4c1f-key' } as const;
  const hook = { steps: { deliver: { call: 'POST /hook', body: { id: '${id}' } } }, values: { id: 'e1' } };
  const delivered = async (signing: FlowConfig['sign'], how?: StepChange) => {
    const { flow, view, running, clock, redactor } = await flowing({ ...hook, ...(signing && { sign: signing }) });
    const exchange = await flow?.step('deliver', view.anonymous, how);
    const { headers = {}, body = '' } = running.seen.at(-1) ?? {};
    expect(holdsKnown(redactor, JSON.stringify(exchange))).toBe(false);
    return {
      signature: value(headers, 'x-sig'),
      time: value(headers, 'x-time'),
      body,
      now: Math.floor(clock.epochMs() / 1_000),
    };
  };
  const mac = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
    createHmac(algorithm, sign.secret).update(text).digest(encoding);

  it('are signed as the config says', async () => {
    const plain = await delivered(sign);
    expect(plain).toMatchObject({ signature: mac('sha256', plain.body, 'hex'), time: undefined });
    const other = await delivered({ ...sign, algorithm: 'hmac-sha512', encoding: 'base64', prefix: 'v1=' });
    expect(other.signature).toBe(`v1=${mac('sha512', other.body, 'base64')}`);
  });

  it('are signed with their time, as old as the probe wants', async () => {
    const { signature, time, body, now } = await delivered({ ...sign, timestamp: 'X-Time' }, { ageSeconds: 600 });
    expect(time).toBe(String(now - 600));
    expect(signature).toBe(mac('sha256', `${time}.${body}`, 'hex'));
  });

  it('are signed by another key, or not at all, as the probe wants', async () => {
    const wrong = await delivered(sign, { signature: 'wrong' });
    expect(wrong.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(wrong.signature).not.toBe(mac('sha256', wrong.body, 'hex'));
    expect((await delivered(sign, { signature: 'none' })).signature).toBeUndefined();
  });
});

describe('sensitive flows', () => {
  it('are those of the policy', async () => {
    const policy = { public: [], shared: [], privileged: [], never: ['POST /admin/*'], sensitive: ['GET /wal*'] };
    const { view } = await flowing(config, { policy });
    const [wallet] = view.api.operations;
    expect(wallet === undefined ? false : view.isSensitive(wallet)).toBe(true);
    const { view: other } = await flowing();
    expect(wallet === undefined ? true : other.isSensitive(wallet)).toBe(false);
  });
});
