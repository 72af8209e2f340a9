import type { Json, ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([
  ['7e21c0f9a4d8', { name: 'ann' }],
  ['b5830d6e17cc', { name: 'bob' }],
]);
const formToken = 'ft-5c09e1b7';

/** A body that is not JSON is no body, and a change of nothing is done with a 200. */
function server({ asksForJson }: { readonly asksForJson: boolean }): TwinHandler {
  const preferences = new Map<string, Readonly<Record<string, Json>>>();
  const alerts = new Map<string, string>();
  const of = (name: string): Readonly<Record<string, Json>> =>
    preferences.get(name) ?? { nickname: name, dailyLimitCents: 100_000, alerts: true };
  const routes = callersOnly({
    'GET /preferences': ({ user }) => reply(200, of(user?.name ?? '')),
    'POST /preferences': ({ user, json, headers }) => {
      const isRead = !asksForJson || /^application\/json\b/i.test(headers['content-type'] ?? '');
      const sent = isRead && typeof json === 'object' && json !== null ? (json as Readonly<Record<string, Json>>) : {};
      const { nickname, dailyLimitCents, alerts: isOn } = { ...of(user?.name ?? ''), ...sent };
      const isLimit = typeof dailyLimitCents === 'number' && dailyLimitCents >= 0 && dailyLimitCents <= 500_000;
      if (typeof nickname !== 'string' || nickname.length > 40 || !isLimit || typeof isOn !== 'boolean')
        return reply(400, { error: 'a value is wrong' });
      preferences.set(user?.name ?? '', { nickname, dailyLimitCents, alerts: isOn });
      return reply(200, of(user?.name ?? ''));
    },
    'GET /alerts': ({ user }) => reply(200, { text: alerts.get(user?.name ?? '') ?? 'by mail' }),
    'PUT /alerts': ({ user, body }) => {
      const { text } = body;
      if (typeof text !== 'string' || text.length > 40) return reply(400, { error: 'a value is wrong' });
      alerts.set(user?.name ?? '', text);
      return reply(200, { text });
    },
    'POST /feedback': ({ body }) =>
      body['csrf_token'] === formToken ? reply(200, { taken: true }) : reply(403, { error: 'csrf token missing' }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=7e21c0f9a4d8' },
    { name: 'bob', cookie: 'session=b5830d6e17cc' },
  ],
  vulnerable: () => server({ asksForJson: false }),
  hardened: () => server({ asksForJson: true }),
};
