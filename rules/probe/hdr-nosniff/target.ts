import type { ProbeTwins, TwinHandler } from '#rule';
import { app, collection, textIn, type Route } from '#twin';

const users = new Map([
  ['vo_ann_5b81e0d3', { name: 'ann' }],
  ['vo_bob_c7f4926a', { name: 'bob' }],
]);

/** An answer without a body, or one that the gateway makes, has nothing to be sniffed. */
function server({ forbidsSniffing }: { readonly forbidsSniffing: boolean }): TwinHandler {
  const own = collection({
    path: '/vouchers',
    take: (body) => {
      const { cents } = body;
      const isAmount = typeof cents === 'number' && Number.isInteger(cents) && cents >= 500 && cents <= 50_000;
      return isAmount ? { greeting: textIn(body, 'greeting', 120), cents } : undefined;
    },
  });
  // The gateway's own refusals are made elsewhere and go out bare.
  const marked =
    (route: Route): Route =>
    async (ask) => {
      const answer = await route(ask);
      if (!forbidsSniffing || answer.status >= 400) return answer;
      return { ...answer, headers: { ...answer.headers, 'X-Content-Type-Options': 'NoSniff' } };
    };
  return app({
    users,
    routes: Object.fromEntries(Object.entries(own.routes).map(([key, route]) => [key, marked(route)])),
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'vo_ann_5b81e0d3' },
    { name: 'bob', apiKey: 'vo_bob_c7f4926a' },
  ],
  vulnerable: () => server({ forbidsSniffing: false }),
  hardened: () => server({ forbidsSniffing: true }),
};
