import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, textIn } from '#twin';

const users = new Map([
  ['fk_ann_b06f2e7c4d19', { name: 'ann' }],
  ['fk_bob_37a1c95ef820', { name: 'bob' }],
]);
const hopsMax = 3;

/** Both read the feed that they are told of; where it points to is kept and shown, and followed by one of them alone. */
function server(world: TwinWorld, { follows }: { readonly follows: boolean }): TwinHandler {
  const read = async (from: string): Promise<{ readonly status: number; readonly location?: string }> => {
    let page = await fetched(world, from, { bytesMax: 200_000 });
    let at = from;
    let location: string | undefined;
    for (let hop = 0; hop < hopsMax && page !== undefined && page.status >= 300 && page.status < 400; hop += 1) {
      location = page.headers['location'] ?? location;
      if (location === undefined || !URL.canParse(location, at) || !follows) break;
      at = new URL(location, at).href;
      page = await fetched(world, at, { bytesMax: 200_000 });
    }
    return { status: page?.status ?? 0, ...(location === undefined ? {} : { location }) };
  };
  const feeds = collection({
    path: '/feeds',
    anonymous: reply(401, { message: 'no key' }),
    take: async (body) => {
      const [name, feed_url] = [textIn(body, 'name', 64), textIn(body, 'feed_url', 2_000)];
      const isUrl = feed_url !== undefined && /^https?:/.test(feed_url) && URL.canParse(feed_url);
      if (name === undefined || !isUrl) return undefined;
      const { status, location } = await read(feed_url);
      return { name, feed_url, last_status: status, last_location: location };
    },
    listed: (all) => ({ feeds: all }),
  });
  return app({ users, routes: feeds.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'fk_ann_b06f2e7c4d19' },
    { name: 'bob', apiKey: 'fk_bob_37a1c95ef820' },
  ],
  vulnerable: (world) => server(world, { follows: true }),
  hardened: (world) => server(world, { follows: false }),
};
