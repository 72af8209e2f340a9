import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann-0f5d72ca96', { name: 'ann' }],
  ['bob-b34e81f07d', { name: 'bob' }],
]);

interface Listing {
  readonly seller: string;
  readonly title: string;
  readonly description: string;
  readonly pickupAddress: string;
}

/** Others see title and description, also in fields that the document lacks; the seller alone sees the address. */
function server({ hidesFromPeers }: { readonly hidesFromPeers: boolean }) {
  const listings = new Map<string, Listing>();
  let views = 40;
  const publicView = (id: string, { seller, title, description }: Listing) => {
    const slug = `${id}-${title.toLowerCase().replaceAll(' ', '-')}`;
    views += 1;
    return { id, title, description, seller, views, slug, preview: `${title}: ${description}` };
  };
  const ownView = (id: string, { title, description, pickupAddress }: Listing) => ({
    id,
    title,
    description,
    pickupAddress,
  });
  const routes = guarded({
    'GET /listings': () => reply(200, { listings: [...listings].map(([id, listing]) => publicView(id, listing)) }),
    'POST /listings': ({ user, body }) => {
      const sent = fitting(body, { title: 'string', description: 'string', pickupAddress: 'string' });
      if (sent === undefined) return reply(400, { error: 'title, description, pickupAddress' });
      const [id, listing] = [`l${randomBytes(6).toString('hex')}`, { seller: user.name, ...sent }];
      listings.set(id, listing);
      return reply(201, ownView(id, listing));
    },
    'GET /listings/{listingId}': ({ user, params }) => {
      const { listingId: id = '' } = params;
      const listing = listings.get(id);
      if (listing === undefined) return reply(404, { error: 'no listing' });
      const showsAddress = !hidesFromPeers || listing.seller === user.name;
      const { pickupAddress } = listing;
      return reply(200, { ...publicView(id, listing), ...(showsAddress ? { pickupAddress } : {}) });
    },
    'GET /own-listings/{listingId}': ({ user, params }) => {
      const { listingId: id = '' } = params;
      const listing = listings.get(id);
      return listing?.seller === user.name ? reply(200, ownView(id, listing)) : reply(404, { error: 'no listing' });
    },
    'DELETE /listings/{listingId}': ({ user, params }) => {
      const { listingId: id = '' } = params;
      return reply(listings.get(id)?.seller === user.name && listings.delete(id) ? 204 : 404);
    },
  });
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', token: 'ann-0f5d72ca96' },
    { name: 'bob', token: 'bob-b34e81f07d' },
  ],
  policy: { shared: ['GET /listings', 'GET /listings/*'] },
  vulnerable: () => server({ hidesFromPeers: false }),
  hardened: () => server({ hidesFromPeers: true }),
};
