import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, callersOnly, reply, textIn } from '#twin';

const users = new Map([
  ['e7b2096c4f1d85', { name: 'ann' }],
  ['5d80c3fa197e62', { name: 'bob' }],
]);

/** The page of the web app answers every path that is nobody's with a 200: what was seen once, and what never was. */
function server({ servesLimits }: { readonly servesLimits: boolean }): TwinHandler {
  const transfers = collection({
    path: '/api/transfers',
    take: (body) => {
      const payee = textIn(body, 'payee', 80);
      const { cents } = body;
      return payee !== undefined && Number.isInteger(cents) && Number(cents) > 0 ? { payee, cents } : undefined;
    },
  });
  const limits = callersOnly({
    'GET /api/internal/limits/{id}': ({ params }) =>
      params['id'] === '4471902'
        ? reply(200, { customer: 4_471_902, dailyCents: 2_500_000 })
        : reply(404, { error: 'who' }),
  });
  return app({
    users,
    routes: { ...transfers.routes, ...(servesLimits ? limits : {}) },
    otherwise: ({ path }) =>
      path.startsWith('/api/transfers')
        ? reply(404, { error: 'not found' })
        : { status: 200, text: '<!doctype html><title>Transfers</title>', headers: { 'content-type': 'text/html' } },
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'e7b2096c4f1d85' },
    { name: 'bob', token: '5d80c3fa197e62' },
  ],
  captured: [
    { method: 'GET', path: '/internal/limits/4471902' },
    { method: 'GET', path: '/legacy/session' },
  ],
  vulnerable: () => server({ servesLimits: true }),
  hardened: () => server({ servesLimits: false }),
};
