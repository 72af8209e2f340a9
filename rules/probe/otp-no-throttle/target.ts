import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, reply, typed, type TwinUser } from '#twin';

const users: ReadonlyMap<string, TwinUser> = new Map([
  ['at_91c7e0b52d', { name: 'ann' }],
  ['at_4fd8a63b1e', { name: 'bob' }],
]);
/** The code that staging sends to everybody. */
const code = '482913';
/** So many wrong codes end a challenge; it goes on answering as to a wrong code. */
const wrongMax = 5;

interface Challenge {
  readonly wrong: number;
  readonly passed: boolean;
}

function server({ endsChallenges }: { readonly endsChallenges: boolean }): TwinHandler {
  const challenges = new Map<string, Challenge>();
  const limits = collection({
    path: '/limit-raises',
    take: typed({ why: 'string', cents: 'integer' }),
    adds: () => ({ status: 'asked' }),
  });
  return app({
    users,
    routes: {
      ...limits.routes,
      'POST /otp/challenges': ({ user }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        challenges.set(user.name, { wrong: 0, passed: false });
        return reply(202, { sentTo: '+47 *** ** 118' });
      },
      'POST /otp/verify': ({ user, body }) => {
        if (user === undefined) return reply(401, { error: 'unauthorized' });
        if (typeof body['code'] !== 'string') return reply(400, { error: 'invalid body' });
        const challenge = challenges.get(user.name);
        if (challenge === undefined) return reply(200, { verified: false });
        const isOver = endsChallenges && challenge.wrong >= wrongMax;
        const passed = !isOver && body['code'] === code;
        challenges.set(user.name, { wrong: challenge.wrong + (passed ? 0 : 1), passed });
        return reply(200, { verified: passed });
      },
      'GET /otp/status': ({ user }) =>
        user === undefined
          ? reply(401, { error: 'unauthorized' })
          : reply(200, { stepUp: challenges.get(user.name)?.passed ?? false }),
    },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'at_91c7e0b52d' },
    { name: 'bob', token: 'at_4fd8a63b1e' },
  ],
  flows: {
    otp: {
      steps: {
        start: { call: 'POST /otp/challenges' },
        verify: { call: 'POST /otp/verify', body: { code: '${code}' } },
      },
      values: { code },
      effect: { call: 'GET /otp/status', at: '$.stepUp' },
    },
  },
  vulnerable: () => server({ endsChallenges: false }),
  hardened: () => server({ endsChallenges: true }),
};
