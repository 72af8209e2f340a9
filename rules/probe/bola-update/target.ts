import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProbeTwins } from '#rule';

const users = new Map([
  ['Bearer ann-5f2c81d09e', 'ann'],
  ['Bearer bob-c41f7703ab', 'bob'],
]);

interface Card {
  readonly id: string;
  readonly owner: string;
  readonly nickname?: string;
  readonly monthlyLimit?: number;
}

/** A 200 says nothing here: PUT always gives one, and changes the caller's newest card alone. */
function server({ checksOwner }: { readonly checksOwner: boolean }) {
  const cards = new Map<string, Card>();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = (status: number, body?: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    const sent = await bodyOf(request);
    const owner = users.get(request.headers.authorization ?? '');
    const id = (request.url ?? '').split('/')[2];
    const own = [...cards.values()].filter((card) => card.owner === owner);
    if (owner === undefined) return answer(422, { error: 'who are you' });
    if (id === undefined && request.method === 'GET') return answer(200, { cards: own });
    if (id === undefined) {
      const card = { ...sent, id: randomBytes(6).toString('hex'), owner };
      cards.set(card.id, card);
      return answer(201, { card });
    }
    const card = cards.get(id);
    if (request.method === 'PUT') {
      const newest = own.at(-1);
      if (newest !== undefined) cards.set(newest.id, { ...newest, ...sent });
      return answer(200, { ok: true });
    }
    if (card === undefined) return answer(404, { error: 'no card' });
    if (request.method === 'PATCH') {
      if (checksOwner && card.owner !== owner) return answer(404, { error: 'no card' });
      cards.set(id, { ...card, ...sent });
      return answer(200, { ok: true });
    }
    if (card.owner !== owner) return answer(404, { error: 'no card' });
    if (request.method === 'DELETE') cards.delete(id);
    return answer(request.method === 'DELETE' ? 204 : 200, { card });
  };
}

async function bodyOf(request: IncomingMessage): Promise<Partial<Card>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (text === '') return {};
  const { nickname, monthlyLimit } = JSON.parse(text) as Card;
  return { ...(nickname === undefined ? {} : { nickname }), ...(monthlyLimit === undefined ? {} : { monthlyLimit }) };
}

export const twins: ProbeTwins = {
  identities: [
    { name: 'ann', role: 'customer', token: 'ann-5f2c81d09e' },
    { name: 'bob', role: 'customer', token: 'bob-c41f7703ab' },
  ],
  vulnerable: () => server({ checksOwner: false }),
  hardened: () => server({ checksOwner: true }),
};
