import type { JsonObject, ProbeTwins, TwinFetched, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, textIn, type Route } from '#twin';

const users = new Map([
  ['ann-c7e410f92b', { name: 'ann' }],
  ['bob-06d8b5a3e9', { name: 'bob' }],
]);
/** A feed of our own, for those who only look around. */
const ownHost = 'prices.example.com';
const sample: TwinFetched = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  text: '{"NHY":61.2,"EQNR":290.1}',
};
const limits = { bytesMax: 64 * 1024, msMax: 2_000 };

/** What a feed has, and what it began with; undefined where it is no object of prices. */
function pricesOf({ status, headers, text }: TwinFetched): JsonObject | undefined {
  if (status !== 200 || !/^application\/(?:[\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')) return undefined;
  try {
    const found = JSON.parse(text) as unknown;
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** 502 is what a gateway says of others (RFC 9110), documented and with a code: nothing of ours broke. */
function server(world: TwinWorld, { checks }: { readonly checks: boolean }): TwinHandler {
  let last = 300;
  const read = new Map<string, JsonObject>();
  const feeds = collection({
    path: '/feeds',
    newId: () => (last += 1),
    take: (body) => {
      const [name, sourceUrl] = [textIn(body, 'name', 60), textIn(body, 'sourceUrl', 2_000)];
      return name === undefined || sourceUrl === undefined ? undefined : { name, sourceUrl, ...read.get(sourceUrl) };
    },
  });
  const add: Route = async (ask) => {
    if (ask.user === undefined) return reply(401, { code: 'no_token' });
    const url = textIn(ask.body, 'sourceUrl', 2_000);
    if (url === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url)) return reply(400, { code: 'bad_url' });
    const isSample = new URL(url).hostname === ownHost;
    const answer = isSample ? sample : await fetched(world, url, checks ? limits : {});
    if (answer === undefined) return reply(502, { code: 'feed_unreachable', detail: 'no answer within the limits' });
    const prices = pricesOf(answer);
    if (checks && prices === undefined) return reply(502, { code: 'feed_unusable', detail: 'no JSON object' });
    // Taken for what it should be: a page of HTML is shown to the caller as a sample, and a list has no symbols.
    const symbols = Object.keys(prices ?? {});
    read.set(url, { symbols, sample: checks ? JSON.stringify(prices).slice(0, 80) : answer.text.slice(0, 4_000) });
    return (feeds.routes['POST /feeds'] as Route)(ask);
  };
  return app({ users, routes: { ...feeds.routes, 'POST /feeds': add } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-c7e410f92b' },
    { name: 'bob', token: 'bob-06d8b5a3e9' },
  ],
  vulnerable: (world) => server(world, { checks: false }),
  hardened: (world) => server(world, { checks: true }),
};
