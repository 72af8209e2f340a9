import type { ProbeTwins, TwinHandler, TwinWorld } from '#rule';
import { app, collection, fetched, textIn } from '#twin';

const users = new Map([
  ['ann-5f07c2d9ae', { name: 'ann' }],
  ['bob-b861e3047f', { name: 'bob' }],
]);
/** What we are known by at the partners: a credential as well, and one that they may see. */
const partnerKey = `Basic ${Buffer.from('books:partner-shared-3c17').toString('base64')}`;

function server(world: TwinWorld, { passesOn }: { readonly passesOn: boolean }): TwinHandler {
  const rows = collection({
    path: '/links',
    take: async (body, ask) => {
      const [name, endpointUrl] = [textIn(body, 'name', 60), textIn(body, 'endpointUrl', 2_000)];
      const isUrl = endpointUrl !== undefined && /^https?:\/\//.test(endpointUrl) && URL.canParse(endpointUrl);
      if (name === undefined || !isUrl) return undefined;
      const own = { authorization: partnerKey, cookie: 'route=b2', 'x-acting-for': ask.user?.name ?? '' };
      const headers = passesOn ? { ...own, authorization: ask.headers['authorization'] ?? partnerKey } : own;
      const init = { method: 'POST', headers, body: '{"hello":true}' };
      const answer = await fetched(world, endpointUrl, init);
      return { name, endpointUrl, state: answer === undefined ? 'unreachable' : 'connected' };
    },
  });
  return app({ users, routes: rows.routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-5f07c2d9ae' },
    { name: 'bob', token: 'bob-b861e3047f' },
  ],
  vulnerable: (world) => server(world, { passesOn: true }),
  hardened: (world) => server(world, { passesOn: false }),
};
