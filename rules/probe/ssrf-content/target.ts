import { createHash, randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, reply, textIn } from '#twin';

const users = new Map([
  ['key_live_ann_60d2b7f19c', { name: 'ann' }],
  ['key_live_bob_e81f3a5d07', { name: 'bob' }],
]);

/** Both call the address, which is what the operation is for, and both show it again with a digest of the page. */
function server(world: TwinWorld, { showsPage }: { readonly showsPage: boolean }): TwinHandler {
  const checks = collection({
    path: '/link-checks',
    anonymous: reply(403, { code: 'key_required' }),
    invalid: reply(400, { code: 'bad_url' }),
    newId: () => `lc_${randomBytes(6).toString('hex')}`,
    take: async (body) => {
      const url = textIn(body, 'url', 2_000);
      if (url === undefined || !/^https?:\/\/[^/]/.test(url)) return undefined;
      const page = await fetched(world, url, { bytesMax: 100_000 });
      const text = page?.text ?? '';
      const digest = createHash('sha256').update(text).digest('hex');
      const summary = showsPage ? text.slice(0, 400) : `sha256 ${digest}`;
      const bytes = Buffer.byteLength(text);
      return { url, label: textIn(body, 'label', 60), status: page?.status ?? null, bytes, summary };
    },
    listed: (items) => ({ items }),
  });
  return app({ users, routes: checks.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'key_live_ann_60d2b7f19c' },
    { name: 'bob', apiKey: 'key_live_bob_e81f3a5d07' },
  ],
  vulnerable: (world) => server(world, { showsPage: true }),
  hardened: (world) => server(world, { showsPage: false }),
};
