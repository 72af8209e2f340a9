import { createHash, randomBytes } from 'node:crypto';
import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, reply, textIn, type Route } from '#twin';

const users = new Map([
  ['key_live_ann_60d2b7f19c', { name: 'ann' }],
  ['key_live_bob_e81f3a5d07', { name: 'bob' }],
]);

/** Both call the address, which is what the operation is for, and both show it again with a digest of the page. */
function server(world: TwinWorld, { showsPage }: { readonly showsPage: boolean }): TwinHandler {
  const anonymous = reply(403, { code: 'key_required' });
  const seen = new Map<string, { readonly status: number | null; readonly bytes: number; readonly summary: string }>();
  const checks = collection({
    path: '/link-checks',
    anonymous,
    newId: () => `lc_${randomBytes(6).toString('hex')}`,
    take: ({ url, label }) => ({ url, label, ...seen.get(String(url)) }),
    listed: (items) => ({ items }),
  });
  const check: Route = async (ask) => {
    if (ask.user === undefined) return anonymous;
    const url = textIn(ask.body, 'url', 2_000);
    if (url === undefined || !/^https?:\/\/[^/]/.test(url)) return reply(400, { code: 'bad_url' });
    const page = await world.fetch(url, { bytesMax: 100_000 }).catch(() => undefined);
    const text = page?.text ?? '';
    const digest = createHash('sha256').update(text).digest('hex');
    const summary = showsPage ? text.slice(0, 400) : `sha256 ${digest}`;
    seen.set(url, { status: page?.status ?? null, bytes: Buffer.byteLength(text), summary });
    return (checks.routes['POST /link-checks'] as Route)(ask);
  };
  return app({ users, routes: { ...checks.routes, 'POST /link-checks': check } });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'key_live_ann_60d2b7f19c' },
    { name: 'bob', apiKey: 'key_live_bob_e81f3a5d07' },
  ],
  vulnerable: (world) => server(world, { showsPage: true }),
  hardened: (world) => server(world, { showsPage: false }),
};
