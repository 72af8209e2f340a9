import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, callersOnly, reply } from '#twin';

const users = new Map([['fx_ann_61c9d2e8', { name: 'ann' }]]);
const dayMs = 86_400_000;

/** An announced end is no fault before its day, and neither is an old date on an answer that says so (RFC 8594). */
function server(world: TwinWorld, { sunsetInDays }: { readonly sunsetInDays: number }): TwinHandler {
  const dated = (days: number): string => new Date(world.clock.now() + days * dayMs).toUTCString();
  const orders = [{ id: 'fo_7731', pair: 'EURNOK' }];
  const routes = callersOnly({
    'GET /orders': () => reply(200, orders, { deprecation: 'true', sunset: dated(sunsetInDays) }),
    'GET /fx-orders': () => reply(200, orders),
    'GET /quotes': () => reply(200, [{ pair: 'EURNOK', rate: 11.62 }], { deprecation: 'true' }),
    'GET /curves': () => reply(410, { error: 'gone' }, { sunset: dated(-400) }),
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [{ name: 'ann', apiKey: 'fx_ann_61c9d2e8' }],
  vulnerable: (world) => server(world, { sunsetInDays: -45 }),
  hardened: (world) => server(world, { sunsetInDays: 45 }),
};
