import { randomBytes } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply, type SignedIn } from '#twin';

const users = new Map([
  ['key_ann_6c1d07ff38', { name: 'ann' }],
  ['key_bob_be52a91c40', { name: 'bob' }],
]);
const refusal = reply(422, { error: 'unknown caller' });

/** Takes every order with a 202, and a card changes by itself as well: it is active once somebody has read it. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  const cards = new Map<string, { id: string; owner: string; nickname: string; status: string; reads: number }>();
  const turn = (status: string, mayTurn: (owner: string, ask: SignedIn) => boolean) => (ask: SignedIn) => {
    const { cardId = '' } = ask.params;
    const card = cards.get(cardId);
    if (card !== undefined && mayTurn(card.owner, ask)) cards.set(cardId, { ...card, status });
    return reply(202, { accepted: true, cardId });
  };
  const routes = guarded(
    {
      'GET /cards': ({ user }) => reply(200, { cards: [...cards.values()].filter(({ owner }) => owner === user.name) }),
      'POST /cards': ({ user, body }) => {
        const sent = fitting(body, { nickname: 'string' });
        if (sent === undefined) return reply(422, { error: 'nickname' });
        const id = `crd_${randomBytes(6).toString('hex')}`;
        const card = { id, owner: user.name, ...sent, status: 'ordered', reads: 0 };
        cards.set(id, card);
        return reply(201, { card });
      },
      'GET /cards/{cardId}': ({ user, params }) => {
        const card = cards.get(params['cardId'] ?? '');
        if (card?.owner !== user.name) return reply(422, { error: 'not a card of yours' });
        const status = card.status === 'ordered' ? 'active' : card.status;
        cards.set(card.id, { ...card, status, reads: card.reads + 1 });
        return reply(200, { card });
      },
      'POST /cards/{cardId}/freeze': turn('frozen', (owner, { user }) => !checksOwner || owner === user.name),
      'POST /cards/{cardId}/unfreeze': turn('active', (owner, { user }) => owner === user.name),
    },
    refusal,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', apiKey: 'key_ann_6c1d07ff38' },
    { name: 'bob', apiKey: 'key_bob_be52a91c40' },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
