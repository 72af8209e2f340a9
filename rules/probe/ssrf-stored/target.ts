import { randomUUID } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, textIn } from '#twin';

const users = new Map([
  ['tok_ann_18d5e0b9', { name: 'ann' }],
  ['tok_bob_f73c6a24', { name: 'bob' }],
]);
/** Hosts of which the partner has shown that they are its own. */
const verifiedHosts = new Set(['hooks.ledgerly.example']);

/** Registering calls nobody. A ping is queued in any case; what comes of it, no answer tells. */
function server(world: TwinWorld, { asksWhoseHost }: { readonly asksWhoseHost: boolean }): TwinHandler {
  const deliver = async (url: string): Promise<void> => {
    const { hostname } = new URL(url);
    if (asksWhoseHost && !verifiedHosts.has(hostname)) return;
    // The hosts of the partner are reached over a queue of their own.
    if (verifiedHosts.has(hostname)) return;
    const body = JSON.stringify({ type: 'ping', sentAt: world.clock.now() });
    await fetched(world, url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  };
  const webhooks = collection({
    path: '/v1/webhooks',
    take: (body) => {
      const url = textIn(body, 'url', 2_000);
      if (url === undefined || !/^https?:/.test(url) || !URL.canParse(url)) return undefined;
      return { url, description: textIn(body, 'description', 100), event: textIn(body, 'event') ?? 'transfer.settled' };
    },
    show: (item) => ({ data: item }),
    listed: (items) => ({ data: [...items] }),
  });
  const ping = webhooks.one(async (webhook) => {
    await deliver(textIn(webhook, 'url', 2_000) ?? '');
    return reply(202, { queued: true, deliveryId: randomUUID() });
  });
  return app({ users, routes: { ...webhooks.routes, 'POST /v1/webhooks/{id}/ping': ping } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'tok_ann_18d5e0b9' },
    { name: 'bob', token: 'tok_bob_f73c6a24' },
  ],
  vulnerable: (world) => server(world, { asksWhoseHost: false }),
  hardened: (world) => server(world, { asksWhoseHost: true }),
};
