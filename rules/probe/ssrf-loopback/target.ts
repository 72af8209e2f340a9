import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, textIn } from '#twin';

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
  const isRefused = (url: string): boolean => {
    // What the address is once it is read, and not how it is spelt: 127.1, 2130706433 and 0x7f.1 are one host.
    const host = looksAtTheAddress ? new URL(url).hostname : writtenHost(url);
    return inside.test(host) || (looksAtTheAddress && host.startsWith('['));
  };
  const designs = collection({
    path: '/designs',
    newId: () => (last += 1),
    invalid: reply(422, { errors: [{ field: 'artworkUrl', message: "Couldn't fetch file from URL" }] }),
    take: async (body) => {
      const [title, artworkUrl = ''] = [textIn(body, 'title', 50), textIn(body, 'artworkUrl', 2_000)];
      const isUrl = /^https?:/i.test(artworkUrl) && URL.canParse(artworkUrl);
      if (title === undefined || !isUrl || isRefused(artworkUrl)) return undefined;
      // The own gallery is looked up and not fetched.
      if (new URL(artworkUrl).hostname === ownHost) return { title, artworkUrl, artworkBytes: 20_114 };
      const art = await fetched(world, artworkUrl, { bytesMax: 500_000 });
      if (art === undefined || art.status >= 400) return undefined;
      return { title, artworkUrl, artworkBytes: Buffer.byteLength(art.text) };
    },
  });
  return app({ users, routes: designs.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: '5d0c7e91ab33f2' },
    { name: 'bob', token: 'c2849fe0176bd5' },
  ],
  vulnerable: (world) => server(world, { looksAtTheAddress: false }),
  hardened: (world) => server(world, { looksAtTheAddress: true }),
};
