import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, textIn, type Route } from '#twin';

const users = new Map([
  ['5d0c7e91ab33f2', { name: 'ann' }],
  ['c2849fe0176bd5', { name: 'bob' }],
]);
const ownHost = 'art.cardworks.example';
/** Addresses inside: loopback, link-local and private ones, in their usual form. */
const inside =
  /^(?:localhost\.?|0\.0\.0\.0|(?:127|10)\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|169\.254\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)$/i;

/** `http://127.1:80/` as it was written: `127.1`. */
function writtenHost(url: string): string {
  return /^https?:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] ?? '';
}

/** A refusal reads the same whether the address was blocked or nobody answered there. */
function server(world: TwinWorld, { looksAtTheAddress }: { readonly looksAtTheAddress: boolean }): TwinHandler {
  let last = 4_100;
  const sizes = new Map<string, number>();
  const designs = collection({
    path: '/designs',
    newId: () => (last += 1),
    take: ({ title, artworkUrl }) =>
      typeof title === 'string' ? { title, artworkUrl, artworkBytes: sizes.get(String(artworkUrl)) } : undefined,
  });
  const refused = reply(422, { errors: [{ field: 'artworkUrl', message: "Couldn't fetch file from URL" }] });
  const create: Route = async (ask) => {
    if (ask.user === undefined) return reply(401, { errors: [{ message: 'sign in' }] });
    const url = textIn(ask.body, 'artworkUrl', 2_000);
    if (url === undefined || !/^https?:/i.test(url) || !URL.canParse(url)) return refused;
    // What the address is once it is read, and not how it is spelt: 127.1, 2130706433 and 0x7f.1 are one host.
    const host = looksAtTheAddress ? new URL(url).hostname : writtenHost(url);
    if (inside.test(host) || (looksAtTheAddress && host.startsWith('['))) return refused;
    if (host !== ownHost) {
      const art = await world.fetch(url, { bytesMax: 500_000 }).catch(() => undefined);
      if (art === undefined || art.status >= 400) return refused;
      sizes.set(url, Buffer.byteLength(art.text));
    }
    return (designs.routes['POST /designs'] as Route)(ask);
  };
  return app({ users, routes: { ...designs.routes, 'POST /designs': create } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: '5d0c7e91ab33f2' },
    { name: 'bob', token: 'c2849fe0176bd5' },
  ],
  vulnerable: (world) => server(world, { looksAtTheAddress: false }),
  hardened: (world) => server(world, { looksAtTheAddress: true }),
};
