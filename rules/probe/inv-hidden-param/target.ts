import type { ProbeTwins, TwinHandler } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['d4a81f6c09e7b3', { name: 'ann' }]]);
const trace = { model: 'scorecard-7', score: 618, rules: ['income-verified', 'no-arrears'], node: 'credit-2' };

/** Any parameter changes what is answered: here it comes back in `self` and in `ignored`, there it is refused. */
function server({ explains }: { readonly explains: boolean }): TwinHandler {
  const routes = callersOnly({
    'GET /decision': ({ query, url }) => {
      const ignored = [...query.keys()].filter((name) => name !== 'currency');
      const why = explains && query.get('debug') === '1' ? { trace } : {};
      return reply(200, {
        decision: 'approved',
        limitCents: 5_000_000,
        self: url,
        ...(ignored.length > 0 ? { ignored } : {}),
        ...why,
      });
    },
    'GET /applications': ({ query }) =>
      query.size > 0
        ? reply(400, { error: 'unknown parameter', names: [...query.keys()] })
        : reply(200, [{ id: 'ap_2204' }]),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', token: 'd4a81f6c09e7b3' }],
  vulnerable: () => server({ explains: true }),
  hardened: () => server({ explains: false }),
};
