import type { ProbeTwins, TwinHandler } from '#rule';
import { app, certificate, collection, textIn, type Route } from '#twin';

const users = new Map([
  ['gc_ann_5b81e0d3', { name: 'ann' }],
  ['gc_bob_c7f4926a', { name: 'bob' }],
]);

/** Browsers learn it from any answer: that the refusals lack it takes nothing away. */
function server({ staysOnHttps }: { readonly staysOnHttps: boolean }): TwinHandler {
  const own = collection({
    path: '/gift-cards',
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
      if (!staysOnHttps || answer.status >= 400) return answer;
      return {
        ...answer,
        headers: { ...answer.headers, 'strict-transport-security': 'includeSubDomains; MAX-AGE="31536000"' },
      };
    };
  return app({
    users,
    routes: Object.fromEntries(Object.entries(own.routes).map(([key, route]) => [key, marked(route)])),
  });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'gc_ann_5b81e0d3' },
    { name: 'bob', apiKey: 'gc_bob_c7f4926a' },
  ],
  tls: () => certificate,
  vulnerable: () => server({ staysOnHttps: false }),
  hardened: () => server({ staysOnHttps: true }),
};
