import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, textIn } from '#twin';

const users = new Map([
  ['ann-902ec6b4d1', { name: 'ann' }],
  ['bob-d4f70a85e3', { name: 'bob' }],
]);

/** A host whose certificate does not hold is unreachable, and that it was tried is no fault: nothing was sent. */
function server(world: TwinWorld, { takesAnyCertificate }: { readonly takesAnyCertificate: boolean }): TwinHandler {
  const rows = collection({
    path: '/callbacks',
    take: async (body, ask) => {
      const [name, callbackUrl] = [textIn(body, 'name', 60), textIn(body, 'callbackUrl', 2_000)];
      const isUrl = callbackUrl !== undefined && /^https?:\/\//.test(callbackUrl) && URL.canParse(callbackUrl);
      if (name === undefined || !isUrl) return undefined;
      const hello = JSON.stringify({ event: 'callback.added', by: ask.user?.name ?? '' });
      const init = { method: 'POST', body: hello, verify: !takesAnyCertificate };
      const answer = await fetched(world, callbackUrl, init);
      return { name, callbackUrl, state: answer === undefined ? 'unreachable' : 'connected' };
    },
  });
  return app({ users, routes: rows.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-902ec6b4d1' },
    { name: 'bob', token: 'bob-d4f70a85e3' },
  ],
  vulnerable: (world) => server(world, { takesAnyCertificate: true }),
  hardened: (world) => server(world, { takesAnyCertificate: false }),
};
