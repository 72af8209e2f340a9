import { randomInt, randomUUID } from 'node:crypto';
import type { ProbeTwins } from '#rule';
import { app, fitting, guarded, reply } from '#twin';

const users = new Map([
  ['ann.2f9b60cc71', { name: 'ann' }],
  ['bob.e80d3175fa', { name: 'bob' }],
]);
const toLogin = reply(302, undefined, { location: '/login' });

/** What is not the caller's is not found: with a 200 that says the id again. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  const cards = [...users.values()].map(({ name }) => {
    const card = { cardId: randomUUID(), label: `${name}'s first`, network: 'visa', lastFour: '4410' };
    return { owner: name, card };
  });
  const own = (name: string) => cards.filter(({ owner }) => owner === name).map(({ card }) => card);
  const routes = guarded(
    {
      'GET /cards': ({ user }) => reply(200, own(user.name)),
      'POST /cards': ({ user, body }) => {
        const sent = fitting(body, { label: 'string', network: 'string?' });
        if (sent === undefined) return reply(422, { message: 'label, network' });
        const card = { cardId: randomUUID(), network: 'visa', ...sent, lastFour: String(randomInt(1_000, 9_999)) };
        cards.push({ owner: user.name, card });
        return reply(201, { card_details: card });
      },
      'POST /cards/lookup': ({ user, body }) => {
        const asked = fitting(body, { cardId: 'string' });
        if (asked === undefined) return reply(422, { message: 'cardId is a string' });
        const found = cards.find(({ card }) => card.cardId === asked.cardId);
        if (found !== undefined && (!checksOwner || found.owner === user.name)) {
          return reply(200, { found: true, card: found.card });
        }
        return reply(200, { found: false, card: asked });
      },
      'POST /cards/fee': ({ body }) => reply(200, { cardId: body['cardId'], feeCents: 14_950 }),
      'POST /cards/default': ({ user, body }) => {
        const mine = own(user.name);
        return reply(200, { card: mine.find(({ cardId }) => cardId === body['cardId']) ?? mine[0] });
      },
    },
    toLogin,
  );
  return app({ users, routes });
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', cookie: 'session=ann.2f9b60cc71' },
    { name: 'bob', cookie: 'session=bob.e80d3175fa' },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
