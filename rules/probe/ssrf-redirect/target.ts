import type { ProbeTwins, TwinFetched, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, textIn, type Route } from '#twin';

const users = new Map([
  ['fk_ann_b06f2e7c4d19', { name: 'ann' }],
  ['fk_bob_37a1c95ef820', { name: 'bob' }],
]);
const hopsMax = 3;

/** Both read the feed that they are told of; where it points to is kept and shown, and followed by one of them alone. */
function server(world: TwinWorld, { follows }: { readonly follows: boolean }): TwinHandler {
  const read = async (from: string): Promise<{ readonly page: TwinFetched; readonly location?: string }> => {
    let page = await world.fetch(from, { bytesMax: 200_000 });
    let at = from;
    let location: string | undefined;
    for (let hop = 0; hop < hopsMax && page.status >= 300 && page.status < 400; hop += 1) {
      location = page.headers['location'] ?? location;
      if (location === undefined || !URL.canParse(location, at) || !follows) break;
      at = new URL(location, at).href;
      page = await world.fetch(at, { bytesMax: 200_000 });
    }
    return { page, ...(location === undefined ? {} : { location }) };
  };
  const found = new Map<string, Awaited<ReturnType<typeof read>>>();
  const feeds = collection({
    path: '/feeds',
    take: ({ name, feed_url }) => {
      const seen = found.get(String(feed_url));
      if (typeof name !== 'string') return undefined;
      return { name, feed_url, last_status: seen?.page.status ?? 0, last_location: seen?.location };
    },
    listed: (all) => ({ feeds: all }),
  });
  const add: Route = async (ask) => {
    if (ask.user === undefined) return reply(401, { message: 'no key' });
    const url = textIn(ask.body, 'feed_url', 2_000);
    if (url === undefined || !/^https?:/.test(url) || !URL.canParse(url)) return reply(400, { message: 'feed_url' });
    const seen = await read(url).catch(() => undefined);
    if (seen !== undefined) found.set(url, seen);
    return (feeds.routes['POST /feeds'] as Route)(ask);
  };
  return app({ users, routes: { ...feeds.routes, 'POST /feeds': add } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'fk_ann_b06f2e7c4d19' },
    { name: 'bob', apiKey: 'fk_bob_37a1c95ef820' },
  ],
  vulnerable: (world) => server(world, { follows: true }),
  hardened: (world) => server(world, { follows: false }),
};
