import { expect, it } from 'vitest';
import { NotTested } from '../../../src/check/target.ts';
import { bank, opened, operation, serve } from './bank.ts';

it('opens no socket and says what it would send, each line once', async () => {
  const running = await serve(bank().handler);
  const { url } = running;
  const login = { call: 'POST /login', body: { user: 'bob' }, token: { body: '$.session.token' } };
  const callers = [{ name: 'bob', login, register: { call: 'POST /register' } }];
  const flows = { pay: { steps: { go: { call: 'POST /pay' }, stop: { call: 'POST /admin/x' } } } };
  const target = await opened(url, { dryRun: true, callers, flows });
  const view = target.within(9, 'some-rule');
  const [user] = view.users;
  const read = operation(target, 'GET /cards/{cardId}');
  const object = await view.object(read, user, { made: true });
  expect(object).toMatchObject({ made: true, parameters: { cardId: '{cardId}' } });
  const calls = [
    () => view.call(read, view.anonymous, { parameters: object?.parameters ?? {} }),
    () => view.call(operation(target, 'GET /cards'), user),
    () => view.call(operation(target, 'GET /cards'), user),
    () => target.target.send({ method: 'DELETE', path: '/x?y=1' }, user),
    () => view.call(operation(target, 'POST /admin/reset'), user),
    () => view.send({ method: 'GET', path: '/actuator', fromRoot: true }, user),
    () => view.flow('pay')?.step('go', user),
    () => view.flow('pay')?.step('stop', user),
  ];
  for (const call of calls) await expect(call()).rejects.toThrow(NotTested);
  expect(await target.close()).toEqual([]);
  expect(target.planned).toEqual([
    `POST ${url}/v1/register as bob (register)`,
    `POST ${url}/v1/login as bob (login)`,
    `POST ${url}/v1/cards as bob (set-up)`,
    `GET ${url}/v1/cards/{cardId} as bob (some-rule)`,
    `GET ${url}/v1/cards/{cardId} as anonymous (some-rule)`,
    `GET ${url}/v1/cards as bob (some-rule)`,
    `DELETE ${url}/v1/x as bob`,
    `GET ${url}/actuator as bob (some-rule)`,
    `POST ${url}/v1/pay as bob (some-rule)`,
  ]);
  expect(running.seen).toEqual([]);
  expect(target.requests).toBe(0);
});
