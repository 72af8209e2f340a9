import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, textIn } from '#twin';

const users = new Map([
  ['ann-7be0c1944f2d', { name: 'ann' }],
  ['bob-1d93e7a6b058', { name: 'bob' }],
]);
const ownHost = 'files.spendwise.example';

function webUrl(text: string | undefined): URL | undefined {
  const url = text === undefined || !URL.canParse(text) ? undefined : new URL(text);
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Every image address is taken and shown again; what is fetched is another question. */
function server(world: TwinWorld, { fetchesAnyHost }: { readonly fetchesAnyHost: boolean }): TwinHandler {
  const statusOf = async (url: URL): Promise<string> => {
    // Scans of the own file store are linked and not copied.
    if (url.hostname === ownHost) return 'stored';
    if (!fetchesAnyHost) return 'skipped';
    const image = await fetched(world, url.href, { bytesMax: 500_000 });
    return image?.status === 200 ? 'stored' : 'failed';
  };
  const receipts = collection({
    path: '/receipts',
    invalid: reply(400, { error: 'merchant and imageUrl, a web address' }),
    take: async (body) => {
      const [merchant, imageUrl] = [textIn(body, 'merchant', 80), textIn(body, 'imageUrl', 2_000)];
      const url = webUrl(imageUrl);
      if (merchant === undefined || url === undefined) return undefined;
      return { merchant, imageUrl, note: textIn(body, 'note', 140), imageStatus: await statusOf(url) };
    },
  });
  return app({ users, routes: receipts.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-7be0c1944f2d' },
    { name: 'bob', token: 'bob-1d93e7a6b058' },
  ],
  vulnerable: (world) => server(world, { fetchesAnyHost: true }),
  hardened: (world) => server(world, { fetchesAnyHost: false }),
};
